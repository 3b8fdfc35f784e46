"""The texts of an obstacle, what each country holds, its documents."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from forum.forms.obstacle import DocumentFormSet, ObstacleForm, SideForm
from forum.models import CountrySide, Obstacle
from forum.views.keeping import KeepingMixin, add_errors
from forum.views.manage import countries_with_sides


class EditView(KeepingMixin):
    """Its texts and facts, with its documents as rows; what was typed comes back until saved."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(*self._forms())

    def post(self, request: HttpRequest) -> HttpResponse:
        form, rows = self._forms(request.POST, request.FILES)
        if not all([form.is_valid(), rows.is_valid()]):
            return self._page(form, rows, status=422)
        try:
            with transaction.atomic():
                form.save()
                rows.save()
        except ValidationError as error:
            add_errors(form, error)
            return self._page(form, rows, status=422)
        messages.success(request, _("Saved."))
        return self.back()

    def _forms(self, data: Any = None, files: Any = None):
        return (
            ObstacleForm(data, files, instance=self.obstacle, is_staff=self.is_staff),
            DocumentFormSet(data, files, instance=self.obstacle, prefix="documents"),
        )

    def _page(self, form: ObstacleForm, rows, status: int = 200) -> HttpResponse:
        stored = Obstacle.objects.get(pk=self.obstacle.pk)
        return self.page(
            "forum/workflow/edit.html",
            status,
            stored=stored,
            form=form,
            documents=rows,
            sections=form.sections(),
            problems=form.problems(),
        )


class SideView(KeepingMixin):
    """The side of one country of its borders; 404 for any other country."""

    def get(self, request: HttpRequest, country: str) -> HttpResponse:
        return self._page(country, SideForm(instance=self._side(country)))

    def post(self, request: HttpRequest, country: str) -> HttpResponse:
        side = self._side(country)
        form = SideForm(request.POST, instance=side)
        if not form.is_valid():
            return self._page(country, form, status=422)
        form.save()
        messages.success(request, _("Saved."))
        return self.back("sides")

    def _side(self, country: str) -> CountrySide:
        """What is there, under the lock of its obstacle when it is about to be written."""
        if country not in [code for code, _side in countries_with_sides(self.obstacle)]:
            raise Http404
        found = self.obstacle.sides.filter(country=country).first()
        return found or CountrySide(obstacle=self.obstacle, country=country)

    def _page(self, country: str, form: SideForm, status: int = 200) -> HttpResponse:
        return self.page(
            "forum/workflow/side.html",
            status,
            country=country,
            form=form,
            sections=form.sections(),
            problems=form.problems(),
        )
