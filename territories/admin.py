from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin import ContentAdmin, GapFilter, PreviewAdmin, languages
from territories.footprints import drawing
from territories.forms import BorderForm, TerritoryForm
from territories.gaps import BORDER_GAPS, PROGRAMME_GAPS, TERRITORY_GAPS, THEME_GAPS
from territories.models import Border, Programme, Territory, Theme

PROVENANCE: tuple[Any, Any] = (_("Where it comes from"), {"fields": ["source", "facts_on"]})


class LabelAdmin(ContentAdmin):
    """Rows with a code that organisations are tied to."""

    frozen = ("code",)

    def get_queryset(self, request):
        links = self.model._meta.get_field("organisations").through._default_manager  # type: ignore[union-attr]
        own = str(self.opts.model_name)
        mine = links.filter(**{own: OuterRef("pk")}).order_by()
        counted = mine.values(own).annotate(n=Count("pk")).values("n")
        rows = super().get_queryset(request)
        return rows.annotate(organisation_count=Coalesce(Subquery(counted), 0))

    def has_delete_permission(self, request, obj=None):
        """What other rows are tied to stays."""
        return super().has_delete_permission(request) and not (obj and _is_tied(obj))

    @admin.display(description=_("organisations"), ordering="organisation_count")
    def its_organisations(self, row):
        url = reverse("admin:members_organisation_changelist")
        return format_html(
            '<a href="{}?{}={}">{}</a>', url, self.opts.model_name, row.code, row.organisation_count
        )


def _is_tied(row: Border | Theme) -> bool:
    relations = (one for one in row._meta.related_objects if one.many_to_many and not one.hidden)
    return any(getattr(row, str(one.get_accessor_name())).exists() for one in relations)


@admin.register(Border)
class BorderAdmin(PreviewAdmin, LabelAdmin):
    form = BorderForm
    list_display = [
        "__str__", "code", "kind", "is_internal_eu", "its_organisations", "in_languages",
        "updated",
    ]  # fmt: skip
    list_filter = [GapFilter, "kind", "is_internal_eu"]
    search_fields = ["code"]
    language_stems = ("name", "agreement", "obstacle_note")
    unread = ("loaded", "search", "names_text")
    gaps = BORDER_GAPS
    fieldsets = [
        (None, {"fields": ["code", "kind", "countries", "is_internal_eu", "languages", "version"]}),
        languages(_("Name"), "name"),
        languages(_("Framework agreement"), "agreement"),
        languages(_("What it means for an obstacle"), "obstacle_note"),
        (_("Place"), {"fields": [("lat", "lon"), "nuts3"]}),
        PROVENANCE,
    ]


@admin.register(Territory)
class TerritoryAdmin(PreviewAdmin, ContentAdmin):
    form = TerritoryForm
    list_display = [
        "__str__", "legal_form", "in_countries", "seat_city", "in_languages", "updated",
    ]  # fmt: skip
    list_filter = [GapFilter, "legal_form", "borders"]
    search_fields = ["slug"]
    language_stems = ("name", "description")
    unread = ("loaded", "search", "names_text", "footprint")
    frozen = ("slug",)
    secret = ("footprint",)
    lines = ("partners",)
    ticked = ("borders",)
    gaps = TERRITORY_GAPS
    prepopulated_fields = {"slug": ["name_fr"]}
    readonly_fields = ["footprint_now"]
    save_on_top = True
    fieldsets = [
        languages(_("Name"), "name"),
        (None, {"fields": ["slug", "legal_form", "founded", "population", "website", "version"]}),
        languages(_("Description"), "description"),
        (_("Place"), {"fields": ["countries", "borders", "seat_city", ("lat", "lon")]}),
        (_("Footprint"), {"fields": ["footprint_now", "footprint_file", "forget_footprint"]}),
        (_("Partners"), {"fields": ["partners"]}),
        PROVENANCE,
    ]

    @admin.display(description=_("countries"))
    def in_countries(self, row):
        return ", ".join(row.countries)

    @admin.display(description=_("footprint"))
    def footprint_now(self, row):
        if row.footprint is None:
            return _("None yet.")
        return drawing(row.footprint, _("Footprint of %s") % row)


@admin.register(Theme)
class ThemeAdmin(LabelAdmin):
    list_display = [
        "__str__",
        "code",
        "position",
        "its_organisations",
        "in_languages",
        "updated",
    ]
    list_filter = [GapFilter]
    search_fields = ["code", "name_fr", "name_en"]
    lines = ("keep_topics",)
    gaps = THEME_GAPS
    fieldsets = [
        (None, {"fields": ["code", "position", "version"]}),
        languages(_("Name"), "name"),
        (None, {"fields": ["keep_topics"]}),
        PROVENANCE,
    ]


@admin.register(Programme)
class ProgrammeAdmin(ContentAdmin):
    list_display = ["__str__", "cci", "strand", "period", "in_languages", "updated"]
    list_filter = [GapFilter, "strand", "period", "borders"]
    search_fields = ["cci", "acronym", "name_fr", "name_en"]
    ticked = ("borders",)
    gaps = PROGRAMME_GAPS
    fieldsets = [
        (None, {"fields": ["cci", "acronym", "strand", "period", "website", "version"]}),
        languages(_("Name"), "name"),
        (None, {"fields": ["borders"]}),
        PROVENANCE,
    ]
