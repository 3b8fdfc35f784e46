from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.views.generic import View

from members.acting import mandate_of, places, record_acting, signature
from members.models import Mandate, Organisation, User


def person(request: HttpRequest) -> User:
    """Who is logged in, in a view that is not public."""
    return request.user  # type: ignore[return-value]


class OrganisationMixin(View):
    """One organisation among those the reader may see, by its slug."""

    model = Organisation

    def seen(self):
        return Organisation.objects.visible_to(self.request.user)

    def get_queryset(self):
        return self.seen().defer("search", "names_text", "exact_names", "loaded")


class ActingMixin(OrganisationMixin):
    """A page of those who act for one organisation; staff see it too, and act as staff.

    Sets `organisation`, and `mandate` (None for staff without one). Its template includes
    `members/_acting.html`: for whom one acts, and where else one may. 404 when the organisation is
    not visible, 403 without a mandate in force that gives `capability` (any, when it is empty);
    403 for staff without one, too, where one acts for the organisation only (`needs_mandate`).
    The view is never public: login is asked for first.
    """

    capability = ""
    needs_mandate = False
    organisation: Organisation
    mandate: Mandate | None

    def dispatch(self, request, *args, **kwargs):
        self.organisation = get_object_or_404(self.get_queryset(), slug=kwargs["slug"])
        self.mandate = self.find_mandate()
        if self.mandate is None and (self.needs_mandate or not request.user.is_staff):
            raise PermissionDenied
        record_acting(self.mandate)
        return super().dispatch(request, *args, **kwargs)

    def find_mandate(self) -> Mandate | None:
        needed = {self.capability: True} if self.capability else {}
        return mandate_of(self.request.user, self.organisation, **needed)  # type: ignore[arg-type]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | self.acting_context()  # type: ignore[misc]

    def acting_context(self) -> dict[str, Any]:
        """What `members/_acting.html` reads."""
        match = self.request.resolver_match
        page = match.view_name if match and set(match.kwargs) == {"slug"} else ""
        return {
            "organisation": self.organisation,
            "mandate": self.mandate,
            "signed": signature(self.mandate) if self.mandate else "",
            "places": places(
                self.request.user,  # type: ignore[arg-type]
                but=self.organisation,
                page=page,
                capability=self.capability,
            ),
        }
