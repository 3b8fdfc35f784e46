from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import GapFilter, VersionedInline, languages
from partnerships.admin.base import PROVENANCE, PartnershipRowAdmin
from partnerships.admin.forms import WorkstreamForm
from partnerships.gaps import TITLE_LABELS
from partnerships.models import Target, Workstream
from territories.gaps import text_gaps


class TargetInline(VersionedInline, admin.StackedInline):
    model = Target
    extra = 0
    fieldsets = [
        languages(_("Indicator"), "label"),
        languages(_("Unit"), "unit"),
        (None, {"fields": [("year", "value", "reached"), "version"]}),
    ]


@admin.register(Workstream)
class WorkstreamAdmin(PartnershipRowAdmin):
    form = WorkstreamForm
    list_display = ["__str__", "axis", "state", "start", "end", "audience", "in_languages"]
    list_filter = [GapFilter, "axis__partnership", "axis", "state", "directorates", "borders"]
    list_select_related = ["axis__partnership"]
    search_fields = ["title_fr", "title_en", "code"]
    gaps = text_gaps("title", TITLE_LABELS)
    autocomplete_fields = ["territories"]
    inlines = [TargetInline]
    save_on_top = True
    fieldsets = [
        (None, {"fields": ["axis", ("state", "position"), "reason", "version"]}),
        languages(_("Title"), "title"),
        languages(_("Summary"), "summary"),
        (None, {"fields": [("start", "end"), ("mot_lead", "partner_lead"), "audience"]}),
        (_("Where"), {"fields": ["directorates", "borders", "territories"]}),
        PROVENANCE,
    ]
