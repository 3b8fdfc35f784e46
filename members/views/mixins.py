from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.views.generic import View

from members.acting import mandate_of, record_acting
from members.models import Mandate, Organisation


class OrganisationMixin(View):
    """One organisation among those the reader may see, by its slug."""

    model = Organisation

    def seen(self):
        return Organisation.objects.visible_to(self.request.user)

    def get_queryset(self):
        return self.seen().defer("search", "names_text", "exact_names", "loaded")


class ActingMixin(OrganisationMixin):
    """A page of those who act for one organisation; staff see it too, and act as staff.

    Sets `organisation`, and `mandate` (None for staff without one). 404 when the organisation is
    not visible, 403 without a mandate in force that gives `capability` (any, when it is empty).
    The view is never public: login is asked for first.
    """

    capability = ""
    organisation: Organisation
    mandate: Mandate | None

    def dispatch(self, request, *args, **kwargs):
        self.organisation = get_object_or_404(self.get_queryset(), slug=kwargs["slug"])
        needed = {self.capability: True} if self.capability else {}
        self.mandate = mandate_of(request.user, self.organisation, **needed)
        if self.mandate is None and not request.user.is_staff:
            raise PermissionDenied
        record_acting(self.mandate)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {"organisation": self.organisation, "mandate": self.mandate}
