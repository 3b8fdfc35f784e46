from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.admin import (
    ContentAdmin,
    ContentForm,
    GapFilter,
    PreviewAdmin,
    VersionedInline,
    languages,
)
from core.gaps import Gap
from forum.models import Reuse, Solution
from forum.views.solutions import SolutionDetailView
from partnerships.gaps import TITLE_LABELS
from territories.admin_filters import BorderFilter, ThemeFilter
from territories.gaps import text_gaps


def unused() -> Q:
    used = Reuse.objects.in_force().filter(solution=OuterRef("pk"))
    return ~Q(Exists(used))


GAPS = [
    Gap("draft", _("draft, to publish"), Q(is_draft=True)),
    Gap("without-obstacle", _("tied to no obstacle"), Q(obstacles=None)),
    Gap("without-basis", _("without legal basis"), Q(legal_basis_fr="", legal_basis_en="")),
    Gap("without-use", _("without a place where it is applied"), unused),
    *text_gaps("title", TITLE_LABELS),
]  # fmt: skip


class VisitorsView(SolutionDetailView):
    """The page of a draft, as visitors will get it once it is published."""

    def seen(self):
        return Solution.objects.all()

    def get_object(self, queryset=None):
        row = super().get_object(queryset)
        row.is_published = True
        return row


class ReuseInline(VersionedInline, admin.StackedInline):
    model = Reuse
    form = ContentForm
    extra = 0
    autocomplete_fields = ["organisation", "territory"]
    readonly_fields = ["said_at", "withdrawn_at"]
    fieldsets = [
        (None, {"fields": [
            ("organisation", "body"), ("border", "territory"), ("since", "state"), "source",
            ("said_at", "withdrawn_at"), "version",
        ]}),
        languages(_("How it goes"), "text"),
    ]  # fmt: skip


@admin.register(Solution)
class SolutionAdmin(PreviewAdmin, ContentAdmin):
    list_display = ["named", "in_borders", "is_draft", "in_languages", "updated"]
    list_filter = [GapFilter, "is_draft", BorderFilter, ThemeFilter]
    search_fields = ["slug"]
    search_help_text = _("Titles and texts, in any language.")
    language_stems = ("title", "summary")
    unread = ("loaded", "search", "names_text", "exact_names", "sort_fr", "sort_en")
    ticked = ("borders", "themes")
    gaps = GAPS
    prepopulated_fields = {"slug": ["title_fr"]}
    autocomplete_fields = ["obstacles", "projects", "contact_organisation"]
    inlines = [ReuseInline]
    save_on_top = True
    fieldsets = [
        (None, {"fields": ["is_draft", "slug", "version"]}),
        languages(_("Title"), "title"),
        languages(_("Summary"), "summary"),
        languages(_("Legal basis"), "legal_basis"),
        languages(_("Conditions"), "conditions"),
        (_("Cost"), {"fields": ["cost"]}),
        languages(_("What the cost covers"), "cost_note"),
        (_("Whom to call"), {"fields": ["contact", "contact_organisation"]}),
        (_("What it solves, and where"), {"fields": [
            "obstacles", "projects", "borders", "themes", ("lat", "lon"),
        ]}),
        (_("Where it comes from"), {"fields": [("source", "facts_on")]}),
    ]  # fmt: skip

    def get_ordering(self, request):
        return ["sort_fr" if get_language() == "fr" else "sort_en", "pk"]

    @admin.display(description=_("title"), ordering="sort_fr")
    def named(self, row):
        return str(row)

    @admin.display(description=_("borders"), ordering="border_codes")
    def in_borders(self, row):
        return ", ".join(row.border_codes) or "–"

    def is_public(self, row):
        return row.is_published

    def visitors_page(self, visitor, row):
        if row.is_published:
            return super().visitors_page(visitor, row)
        return VisitorsView.as_view()(visitor, slug=row.slug)
