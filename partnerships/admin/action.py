from django.contrib import admin
from django.db.models import F
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin import GapFilter, languages
from core.uploads import remove
from partnerships.admin.base import PROVENANCE, PartnershipRowAdmin
from partnerships.admin.forms import ActionForm
from partnerships.admin.planning import PlansActions
from partnerships.admin.quick import EntersQuickly
from partnerships.gaps import ACTION_GAPS
from partnerships.models import Action

EXPORTED = (
    "code", "partnership", "axis", "workstream_title", "title_fr", "title_en", "kind", "state",
    "reason", "planned", "begun", "done", "outside_bodies", "project_slug", "days_planned",
    "days_used", "forecast_cost", "actual_cost", "participants", "satisfaction",
    "deliverable_title", "deliverable_link", "audience", "source", "facts_on", "updated_at",
)  # fmt: skip


@admin.register(Action)
class ActionAdmin(EntersQuickly, PlansActions, PartnershipRowAdmin):
    form = ActionForm
    change_list_template = "admin/partnerships/action_list.html"
    change_form_template = "admin/partnerships/action_form.html"
    list_display = [
        "__str__", "workstream", "kind", "state", "planned_for", "done", "audience",
        "in_languages", "updated",
    ]  # fmt: skip
    list_filter = [
        GapFilter, "workstream__axis__partnership", "workstream__axis", "workstream", "year",
        "state", "kind", "directorates", "borders",
    ]  # fmt: skip
    list_select_related = ["workstream"]
    search_fields = ["title_fr", "title_en", "outside_bodies", "code"]
    search_help_text = _("Titles, other bodies, codes; words of the texts in any language.")
    unread = ("loaded", "search")
    gaps = ACTION_GAPS
    export_columns = EXPORTED
    export_extra = {
        "partnership": F("workstream__axis__partnership__slug"),
        "axis": F("workstream__axis__number"),
        "workstream_title": F("workstream__title_fr"),
        "project_slug": F("project__slug"),
    }
    autocomplete_fields = ["workstream", "organisations", "project", "territories"]
    readonly_fields = ["file_now"]
    actions = ["plan_selected", "export_selected"]
    save_on_top = True
    fieldsets = [
        (None, {"fields": ["workstream", ("kind", "state"), "reason", "version"]}),
        languages(_("Title"), "title"),
        (None, {"fields": [("planned", "begun", "done"), "audience"]}),
        languages(_("Summary"), "summary"),
        (_("With whom"), {"fields": ["organisations", "outside_bodies", "project"]}),
        (_("Where"), {"fields": ["directorates", "borders", "territories"]}),
        (_("Days and costs"), {"fields": [
            ("days_planned", "days_used"), ("forecast_cost", "actual_cost"),
        ]}),
        (_("Training session"), {"fields": [("participants", "satisfaction"), "evaluation"]}),
        (_("Deliverable"), {"fields": [
            "deliverable_title", "deliverable_link", "file_now", "deliverable_file",
        ]}),
        PROVENANCE,
    ]  # fmt: skip

    def get_search_results(self, request, queryset, search_term):
        """What is typed in the names, and words of the texts whatever their endings."""
        rows, has_doubles = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return rows, has_doubles
        words = queryset.filter(pk__in=Action.objects.matching(search_term).values("pk"))
        return rows | words, has_doubles

    @admin.display(description=_("planned for"), ordering="planned")
    def planned_for(self, row):
        if row.is_late():
            return format_html('{} <strong class="wrong">{}</strong>', row.planned, _("late"))
        return row.planned or "–"

    @admin.display(description=_("file"))
    def file_now(self, row):
        if not row.deliverable_file:
            return "–"
        partnership = row.workstream.axis.partnership
        url = reverse("partnerships:deliverable", args=[partnership.slug, row.pk])
        size = filesizeformat(row.deliverable_bytes)
        return format_html('<a href="{}" download>{}</a> ({})', url, row.deliverable_name, size)

    def delete_model(self, request, obj):
        name = obj.deliverable_file.name
        super().delete_model(request, obj)
        if name:
            remove(name)
