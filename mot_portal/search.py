"""Site-wide search: each kind of thing with its first rows and a link to all."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from core.search import first_keys_of
from forum.models import Obstacle, Solution, Topic
from members.models import Organisation
from partnerships.models import Action, Partnership
from projects.models import Project
from territories.models import Border, Territory

GROUP_LENGTH = 5
TOO_MANY = 1_000


@dataclass(frozen=True)
class Searched:
    """A kind of thing that is searched: where all of it is listed, what is shown of a row.

    `related` is what the address of a row's page needs. `is_shown`: without what its own author
    and the staff alone see.
    """

    title: str | Promise
    model: Any
    url: str
    order: str = "pk"
    name: str = "name"
    about: str = "description"
    related: str = ""
    is_shown: bool = False


SEARCHED = [
    Searched(_("Members"), Organisation, "members:organisation_list", "sort_fr"),
    Searched(_("Projects"), Project, "projects:project_list", "sort_fr", "title", "summary"),
    Searched(_("Territories"), Territory, "territories:territory_list", "name_fr"),
    Searched(_("Borders"), Border, "territories:border_list", "code"),
    Searched(_("Obstacles"), Obstacle, "forum:obstacle_list", "sort_fr", "title", "summary"),
    Searched(_("Solutions"), Solution, "forum:solution_list", "sort_fr", "title", "summary"),
    Searched(_("Forum"), Topic, "forum:topic_list", "-last_post_at", "title", "", is_shown=True),
    Searched(_("Partnerships"), Partnership, "partnerships:list", "title_fr", "title", "purpose"),
    Searched(
        _("Actions of partnerships"),
        Action,
        "partnerships:list",
        "-year",
        "title",
        "summary",
        related="workstream__axis__partnership",
    ),
]
UNSHOWN = {"search", "names_text", "exact_names", "loaded", "raw"}


@dataclass
class Group:
    """Rows of one kind that match, at most `GROUP_LENGTH`; `count` is at most `TOO_MANY`."""

    searched: Searched
    rows: list
    count: int
    url: str

    @property
    def is_more(self) -> bool:
        return self.count > GROUP_LENGTH

    @property
    def is_at_least(self) -> bool:
        return self.count >= TOO_MANY


def search(words: str, user) -> list[Group]:
    """Groups that have a row for `words`, as `user` may see them; near ones where none matches."""
    seen = [_seen_by(user, searched) for searched in SEARCHED]
    found = [rows.matching(words) for rows in seen]
    keys = first_keys_of(found, TOO_MANY)
    near = [
        rows.near(words) if not own and hasattr(rows, "near") else rows.none()
        for rows, own in zip(seen, keys, strict=True)
    ]
    near_keys = first_keys_of(near, TOO_MANY)
    return [
        _group(searched, words, *(exact if exact[1] else resembling))
        for searched, exact, resembling in zip(
            SEARCHED, zip(found, keys, strict=True), zip(near, near_keys, strict=True), strict=True
        )
        if exact[1] or resembling[1]
    ]


def _seen_by(user, searched: Searched) -> Any:
    rows = searched.model.objects
    rows = rows.visible_to(user) if hasattr(rows, "visible_to") else rows.all()
    return rows.shown() if searched.is_shown else rows


def _group(searched: Searched, words: str, found: Any, keys: list[int]) -> Group:
    """The first rows of those of `found`, whose keys are `keys` or start with them."""
    model = searched.model
    shown = found if len(keys) == TOO_MANY else model.objects.filter(pk__in=keys)
    if searched.related:
        shown = shown.select_related(searched.related)
    left = UNSHOWN & {field.name for field in model._meta.fields}
    first = shown.defer(*left).order_by(searched.order, "pk")[:GROUP_LENGTH]
    url = f"{reverse(searched.url)}?{urlencode({'q': words})}"
    return Group(searched, list(first), len(keys), url)
