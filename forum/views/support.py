"""“This affects us too”: said by who speaks for an organisation, drawn on a map for everyone."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe
from django.views.generic import View

from forum.forms.support import SupportForm
from forum.models import Obstacle
from forum.services.support import endorse, given_by, withdraw
from members.acting import mandate_of, record_acting, signature
from members.models import Organisation
from members.views.mixins import person


@require_safe
def support_map(request: HttpRequest, reference: str) -> JsonResponse:
    """The organisations affected, as points; those without a place are in the list alone."""
    row = get_object_or_404(Obstacle.objects.visible_to(request.user), reference=reference)
    given = row.endorsements.in_force().filter(
        organisation__is_published=True, organisation__lat__isnull=False
    )
    features = [
        {
            "type": "Feature",
            "id": one.organisation.slug,
            "geometry": {
                "type": "Point",
                "coordinates": [one.organisation.lon, one.organisation.lat],
            },
            "properties": {
                "name": str(one.organisation),
                "kind": one.organisation.kind,
                "kind_label": one.organisation.get_kind_display(),
                "city": one.place or one.organisation.city,
                "url": one.organisation.get_absolute_url(),
            },
        }
        for one in given.select_related("organisation")
    ]
    data = {"type": "FeatureCollection", "features": features}
    return JsonResponse(data, content_type="application/geo+json")


class SupportBase(View):
    """404 for what one may not see, 403 for an organisation that one does not speak for."""

    def dispatch(self, request: HttpRequest, *args, reference: str, slug: str, **kwargs):
        if request.user.is_authenticated:
            rows = Obstacle.objects.visible_to(request.user)
            self.obstacle = get_object_or_404(rows, reference=reference)
            organisation = get_object_or_404(
                Organisation.objects.visible_to(request.user), slug=slug
            )
            mandate = mandate_of(person(request), organisation, speaks_for=True)
            if mandate is None:
                raise PermissionDenied
            self.mandate = mandate
        return super().dispatch(request, *args, **kwargs)


class SupportView(SupportBase):
    def get(self, request: HttpRequest) -> HttpResponse:
        given = given_by(self.obstacle, self.mandate.organisation)
        return self._page(SupportForm(instance=given))

    def post(self, request: HttpRequest) -> HttpResponse:
        given = given_by(self.obstacle, self.mandate.organisation)
        form = SupportForm(request.POST, instance=given)
        if form.is_valid():
            try:
                record_acting(self.mandate)
                endorse(self.obstacle, by=self.mandate, values=form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect(f"{self.obstacle.get_absolute_url()}#support")
        return self._page(form, status=422)

    def _page(self, form: SupportForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "obstacle": self.obstacle,
            "organisation": self.mandate.organisation,
            "signature": signature(self.mandate),
            "given": given_by(self.obstacle, self.mandate.organisation),
        }
        return render(self.request, "forum/obstacles/support.html", context, status=status)


class WithdrawView(SupportBase):
    def post(self, request: HttpRequest) -> HttpResponse:
        record_acting(self.mandate)
        withdraw(self.obstacle, by=self.mandate)
        return redirect(f"{self.obstacle.get_absolute_url()}#support")
