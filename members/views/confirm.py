"""“Everything is still right”: from the page, and from the link of the yearly letter."""

import pghistory
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from members.acting import mandate_of, record_acting
from members.models import Mandate, Organisation
from members.services.confirmation import addressee
from members.services.profile import confirm
from members.views.mixins import ActingMixin


class ConfirmView(ActingMixin, View):
    """One click of who keeps the page. Staff do not say it for an organisation: 403."""

    capability = "edits_profile"
    http_method_names = ["post"]
    needs_mandate = True

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        confirm(self.organisation)
        messages.success(request, _("Thank you: visitors read that the facts are right today."))
        return redirect(self.organisation)


@method_decorator(never_cache, name="dispatch")
class ConfirmByLetterView(View):
    """The facts and one button, without login, for the person the letter was written to.

    404 for a link that was not made by us, 410 for one that is too old, 403 when that person no
    longer keeps the page: looked up again each time. Opening the page writes nothing.
    """

    organisation: Organisation
    mandate: Mandate

    def dispatch(self, request, *args, **kwargs):
        self.organisation = get_object_or_404(Organisation, slug=kwargs["slug"])
        try:
            person = addressee(self.organisation, kwargs["signed"])
        except signing.SignatureExpired:
            return self._refused(410)
        if person is None:
            raise Http404
        mandate = mandate_of(person, self.organisation, edits_profile=True)
        if mandate is None:
            return self._refused(403)
        self.mandate = mandate
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, slug: str, signed: str) -> HttpResponse:
        rows = Organisation.objects.select_related("territory").prefetch_related(
            "borders", "themes"
        )
        row = rows.get(pk=self.organisation.pk)
        context = {
            "organisation": row,
            "person": self.mandate.user,
            "is_done": row.confirmed_on == timezone.localdate(),
        }
        return render(request, "members/organisation_confirm.html", context)

    def post(self, request: HttpRequest, slug: str, signed: str) -> HttpResponse:
        pghistory.context(user=self.mandate.user_id, through="letter")
        record_acting(self.mandate)
        confirm(self.organisation)
        return redirect(request.path)

    def _refused(self, status: int) -> HttpResponse:
        context = {"organisation": self.organisation, "is_old": status == 410}
        return render(
            self.request, "members/organisation_confirm_refused.html", context, status=status
        )
