"""A partnership with what is kept on its page: contacts, axes, conventions, yearly programmes."""

from django.contrib import admin
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from core.admin import (
    ContentAdmin,
    ContentForm,
    GapFilter,
    PreviewAdmin,
    VersionedInline,
    languages,
)
from partnerships.admin.copying import CopiesProgrammes
from partnerships.admin.forms import ConventionForm, ProgrammeForm
from partnerships.gaps import DIRECTORATE_GAPS
from partnerships.models import (
    Axis,
    Contact,
    Convention,
    Directorate,
    Partnership,
    YearlyProgramme,
)
from partnerships.models.kinds import OPEN
from partnerships.views.public import PartnershipDetailView


class ContactInline(VersionedInline, admin.StackedInline):
    model = Contact
    extra = 0
    fields = [("side", "position"), ("name", "function"), ("email", "phone"), "version"]


class AxisInline(VersionedInline, admin.StackedInline):
    model = Axis
    form = ContentForm
    extra = 0
    fieldsets = [
        (None, {"fields": [("number", "code"), "version"]}),
        languages(_("Title"), "title"),
        languages(_("Summary"), "summary"),
    ]


class ConventionInline(VersionedInline, admin.StackedInline):
    """The names are those of the schema SCDL “Subventions”."""

    model = Convention
    form = ConventionForm
    extra = 0
    fieldsets = [
        (None, {"fields": [
            ("reference", "signed_on"), ("starts_on", "ends_on"), ("amount", "nature"),
            "payment_terms", "payment_dates", ("share_percent", "scheme_of_aid"),
            ("rae_number", "is_notified_to_eu"), "version",
        ]}),
        languages(_("Purpose"), "purpose"),
    ]  # fmt: skip


class ProgrammeInline(VersionedInline, admin.StackedInline):
    model = YearlyProgramme
    form = ProgrammeForm
    extra = 0
    fieldsets = [
        (None, {"fields": [("year", "days_available", "forecast_cost"), "version"]}),
        languages(_("Programme of the year"), "text"),
    ]


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
