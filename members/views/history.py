"""What happened to the page of an organisation, in words, for those who keep it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import View

from core.history import entries
from members import profile
from members.letters.changes import SIGNED, signature_of
from members.models import Organisation
from members.views.mixins import ActingMixin

ENTRIES_PER_PAGE = 30


class HistoryView(ActingMixin, View):
    """Changes of the page, newest first; above them, on the first page, what was proposed."""

    capability = "edits_profile"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        told = entries(
            Organisation, self.organisation.pk, hidden=profile.NOT_TOLD, names=profile.code_names()
        )
        page = Paginator(told, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
        context = self.acting_context() | {
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number),
            "proposals": self._proposals() if page.number == 1 else [],
        }
        return render(request, "members/organisation_history.html", context)

    def _proposals(self):
        changes = self.organisation.profile_changes.select_related(*SIGNED, "decided_by")
        latest = list(changes.order_by("-proposed_at", "-pk")[:ENTRIES_PER_PAGE])
        return [
            (proposal, signature_of(proposal.change))
            for proposal in profile.in_words(latest, self.organisation)
        ]
