"""A member proposes a project: its first words, and what may be the same project already."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.generic import View

from members.acting import Actor, mandate_of, record_acting
from members.models import Organisation
from members.models.organisation import acted_for_by
from members.views.mixins import person
from projects.forms.propose import ProposeForm
from projects.models import Project
from projects.services.proposing import begin, like


class ProposeView(View):
    """403 for who proposes for no organisation. Titles alike are shown before a draft is made."""

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        if request.user.is_authenticated:
            self.organisations = Organisation.objects.filter(
                acted_for_by(request.user, proposes_projects=True)
            ).for_links()
            if not self.organisations:
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ProposeForm(organisations=self.organisations)
        form.initial.setdefault("organisation", request.GET.get("organisation"))
        return self._page(form, [])

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ProposeForm(request.POST, organisations=self.organisations)
        if not form.is_valid():
            return self._page(form, [], status=422)
        found = _alike(form, request)
        if found and not form.cleaned_data["is_new"]:
            return self._page(form, found)
        organisation = form.cleaned_data["organisation"]
        mandate = mandate_of(person(request), organisation, proposes_projects=True)
        record_acting(mandate)
        project = begin(form.save(commit=False), organisation, by=Actor(person(request), mandate))
        return redirect("projects:project_edit", project.slug)

    def _page(self, form: ProposeForm, found: list[Project], status: int = 200) -> HttpResponse:
        context = {"form": form, "alike": found}
        return render(self.request, "projects/propose.html", context, status=status)


def _alike(form: ProposeForm, request: HttpRequest) -> list[Project]:
    found = {row.pk: row for title in form.titles for row in like(title, request.user)}
    return list(found.values())


@require_safe
def alike(request: HttpRequest) -> HttpResponse:
    """A part of the page, while the title is typed: projects of which it may be one."""
    titles = [request.GET.get(name, "") for name in ("title_fr", "title_en", "title")]
    found = {row.pk: row for title in titles for row in like(title, request.user)}
    return render(request, "projects/_alike.html", {"alike": list(found.values())})
