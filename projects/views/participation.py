"""An organisation of the network corrects what a project says of its part, or declines it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from members.acting import mandate_of, record_acting
from members.views.mixins import person
from projects.forms.participation import OwnPartForm
from projects.models import Participation
from projects.services.participations import correct


class ParticipationView(View):
    """For who proposes projects for the organisation (`of`), and for the staff.

    404 unless it takes part in a project that is published; 403 for others who are logged in.
    """

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        if request.user.is_authenticated:
            self._find(request, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def _find(self, request: HttpRequest, slug: str, of: str) -> None:
        parts = Participation.objects.select_related("project", "organisation")
        rows = parts.filter(project__is_published=True, project__slug=slug)
        self.part = get_object_or_404(rows, organisation__slug=of)
        organisation = self.part.organisation
        assert organisation
        mandate = mandate_of(person(request), organisation, proposes_projects=True)
        if mandate is None and not request.user.is_staff:
            raise PermissionDenied
        record_acting(mandate)

    def get(self, request: HttpRequest, slug: str, of: str) -> HttpResponse:
        return self._page(OwnPartForm(instance=self.part))

    def post(self, request: HttpRequest, slug: str, of: str) -> HttpResponse:
        rows = Participation.objects.select_for_update(of=["self"])
        self.part = rows.select_related("project", "organisation").get(pk=self.part.pk)
        form = OwnPartForm(request.POST, instance=self.part)
        if not form.is_valid():
            return self._page(form, status=422)
        row = correct(self.part, form.cleaned_data)
        told = (
            _("Saved.") if row.is_named else _("Saved: the page names your organisation no more.")
        )
        messages.success(request, told)
        return redirect("projects:participation", slug, of)

    def _page(self, form: OwnPartForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "project": self.part.project,
            "organisation": self.part.organisation,
        }
        return render(self.request, "projects/participation.html", context, status=status)
