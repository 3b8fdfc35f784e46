"""Partnerships, and the regional directorates of partners."""

from django.contrib import admin
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from core.admin import (
    ContentAdmin,
    GapFilter,
    PreviewAdmin,
    languages,
)
from partnerships.admin.copying import CopiesProgrammes
from partnerships.admin.inlines import (
    AxisInline,
    ContactInline,
    ConventionInline,
    ProgrammeInline,
)
from partnerships.gaps import DIRECTORATE_GAPS
from partnerships.models import Directorate, Partnership
from partnerships.models.kinds import OPEN
from partnerships.views.public import PartnershipDetailView


class VisitorsView(PartnershipDetailView):
    """The page of a partnership that is not published, as visitors will get it."""

    def get_object(self, queryset=None):
        return Partnership.objects.select_related("partner").get(slug=self.kwargs["slug"])


@admin.register(Partnership)
class PartnershipAdmin(CopiesProgrammes, PreviewAdmin, ContentAdmin):
    change_form_template = "admin/partnerships/partnership_form.html"
    list_display = ["__str__", "partner", "is_published", "open_actions", "in_languages", "updated"]
    list_filter = ["is_published"]
    list_select_related = ["partner"]
    search_fields = ["slug", "title_fr", "title_en"]
    language_stems = ("title", "purpose")
    prepopulated_fields = {"slug": ["title_fr"]}
    autocomplete_fields = ["partner"]
    inlines = [AxisInline, ContactInline, ConventionInline, ProgrammeInline]
    save_on_top = True
    fieldsets = [
        (None, {"fields": ["partner", "slug", "is_published", "version"]}),
        languages(_("Title"), "title"),
        languages(_("What it is for"), "purpose"),
        (_("Where it comes from"), {"fields": ["source", "facts_on"]}),
    ]

    def get_queryset(self, request):
        is_open = Q(axes__workstreams__actions__state__in=OPEN)
        return super().get_queryset(request).annotate(
            open_count=Count("axes__workstreams__actions", filter=is_open)
        )  # fmt: skip

    @admin.display(description=_("open actions"))
    def open_actions(self, row):
        return row.open_count

    def is_public(self, row):
        return row.is_published

    def visitors_page(self, visitor, row):
        if row.is_published:
            return super().visitors_page(visitor, row)
        return VisitorsView.as_view()(visitor, slug=row.slug)


@admin.register(Directorate)
class DirectorateAdmin(ContentAdmin):
    list_display = ["__str__", "partner", "in_borders", "in_languages", "updated"]
    list_filter = [GapFilter, "partner", "borders"]
    list_select_related = ["partner"]
    search_fields = ["code", "name_fr", "name_en"]
    ticked = ("borders",)
    frozen = ("code",)
    gaps = DIRECTORATE_GAPS
    view_on_site = False
    autocomplete_fields = ["partner"]
    fieldsets = [
        (None, {"fields": ["partner", "code", "version"]}),
        languages(_("Name"), "name"),
        (_("Borders"), {"fields": ["borders"]}),
        (_("Where it comes from"), {"fields": ["source", "facts_on"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("borders")

    @admin.display(description=_("borders"))
    def in_borders(self, row):
        return ", ".join(sorted(border.code for border in row.borders.all())) or "–"
