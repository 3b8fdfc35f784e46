"""The back office of obstacles: texts and facts; what is decided is decided on their own page."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.admin import (
    ContentAdmin,
    ContentForm,
    GapFilter,
    VersionedAdmin,
    VersionedInline,
    languages,
)
from forum.gaps import OBSTACLE_GAPS, STEP_GAPS
from forum.models import CountrySide, Obstacle, Step
from forum.services.obstacles import BEFORE
from territories.admin_filters import BorderFilter, ThemeFilter

# What services alone change, unless the obstacle is a reading of its source.
DECIDED = ("status", "outcome", "closed_on")
ALWAYS_DECIDED = ("triage", "nature", "carrier", "is_carried_by_mot", "triage_note")


class SideInline(VersionedInline, admin.StackedInline):
    model = CountrySide
    form = ContentForm
    extra = 0
    fieldsets = [
        (None, {"fields": ["country", "version"]}),
        languages(_("competent authority"), "authority"),
        languages(_("provision"), "provision"),
        (None, {"fields": ["provision_link"]}),
        languages(_("practice"), "practice"),
        languages(_("effect"), "effect"),
    ]  # fmt: skip

    def has_delete_permission(self, request, obj=None):
        """Both sides of what was sent stay described."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or obj.is_reading or obj.status in BEFORE)


@admin.register(Obstacle)
class ObstacleAdmin(ContentAdmin):
    list_display = [
        "reference", "named", "status", "outcome", "level", "carried_by", "audience",
        "in_languages", "updated",
    ]  # fmt: skip
    list_filter = [
        GapFilter, "status", "outcome", "triage", "nature", "level", "audience", "is_reading",
        BorderFilter, ThemeFilter,
    ]  # fmt: skip
    list_select_related = ["carrier"]
    search_fields = ["reference", "names_text"]
    search_help_text = _("References and titles.")
    language_stems = ("title", "summary")
    unread = ("loaded", "search", "names_text", "exact_names", "sort_fr", "sort_en")
    ticked = ("borders", "themes")
    gaps = OBSTACLE_GAPS
    frozen = ("main_border", "is_reading", "raised_by", *ALWAYS_DECIDED)
    readonly_fields = ["reference", "forward"]
    autocomplete_fields = ["territories", "projects", "raised_by", "topic", "main_border"]
    inlines = [SideInline]
    actions = ["export_selected"]
    save_on_top = True
    fieldsets = [
        (None, {"fields": [
            ("reference", "forward"), ("status", "outcome", "closed_on"), ("audience", "language"),
            "is_reading", "level", "version",
        ]}),
        languages(_("Title"), "title"),
        languages(_("Summary"), "summary"),
        (_("Where"), {"fields": [
            "main_border", "borders", "territories", "themes", ("lat", "lon"),
        ]}),
        (_("What it hinders"), {"fields": ["interaction"]}),
        languages(_("The cross-border interaction and its context"), "hindered"),
        languages(_("Effect"), "effect"),
        languages(_("Why it should be removed"), "why"),
        languages(_("Area concerned"), "area"),
        languages(_("Proposed solution"), "proposal"),
        (_("How many are affected"), {"fields": [
            ("people_affected", "firms_affected"), "affected_source", "duration",
            "filed_elsewhere",
        ]}),
        (_("Triage and carrier"), {"fields": [
            ("triage", "nature"), "triage_note", ("carrier", "is_carried_by_mot"),
        ]}),
        languages(_("What the authority answered"), "outcome_reasons"),
        (_("Where it comes from"), {"fields": [
            ("raised_on", "raised_by"), "topic", "projects", ("source", "facts_on"),
        ]}),
    ]  # fmt: skip

    def get_ordering(self, request):
        return ["sort_fr" if get_language() == "fr" else "sort_en", "pk"]

    def get_readonly_fields(self, request, obj=None):
        fields = [*super().get_readonly_fields(request, obj)]
        if obj is None:
            return [*fields, *DECIDED, *ALWAYS_DECIDED, "level"]
        return fields if obj.is_reading else [*fields, *DECIDED, "level"]

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def save_related(self, request, form, formsets, change):
        """The main border is one of the borders."""
        super().save_related(request, form, formsets, change)
        if border := form.instance.main_border:
            form.instance.borders.add(border)

    @admin.display(description=_("title"), ordering="sort_fr")
    def named(self, row):
        return str(row)

    @admin.display(description=_("carried by"))
    def carried_by(self, row):
        if row.is_carried_by_mot:
            return _("the MOT itself")
        return row.carrier or "–"

    @admin.display(description=_("decide"))
    def forward(self, row):
        if row.pk is None:
            return "–"
        url = reverse("forum:obstacle_manage", args=[row.reference])
        return format_html('<a href="{}">{}</a>', url, _("Take it forward"))


@admin.register(Step)
class StepAdmin(VersionedAdmin):
    """Steps are taken on the page of their obstacle; here they are looked at and mended."""

    list_display = ["__str__", "level", "addressee_name", "sent_on", "due_on", "answered_on"]
    list_filter = [GapFilter, "kind", "level", "audience", "rule"]
    list_select_related = ["obstacle"]
    search_fields = ["obstacle__reference", "addressee_name", "their_reference"]
    search_help_text = _("Reference of the obstacle, addressee, their reference.")
    gaps = STEP_GAPS
    view_on_site = False
    readonly_fields = [
        "obstacle", "kind", "level", "point", "addressee", "sent_on", "answered_on", "rule",
        "file", "document_name", "by", "recorded_at",
    ]  # fmt: skip
    fieldsets = [
        (None, {"fields": [
            "obstacle", ("kind", "level"), ("point", "addressee"), "addressee_name",
            ("sent_on", "due_on", "rule"), "their_reference", "audience", "version",
        ]}),
        (_("What was sent or said"), {"fields": ["text", "language", "file"]}),
        (_("The answer"), {"fields": [
            "answered_on", "answer", "answer_language", "document_name",
        ]}),
        (_("Recorded"), {"fields": [("by", "recorded_at")]}),
    ]  # fmt: skip

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        """What was sent stays."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or obj.sent_on is None)
