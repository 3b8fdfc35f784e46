"""Site-wide search: each kind of thing with its first rows and a link to all."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from members.models import Organisation
from territories.models import Border, Territory

GROUP_LENGTH = 5
TOO_MANY = 1_000


@dataclass
class Group:
    """Rows of one kind that match, at most `GROUP_LENGTH`; `count` is at most `TOO_MANY`."""

    title: str
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
    """Groups that have a row for `words`, as `user` may see them."""
    organisations = Organisation.objects.visible_to(user).search(words).order_by("sort_fr", "pk")
    organisations = organisations.defer("search", "names_text", "exact_names", "loaded")
    found = [
        (_("Members"), organisations, reverse("members:organisation_list")),
        (
            _("Territories"),
            Territory.objects.for_pages().search(words),
            reverse("territories:territory_list"),
        ),
        (
            _("Borders"),
            Border.objects.for_pages().search(words),
            reverse("territories:border_list"),
        ),
    ]
    groups = [
        Group(
            title,
            list(rows[:GROUP_LENGTH]),
            rows.order_by()[:TOO_MANY].count(),
            f"{url}?{urlencode({'q': words})}",
        )
        for title, rows, url in found
    ]
    return [group for group in groups if group.rows]
