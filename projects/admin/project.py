from datetime import datetime

from django.contrib import admin
from django.db.models import F
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.admin import ContentAdmin, GapFilter, PreviewAdmin, languages
from core.uploads import remove
from projects.admin.decisions import Decides
from projects.admin.duplicates import FindsDuplicates
from projects.admin.forms import ProjectForm
from projects.admin.inlines import DocumentInline, FundingInline, ParticipationInline
from projects.admin.links import ChecksLinks
from projects.admin.together import ACTS, ActsTogether
from projects.gaps import GAPS
from projects.models import Project
from projects.services.addresses import keep_former
from projects.views.detail import ProjectDetailView
from territories.admin_filters import BorderFilter, ThemeFilter
from territories.models import Programme

EXPORTED = (
    "slug", "publication", "title_fr", "title_en", "acronym", "stage", "kind", "start", "end",
    "total_budget", "eu_funding", "programme_key", "border_codes", "theme_codes",
    "participant_slugs", "partner_countries", "city", "lat", "lon", "place_is_seat", "website",
    "keep_id", "kohesio_id", "source", "facts_on", "confirmed_on", "updated_at", "owner_slug",
)  # fmt: skip


class ProgrammeFilter(admin.SimpleListFilter):
    """The programmes that have a project, and the names of those that are not in the list."""

    title, parameter_name = _("programme"), "programme"

    def lookups(self, request, model_admin):
        keys = Project.objects.exclude(programme_key="").order_by("programme_key")
        names = {programme.cci: str(programme) for programme in Programme.objects.all()}
        found = keys.values_list("programme_key", flat=True).distinct()
        return [(key, names.get(key, key)) for key in found]

    def queryset(self, request, queryset):
        return queryset.filter(programme_key=self.value()) if self.value() else queryset


class VisitorsView(ProjectDetailView):
    """The page of a project that is not public, as visitors will get it once it is published."""

    def get_queryset(self):
        return Project.objects.all()

    def get_object(self, queryset=None):
        row = super().get_object(queryset)
        row.is_published = True
        return row


@admin.register(Project)
class ProjectAdmin(Decides, FindsDuplicates, ChecksLinks, ActsTogether, PreviewAdmin, ContentAdmin):
    change_list_template = "admin/projects/change_list.html"
    change_form_template = "admin/projects/change_form.html"
    form = ProjectForm
    list_display = [
        "named", "stage", "publication", "programme_shown", "in_borders", "owner", "in_languages",
        "updated",
    ]  # fmt: skip
    list_filter = [
        GapFilter, "publication", "stage", ProgrammeFilter, BorderFilter, ThemeFilter,
        "place_is_seat",
    ]  # fmt: skip
    list_select_related = ["programme", "owner"]
    search_fields = ["slug"]
    search_help_text = _("Titles, acronyms, partners, cities and texts, in any language.")
    language_stems = ("title", "summary")
    unread = ("loaded", "search", "names_text", "sort_fr", "sort_en", "raw")
    ticked = ("borders", "themes")
    gaps = GAPS
    export_columns = EXPORTED
    export_extra = {"owner_slug": F("owner__slug")}
    prepopulated_fields = {"slug": ["title_fr"]}
    autocomplete_fields = ["programme", "territories", "owner"]
    readonly_fields = ["publication", "dates", "image_now"]
    inlines = [ParticipationInline, FundingInline, DocumentInline]
    actions = [*ACTS, "check_links", "merge_selected", "export_selected"]
    save_on_top = True
    fieldsets = [
        (None, {"fields": ["publication", "dates", "confirmed_on", "owner", "version"]}),
        languages(_("Title"), "title"),
        (None, {"fields": ["slug", "acronym", ("kind", "stage"), ("start", "end"), "website"]}),
        languages(_("Summary"), "summary"),
        languages(_("Description"), "description"),
        languages(_("Results"), "results"),
        (_("Money"), {"fields": [
            ("total_budget", "eu_funding"), "programme", "programme_name",
        ]}),
        (_("Borders, themes, territories"), {"fields": ["borders", "themes", "territories"]}),
        (_("Place"), {"fields": ["city", ("lat", "lon"), "place_is_seat"]}),
        (_("Legal tool"), {"fields": ["legal_tool"]}),
        languages(_("Obstacles met"), "obstacles_met"),
        languages(_("MOT's role"), "mot_role"),
        languages(_("Role of Banque des Territoires"), "bdt_role"),
        (_("Picture"), {"fields": ["image_now", "image", "image_credit"]}),
        (_("Where it comes from"), {"fields": [
            "source", ("facts_on", "retrieved_on"), "licence", ("keep_id", "kohesio_id"),
        ]}),
    ]  # fmt: skip

    def get_ordering(self, request):
        return ["sort_fr" if get_language() == "fr" else "sort_en", "pk"]

    @admin.display(description=_("title"), ordering="sort_fr")
    def named(self, row):
        return str(row)

    @admin.display(description=_("programme"), ordering="programme_key")
    def programme_shown(self, row):
        return row.programme or row.programme_name or "–"

    @admin.display(description=_("borders"), ordering="border_codes")
    def in_borders(self, row):
        return ", ".join(row.border_codes) or "–"

    @admin.display(description=_("when"))
    def dates(self, row):
        known = [
            (_("created"), row.created_at),
            (_("submitted"), row.submitted_at),
            (_("published"), row.published_at),
        ]
        said = [
            f"{word} {date_format(localtime(day), 'SHORT_DATE_FORMAT')}"
            for word, day in known
            if isinstance(day, datetime)
        ]
        return ", ".join(said) or "–"

    @admin.display(description=_("picture"))
    def image_now(self, row):
        if not row.image:
            return _("None yet.")
        return format_html('<img class="logo" src="{}" alt="{}">', row.image.url, _("picture"))

    # A visitor's eyes

    def is_public(self, row):
        return row.is_published

    def visitors_page(self, visitor, row):
        if row.is_published:
            return super().visitors_page(visitor, row)
        return VisitorsView.as_view()(visitor, slug=row.slug)

    # Files and former addresses

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and "slug" in form.changed_data:
            keep_former(obj, form.initial["slug"])
        if "image" in form.changed_data and form.initial.get("image"):
            remove(form.initial["image"].name)

    def delete_model(self, request, obj):
        names = [obj.image.name, *(document.file.name for document in obj.documents.all())]
        super().delete_model(request, obj)
        for name in filter(None, names):
            remove(name)
