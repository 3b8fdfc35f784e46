"""A letter about the forum of each kind, written as the portal writes it."""

from forum.models import Decision, Obstacle
from forum.services import flags, moderation, writing
from forum.services.raising import raise_obstacle
from members.acting import Actor
from members.models import Letter
from tests.factories import MandateFactory, OrganisationFactory, UserFactory
from tests.forum.factories import PostFactory, TopicFactory
from tests.members.letter_samples import reader

TITLE = "Qui paie <l’impôt> & où ?"


def written(kind: str, language: str) -> Letter:
    letter = Letter.objects.get(kind=kind)
    letter.language = language
    letter.save()
    return letter


def post_waits(language: str) -> Letter:
    author = UserFactory(name="Anne Martin")
    topic = TopicFactory(pk=90_007, title=TITLE, author=author, state="waiting")
    topic.posts.all().delete()
    PostFactory(pk=90_007, topic=topic, is_first=True, author=author, state="waiting")
    writing._tell_staff(topic.posts.get())
    return written("post_waits", language)


def post_reported(language: str) -> Letter:
    post = PostFactory(pk=90_007, topic=TopicFactory(pk=90_007, title=TITLE))
    flags.report(post, "wrong", "La convention a <changé> en 2024.", by=UserFactory())
    return written("post_reported", language)


def forum_decision(language: str) -> Letter:
    topic = TopicFactory(pk=90_007, title=TITLE, author=reader(language))
    moderation.hide(topic.posts.get(), "Un nom & un numéro y sont <lisibles>.", by=UserFactory())
    return written("forum_decision", language)


def obstacle_reported(language: str) -> Letter:
    mandate = MandateFactory(
        user=UserFactory(name="Anne Martin"),
        organisation=OrganisationFactory(name_fr="Eurodistrict", name_en="Eurodistrict"),
        speaks_for=True,
    )
    row = Obstacle(title_fr=TITLE, reference="EU-2026-007")
    raise_obstacle(row, {}, by=Actor(mandate.user, mandate))
    return written("obstacle_reported", language)


SAMPLES = {
    "obstacle_reported": obstacle_reported,
    "post_waits": post_waits,
    "post_reported": post_reported,
    "forum_decision": forum_decision,
}


def decision(kind: Decision.Kind, language: str = "fr") -> Letter:
    """A letter about a decision of any kind, to Anne Martin."""
    staff, author = UserFactory(), reader(language)
    older = TopicFactory(title="L’autre sujet")
    topic = TopicFactory(title=TITLE, author=author, state="waiting")
    opening = topic.posts.get()
    if kind == Decision.Kind.SHOW:
        moderation.show(opening, by=staff)
    elif kind == Decision.Kind.HIDE:
        moderation.hide(PostFactory(topic=older, author=author), "Publicité.", by=staff)
    elif kind == Decision.Kind.MOVE:
        moderation.move(PostFactory(author=author), older, "C’est ici.", by=staff)
    elif kind in (Decision.Kind.LOCK, Decision.Kind.UNLOCK):
        moderation.lock(topic, "Clos.", by=staff)
        if kind == Decision.Kind.UNLOCK:
            moderation.unlock(topic, by=staff)
    else:
        moderation.merge(topic, older, "Même question.", by=staff)
        if kind == Decision.Kind.UNMERGE:
            moderation.unmerge(topic.__class__.objects.get(pk=topic.pk), by=staff)
    return Letter.objects.filter(kind="forum_decision", user=author).latest("pk")
