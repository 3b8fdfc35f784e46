"""Requests and invitations in the back office: what has come to staff, and what waits where."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from core.admin import StaffRights
from members.models import Invitation, JoinRequest

UNREAD = [
    f"organisation__{column}"
    for column in ("loaded", "search", "names_text", "exact_names", "sort_fr", "sort_en")
]


class QueueFilter(admin.SimpleListFilter):
    """What staff have to answer, unless something else is asked for."""

    title, parameter_name = _("queue"), "queue"

    def lookups(self, request, model_admin):
        return [("managers", _("waits for the managers")), ("all", _("all"))]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": _("to be answered by staff")}, *others]

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        ids = JoinRequest.objects.for_staff().values("pk")
        if self.value() == "managers":
            return queryset.filter(outcome="").exclude(pk__in=ids)
        return queryset.filter(pk__in=ids)


class Kept(StaffRights, admin.ModelAdmin):
    """Rows that pages of the portal write: nobody types them here, nobody deletes them."""

    list_per_page = 50
    list_select_related = ["organisation"]

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organisation").defer(*UNREAD)


@admin.register(JoinRequest)
class JoinRequestAdmin(Kept):
    list_display = ["name", "function", "organisation", "age", "decision", "answer"]
    list_filter = [QueueFilter]
    search_fields = ["name__unaccent", "email", "organisation__names_text__unaccent"]
    ordering = ["created_at", "pk"]

    @admin.display(description=_("waits for"), ordering="created_at")
    def age(self, row):
        return "–" if row.outcome else timesince(row.created_at)

    @admin.display(description=_("decision"))
    def decision(self, row):
        return row.get_outcome_display() or "–"

    @admin.display(description=_("answer"))
    def answer(self, row):
        """To the pages where staff answer, with or without automatic letters."""
        if row.outcome:
            return "–"
        accept = reverse("members:request_accept", args=[row.organisation.slug, row.pk])
        refuse = reverse("members:request_refuse", args=[row.organisation.slug, row.pk])
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            accept, _("Accept…"), refuse, _("Refuse…"),
        )  # fmt: skip


@admin.register(Invitation)
class InvitationAdmin(Kept):
    """The link itself is never shown: whoever has it could answer."""

    list_display = ["email", "function", "organisation", "created_at", "expires_at", "state"]
    list_filter = ["outcome"]
    search_fields = ["email", "function__unaccent", "organisation__names_text__unaccent"]
    exclude = ["token"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("invited_under__user")

    @admin.display(description=_("state"))
    def state(self, row):
        return dict(Invitation.Outcome.choices).get(row.status, _("waiting"))
