"""The beginning of a project that an organisation proposes."""

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import Value
from django.utils.text import slugify

from core.search import Fold
from members.acting import Actor
from members.models import Organisation
from projects.models import FormerAddress, Project, Transition

MOST = 5
RESERVED = {"propose", "map", "export", "feed"}  # beside the addresses of projects


@transaction.atomic
def begin(project: Project, organisation: Organisation, *, by: Actor) -> Project:
    """Keep `project`, which is only in memory, as a draft of `organisation`."""
    with connection.cursor() as cursor:  # two that choose the same address wait for each other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('project address'))")
    project.owner, project.publication = organisation, Project.Publication.DRAFT
    project.slug = free_slug(project.title)
    project.save()
    project.participations.create(organisation=organisation, role="lead")
    draft = Project.Publication.DRAFT
    Transition.objects.create(project=project, old=draft, new=draft, by=by.user, under=by.mandate)
    return project


def free_slug(title: str) -> str:
    """An address that no project has or had; `title` cut to what an address can hold."""
    stem = slugify(title)[:100].strip("-") or "project"
    taken = {
        *RESERVED,
        *Project.objects.filter(slug__startswith=stem).values_list("slug", flat=True),
        *FormerAddress.objects.filter(slug__startswith=stem).values_list("slug", flat=True),
    }
    numbers = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in [stem, *numbers] if slug not in taken)


def like(title: str, user, *, but: Project | None = None) -> list[Project]:
    """Projects that `user` may see whose title, acronym or town is like `title`; closest first."""
    if len(title.strip()) < 4:
        return []
    words = Fold(Value(title[:300]))
    rows = Project.objects.visible_to(user).filter(names_text__trigram_word_similar=words)
    rows = rows.annotate(likeness=TrigramWordSimilarity(words, "names_text"))  # type: ignore[arg-type]
    rows = rows.exclude(pk=but.pk) if but else rows
    return list(rows.order_by("-likeness", "pk").for_links()[:MOST])
