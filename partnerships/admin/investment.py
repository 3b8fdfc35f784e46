from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import GapFilter, languages
from partnerships.admin.base import PartnershipRowAdmin
from partnerships.admin.consent import AsksForConsent
from partnerships.admin.forms import InvestmentForm
from partnerships.gaps import INVESTMENT_GAPS
from partnerships.models import Investment

UNREAD = [
    f"{way}__{name}"
    for way, names in [
        ("project", ["loaded", "search", "names_text", "raw"]),
        ("organisation", ["loaded", "search", "names_text", "exact_names"]),
    ]
    for name in names
]


@admin.register(Investment)
class InvestmentAdmin(AsksForConsent, PartnershipRowAdmin):
    """The pipeline. What the partner sees of a row is for its organisation to open."""

    form = InvestmentForm
    actions = ["ask_for_consent"]
    list_display = [
        "__str__", "organisation", "stage", "amount", "gap", "directorate", "next_step_on",
    ]  # fmt: skip
    list_filter = [GapFilter, "partnership", "stage", "directorate"]
    list_select_related = ["project", "organisation", "directorate"]
    search_fields = ["project__slug", "project__names_text", "organisation__names_text"]
    language_stems = ("next_step",)
    unread = ()
    gaps = INVESTMENT_GAPS
    autocomplete_fields = ["project", "organisation"]
    fieldsets = [
        (None, {"fields": ["partnership", "project", "organisation", "stage", "version"]}),
        (_("Money"), {"fields": [("amount", "gap"), "vehicle"]}),
        languages(_("Obstacle that blocks it"), "blocking_obstacle"),
        languages(_("Next step"), "next_step"),
        (None, {"fields": ["next_step_on", "directorate", "partner_role", "notes"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).defer(*UNREAD)
