"""Consents and who used them: the staff read them, organisations alone give and withdraw."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin import ReadOnly
from core.admin.history import HistoryAdmin
from partnerships.models import Consent, ConsentAccess, ConsentRequest
from partnerships.services.consents import ask_consent


class InForceFilter(admin.SimpleListFilter):
    title, parameter_name = _("in force"), "in_force"

    def lookups(self, request, model_admin):
        return [("yes", _("in force")), ("no", _("withdrawn or past"))]

    def queryset(self, request, queryset):
        over = ~Q(withdrawn_at=None) | Q(ends_on__lt=timezone.localdate())
        if self.value() == "yes":
            return queryset.exclude(over)
        return queryset.filter(over) if self.value() == "no" else queryset


@admin.register(Consent)
class ConsentAdmin(ReadOnly, HistoryAdmin):
    list_display = [
        "__str__", "partnership", "given_at", "given_by", "ends_on", "withdrawn_at",
    ]  # fmt: skip
    list_filter = [InForceFilter, "partnership"]
    list_select_related = ["partnership", "organisation", "project", "given_by"]
    search_fields = ["organisation__names_text", "project__names_text", "project__slug"]
    view_on_site = False
    fields = [
        "partnership", "organisation", "project", ("shares_contact", "contact"), "shares_budget",
        "shares_gap", "shares_documents", ("given_at", "given_by"), "ends_on",
        ("withdrawn_at", "withdrawn_by"),
    ]  # fmt: skip


@admin.register(ConsentAccess)
class ConsentAccessAdmin(ReadOnly):
    list_display = ["at", "user", "where", "parts", "consent"]
    list_filter = ["where", "consent__partnership"]
    list_select_related = ["user", "consent__organisation", "consent__project"]
    search_fields = ["user__name", "user__email", "consent__organisation__names_text"]
    date_hierarchy = "at"
    view_on_site = False


@admin.register(ConsentRequest)
class ConsentRequestAdmin(ReadOnly):
    list_display = ["__str__", "asked_at", "asked_by", "answered_at", "answered_by", "is_refused"]
    list_filter = ["is_refused", "investment__partnership"]
    list_select_related = ["investment__project", "asked_by", "answered_by"]
    view_on_site = False


class AsksForConsent(admin.ModelAdmin):
    """An admin of investments whose organisations can be asked to open them to the partner."""

    @admin.action(permissions=["change"], description=_("Ask the organisations for their consent"))
    def ask_for_consent(self, request, queryset):
        asked = 0
        for row in queryset.select_related("partnership", "project", "organisation"):
            try:
                ask_consent(row, by=request.user)
                asked += 1
            except ValidationError as error:
                self.message_user(
                    request, f"{row.organisation}: {' '.join(error.messages)}", messages.WARNING
                )
        if asked:
            words = ngettext("%d organisation is asked.", "%d organisations are asked.", asked)
            self.message_user(request, words % asked)
