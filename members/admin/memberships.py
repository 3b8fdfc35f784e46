from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.admin import GapFilter, VersionedAdmin
from core.admin.exports import ExportAdmin
from core.gaps import Gap
from core.templatetags.ui import partial_date
from members.admin.filters import StatusFilter
from members.models import Contribution, Membership

UNREAD = [
    f"organisation__{name}"
    for name in ("loaded", "search", "names_text", "exact_names", "sort_fr", "sort_en")
]


def with_an_overdue_contribution() -> Q:
    return Q(pk__in=Contribution.objects.overdue().values("membership"))


def suspended_today() -> Q:
    today = timezone.localdate()
    return Q(suspended_on__lte=today, suspended_until__gte=today)


@admin.register(Membership)
class MembershipAdmin(ExportAdmin, VersionedAdmin):
    """Adhesions: the state is computed; leaving and being suspended have a reason and an end."""

    change_list_template = "admin/members/dues_change_list.html"
    list_display = ["organisation", "kind", "joined", "left_on", "state", "decided_on"]
    list_display_links = ["organisation"]
    list_filter = [GapFilter, StatusFilter, "kind"]
    search_fields = ["organisation__names_text"]
    search_help_text = _("Names, acronyms and cities.")
    autocomplete_fields = ["organisation"]
    ordering = ["organisation__sort_fr", "-joined_on"]
    view_on_site = False
    readonly_fields = ["state", "owed", "their_page"]
    frozen = ("organisation",)
    actions = ["export_selected"]
    export_columns = (
        "organisation__slug", "kind", "joined_on", "left_on", "leaving_reason", "suspended_on",
        "suspended_until", "decided_on", "status_now",
    )  # fmt: skip
    gaps = [
        Gap("overdue", _("contribution overdue"), with_an_overdue_contribution),
        Gap("suspended", _("suspended"), suspended_today),
        Gap("undated", _("joining not dated"), Q(joined_on="")),
    ]
    fieldsets = [
        (None, {"fields": ["organisation", "kind", "state", "version"]}),
        (_("Joining"), {"fields": ["joined_on", "decided_on", "language"]}),
        (_("Suspension"), {
            "fields": [("suspended_on", "suspended_until"), "suspension_reason"],
            "description": _("A suspension has a reason and an end, and lifts itself."),
        }),
        (_("Departure"), {"fields": ["left_on", "leaving_reason"]}),
        (_("Contributions"), {"fields": ["owed", "their_page"]}),
    ]  # fmt: skip

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("organisation").defer(*UNREAD)
        return rows.with_status()  # type: ignore[attr-defined]

    @admin.display(description=_("joined on"), ordering="joined_on")
    def joined(self, row):
        return partial_date(row.joined_on) or _("date not recorded")

    @admin.display(description=_("state"), ordering="status_now")
    def state(self, row):
        return capfirst(str(Membership.Status(row.status_now).label)) if row.pk else "–"

    @admin.display(description=_("year by year"))
    def owed(self, row):
        if row.pk is None:
            return "–"
        lines = [
            (
                reverse("admin:members_contribution_change", args=[one.pk]),
                one.year,
                Contribution.Status(one.status_now).label,
            )
            for one in row.contributions.with_status()
        ]
        listed = format_html_join("", '<li><a href="{}">{}</a> {}</li>', lines)
        return format_html('<ul class="plain">{}</ul>', listed) if lines else _("None yet.")

    @admin.display(description=_("as the organisation sees it"))
    def their_page(self, row):
        if row.pk is None:
            return "–"
        url = reverse("members:dues", args=[row.organisation.slug])
        return format_html('<a href="{}">{}</a>', url, url)
