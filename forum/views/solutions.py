"""The page of a solution, and what an organisation says of its use."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import DetailView, View

from forum.forms.solutions import ReuseForm
from forum.models import Obstacle, Reuse, Solution
from forum.services import reuses
from members.acting import Actor, mandate_of, record_acting
from members.models import Mandate, Organisation
from members.views.mixins import person
from projects.models import Project


class SolutionDetailView(DetailView):
    template_name = "forum/solutions/detail.html"
    context_object_name = "solution"

    def seen(self):
        return Solution.objects.visible_to(self.request.user)

    def get_queryset(self):
        rows = (
            self.seen()
            .select_related("contact_organisation")
            .defer("search", "names_text", "exact_names", "loaded")
        )
        return rows.prefetch_related("borders", "themes")

    def get_context_data(self, **kwargs):
        row, user = self.object, self.request.user
        url = self.request.build_absolute_uri(row.get_absolute_url())
        uses = row.uses.shown().select_related("organisation", "border", "territory")
        projects = Project.objects.visible_to(user).filter(solutions=row)
        return super().get_context_data(**kwargs) | {
            "address": url,
            "uses": list(uses),
            "obstacles": Obstacle.objects.visible_to(user).filter(solutions=row).for_links(),
            "projects": projects.for_links(),
            "structured": json_ld(row, url),
            "speaks_for": speaks_for(user) if user.is_authenticated and row.is_published else [],
        }


def json_ld(row: Solution, url: str) -> dict[str, Any]:
    """The public facts of a solution as schema.org describes them; what is unknown is absent."""
    facts = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": url,
        "headline": row.title,
        "abstract": row.summary,
        "dateModified": row.updated_at.date().isoformat(),
        "about": [str(theme) for theme in row.themes.all()],
        "spatialCoverage": [str(border) for border in row.borders.all()],
        "isBasedOn": row.source if row.source_is_address else "",
        "publisher": {"@type": "Organization", "name": "Mission Opérationnelle Transfrontalière"},
    }
    return {key: value for key, value in facts.items() if value}


def speaks_for(user) -> list[Organisation]:
    """The members of the network in whose name `user` may declare something."""
    mandates = Mandate.objects.in_force().filter(user_id=user.pk, speaks_for=True)
    rows = Organisation.objects.filter(pk__in=mandates.values("organisation"), is_published=True)
    return list(rows.filter(partnerships=None).for_links())


class ReuseView(View):
    """What the organisation `of` says of a solution: for who speaks for it, and for the staff."""

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        rows = Solution.objects.visible_to(request.user).filter(is_published=True)
        self.solution = get_object_or_404(rows, slug=kwargs["slug"])
        members = Organisation.objects.filter(is_published=True, partnerships=None)
        self.organisation = get_object_or_404(members, slug=kwargs["of"])
        self.mandate = mandate_of(person(request), self.organisation, speaks_for=True)
        if self.mandate is None and not request.user.is_staff:
            raise PermissionDenied
        record_acting(self.mandate)
        return super().dispatch(request, *args, **kwargs)

    def _instance(self) -> Reuse:
        rows = Reuse.objects.in_force().filter(
            solution=self.solution, organisation=self.organisation
        )
        if self.request.method == "POST":
            rows = rows.select_for_update(of=["self"])
        return rows.first() or Reuse(solution=self.solution, organisation=self.organisation)

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self._page(ReuseForm(instance=self._instance()))

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        row = self._instance()
        form = ReuseForm(request.POST, instance=row)
        if not form.is_valid():
            return self._page(form, status=422)
        reuses.declare(form.instance, by=Actor(person(request), self.mandate))
        messages.success(request, _("Saved: the page of the solution says so."))
        return redirect(self.solution)

    def _page(self, form: ReuseForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "solution": self.solution,
            "organisation": self.organisation,
            "is_given": form.instance.pk is not None,
        }
        return render(self.request, "forum/solutions/reuse.html", context, status=status)


class WithdrawView(ReuseView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        row = self._instance()
        if row.pk:
            reuses.withdraw(row)
            messages.success(request, _("Taken back: the page of the solution says it no more."))
        return redirect(self.solution)
