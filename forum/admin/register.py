"""What the register is made of beside its obstacles: who is affected too, figures of past years."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnly, VersionedAdmin
from forum.models import Endorsement, Snapshot


@admin.register(Endorsement)
class EndorsementAdmin(VersionedAdmin):
    """What organisations said. Staff hide it, with a reason; the words stay those of the member."""

    list_display = [
        "organisation", "of_obstacle", "place", "people", "cost", "given_at", "withdrawn_at",
        "is_hidden",
    ]  # fmt: skip
    list_filter = [
        ("withdrawn_at", admin.EmptyFieldListFilter),
        ("hidden_because", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["obstacle", "organisation"]
    search_fields = [
        "obstacle__reference", "organisation__name_fr", "organisation__name_en", "place", "text",
    ]  # fmt: skip
    search_help_text = _("References, names of organisations, words.")
    date_hierarchy = "given_at"
    ordering = ["-given_at", "-pk"]
    view_on_site = False
    readonly_fields = [
        "of_obstacle", "organisation", "place", "people", "cost", "text", "language", "by",
        "function", "given_at", "withdrawn_at", "withdrawn_by",
    ]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["of_obstacle", "organisation", "hidden_because", "version"]}),
        (_("What it said"), {"fields": [
            ("place", "people", "cost"), "text", "language", ("by", "function"), "given_at",
            ("withdrawn_at", "withdrawn_by"),
        ]}),
    ]  # fmt: skip

    def has_add_permission(self, request, obj=None):
        return False

    has_delete_permission = has_add_permission

    @admin.display(description=_("obstacle"), ordering="obstacle__reference")
    def of_obstacle(self, row):
        return format_html(
            '<a href="{}">{}</a>', row.obstacle.get_absolute_url(), row.obstacle.reference
        )

    @admin.display(description=_("hidden"), boolean=True)
    def is_hidden(self, row):
        return bool(row.hidden_because)


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnly):
    """The scoreboards that were kept: they never change."""

    list_display = ["year", "made_at", "on_the_portal"]
    fields = ["year", "made_at", "on_the_portal", "figures"]
    view_on_site = False

    @admin.display(description=_("page"))
    def on_the_portal(self, row):
        return format_html(
            '<a href="{}">{}</a>', reverse("forum:scoreboard_year", args=[row.year]), row.year
        )
