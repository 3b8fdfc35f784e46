"""Letters about what is written in the forum: to the staff what waits or is reported, to authors
what was decided. None quotes a text: it is read on the portal, by who may read it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.addresses import absolute, site_url
from forum.models import Decision, Flag, Post
from forum.models.kinds import State
from members.letters.accounts import reader_of
from members.letters.registry import Kind, Withheld, register
from members.models import Letter


def _waits(letter: Letter) -> dict[str, Any]:
    rows = Post.objects.select_related("author", "topic")
    post = rows.filter(pk=letter.subject_key.split(":")[0], state=State.WAITING).first()
    if post is None:
        raise Withheld(_("It does not wait any more."))
    return {
        "post": post,
        "topic": post.topic,
        "who": post.author.shown_name,
        "link": absolute(reverse("admin:forum_post_decide", args=[post.pk])),
    }


def _reported(letter: Letter) -> dict[str, Any]:
    rows = Flag.objects.waiting().select_related("post__topic")
    flag = rows.filter(pk=letter.subject_key).first()
    if flag is None:
        raise Withheld(_("It was answered meanwhile."))
    return {
        "flag": flag,
        "topic": flag.post.topic,
        "link": absolute(reverse("admin:forum_post_decide", args=[flag.post_id])),
    }


def _decided(letter: Letter) -> dict[str, Any]:
    rows = Decision.objects.select_related("topic__merged_into", "post")
    decision = rows.filter(pk=letter.subject_key).first()
    if decision is None:
        raise Withheld(_("What was written exists no more."))
    later = Decision.objects.filter(topic=decision.topic, post=decision.post, pk__gt=decision.pk)
    if later.exists():
        raise Withheld(_("Something else was decided since."))
    topic = decision.topic.merged_into or decision.topic
    about = decision.post or topic
    if not type(about).objects.visible_to(reader_of(letter)).filter(pk=about.pk).exists():
        raise Withheld(_("This person may no longer read it."))
    return {
        "decision": decision,
        "topic": decision.topic,
        "into": decision.topic.merged_into,
        "opens": decision.post is not None and decision.post.is_first,
        "link": absolute(about.get_absolute_url()),
        "mine": site_url("forum:mine"),
    }


register(
    Kind("post_waits", gettext_lazy("post that waits for a moderator"), _waits),
    Kind("post_reported", gettext_lazy("post that a reader reported"), _reported),
    Kind("forum_decision", gettext_lazy("decision of a moderator"), _decided),
)
