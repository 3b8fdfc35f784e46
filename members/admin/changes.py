"""Proposed changes: the queue, oldest first, and the decision, field by field."""

from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin import GapFilter, StaffRights
from core.gaps import Gap
from members import profile
from members.forms.decision import DecisionForm
from members.letters.changes import SIGNED, signature_of
from members.models import Organisation, ProfileChange
from members.services.changes import decide

LATE = timedelta(days=10)


def late() -> Q:
    return Q(decision="", proposed_at__lt=timezone.now() - LATE)


class DecisionFilter(admin.SimpleListFilter):
    """What waits, unless something else is asked for."""

    title, parameter_name = _("decision"), "decision"

    def lookups(self, request, model_admin):
        return [*ProfileChange.Decision.choices, ("all", _("all"))]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": _("waiting")}, *others]

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        return queryset.filter(decision=self.value() or "")


@admin.register(ProfileChange)
class ProfileChangeAdmin(StaffRights, admin.ModelAdmin):
    """Rows are proposed on the organisation's page and decided here; nobody edits them."""

    list_display = ["organisation_link", "in_words", "age", "who", "decision", "decided_at"]
    list_display_links = None
    list_filter = [GapFilter, DecisionFilter]
    gaps = [
        Gap("waiting", _("waiting for a decision"), Q(decision="")),
        Gap("late", _("waiting for more than ten days"), late, is_error=True),
    ]
    list_per_page = 50
    ordering = ["proposed_at", "pk"]
    search_fields = ["organisation__name_fr", "organisation__name_en", "organisation__slug"]

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission

    def get_queryset(self, request):
        columns = ("loaded", "search", "names_text", "exact_names", "sort_fr", "sort_en")
        rows = super().get_queryset(request).select_related("organisation", *SIGNED)
        return rows.defer(*(f"organisation__{column}" for column in columns))

    @admin.display(description=_("organisation"), ordering="organisation__sort_fr")
    def organisation_link(self, change):
        url = reverse("admin:members_profilechange_decide", args=[change.organisation_id])
        return format_html('<a href="{}">{}</a>', url, change.organisation)

    @admin.display(description=_("field"), ordering="field")
    def in_words(self, change):
        return profile.label(change.field)

    @admin.display(description=_("waits since"), ordering="proposed_at")
    def age(self, change):
        if change.decision:
            return "–"
        days = (timezone.now() - change.proposed_at).days
        return ngettext("%d day", "%d days", days) % days

    @admin.display(description=_("proposed by"))
    def who(self, change):
        return signature_of(change)

    def get_urls(self):
        view = self.admin_site.admin_view(self.decide_view)
        name = "members_profilechange_decide"
        return [path("decide/<int:pk>/", view, name=name), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The decision is taken for an organisation as a whole."""
        change = get_object_or_404(ProfileChange, pk=int(object_id) if object_id.isdecimal() else 0)
        return redirect("admin:members_profilechange_decide", change.organisation_id)

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All that waits for one organisation, old and new side by side, and one button."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = Organisation.objects.all()
        if request.method == "POST":
            rows = rows.select_for_update(of=["self"])
        organisation = get_object_or_404(rows, pk=pk)
        form = DecisionForm(
            request.POST or None,
            row=organisation,
            changes=_looked_at(organisation, request.POST),
        )
        if form.is_valid():
            try:
                return self._decided(request, organisation, form)
            except ValidationError as error:
                form.refuse(error)
        return self._page(request, organisation, form)

    def _decided(self, request, organisation, form) -> HttpResponse:
        is_silent = form.cleaned_data["is_silent"]
        done = decide(organisation, form.decisions(), by=request.user, tells=not is_silent)
        words = ngettext("%d change decided.", "%d changes decided.", len(done)) % len(done)
        told = _("No letter was written.") if is_silent else _("Who proposed gets a letter.")
        self.message_user(request, f"{words} {told}", messages.SUCCESS)
        return redirect("admin:members_profilechange_changelist")

    def _page(self, request, organisation, form) -> HttpResponse:
        proposals = profile.in_words(form.changes.values(), organisation)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Proposed changes: %s") % organisation,
            "opts": self.opts,
            "organisation": organisation,
            "form": form,
            "rows": [
                (
                    proposal,
                    signature_of(proposal.change),
                    form[f"decision_{proposal.change.pk}"],
                    form[f"reason_{proposal.change.pk}"],
                )
                for proposal in proposals
            ],
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            "admin/members/profilechange/decide.html",
            context,
            status=422 if form.errors else 200,
        )


def _looked_at(organisation: Organisation, data) -> list[ProfileChange]:
    """What waits, and what the staff saw waiting when it was decided or replaced meanwhile."""
    sent = [key.removeprefix("decision_") for key in data if key.startswith("decision_")]
    seen = Q(pk__in=[int(pk) for pk in sent if pk.isdecimal()])
    changes = organisation.profile_changes.filter(Q(decision="") | seen)
    return list(changes.select_related(*SIGNED))
