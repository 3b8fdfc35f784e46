"""The pipeline of investments; what an officer sees of it under a consent is recorded."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from core.exports import csv_parts, workbook
from members.views.mixins import person
from partnerships import pipeline
from partnerships.exports import pipeline_headers, pipeline_rows
from partnerships.filters import InvestmentFilter
from partnerships.models import Consent, ConsentAccess, Investment
from partnerships.services.accesses import record
from partnerships.views.workspace import PER_PAGE, CommentedView, WorkspaceMixin
from projects.models import ProjectDocument
from projects.models.kinds import Access
from projects.sides import shown_participants, sides

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class PipelineMixin(WorkspaceMixin):
    def filtered(self) -> InvestmentFilter:
        rows = pipeline.rows(self.partnership, person(self.request))
        return InvestmentFilter(self.request.GET, rows, partnership=self.partnership)

    def see(self, rows: list[Investment], where: ConsentAccess.Where) -> list[Investment]:
        """What the reader may see of `rows`; that an officer saw them is written down."""
        record(person(self.request), rows, where)
        return pipeline.shown(rows, person(self.request))


class PipelineView(PipelineMixin, TemplateView):
    template_name = "partnerships/workspace/pipeline.html"

    def get_context_data(self, **kwargs):
        chosen = self.filtered()
        found = chosen.found
        page = Paginator(pipeline.loaded(found), PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "filter": chosen,
            "totals": pipeline.totals(chosen.found, person(self.request)),
            "shown": page,
            "investments": self.see(list(page), ConsentAccess.Where.PAGE),
            "pages": page.paginator.get_elided_page_range(page.number),
        }


class PipelineExportView(PipelineMixin):
    """The same rows as the page, all of them, as CSV or XLSX."""

    def get(self, request: HttpRequest, *args, fmt: str, **kwargs) -> HttpResponse:
        if fmt not in TYPES:
            raise Http404
        found = list(pipeline.loaded(self.filtered().found))
        rows = pipeline_rows(self.see(found, ConsentAccess.Where.EXPORT))
        content = (
            workbook([(str(self.partnership), pipeline_headers(), rows)])
            if fmt == "xlsx"
            else b"".join(csv_parts(pipeline_headers(), rows))
        )
        answer = HttpResponse(content, content_type=TYPES[fmt])
        name = f"investments-{timezone.localdate():%Y-%m-%d}.{fmt}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


class InvestmentView(PipelineMixin, CommentedView):
    """One investment: what the consent opens of it, both sides of its project, what is said."""

    template_name = "partnerships/workspace/investment.html"

    def row(self) -> Investment:
        rows = pipeline.rows(self.partnership, person(self.request))
        rows = rows.select_related("project", "organisation", "directorate")
        found = get_object_or_404(rows.prefetch_related("project__borders"), pk=self.kwargs["pk"])
        return self.see([found], ConsentAccess.Where.PAGE)[0]

    def get_context_data(self, **kwargs):
        row = self.about
        consents = Consent.objects.in_force().filter(
            partnership=row.partnership, project=row.project, organisation=row.organisation
        )
        participants = shown_participants(row.project)
        return super().get_context_data(**kwargs) | {
            "consent": consents.first(),
            "sides": sides(list(row.project.borders.all()), participants),
            "participants": participants,
            "documents": self.documents(consents),
        }

    def documents(self, consents: QuerySet[Consent]) -> QuerySet[ProjectDocument]:
        """The documents for members that the consent opens; the reader fetches them elsewhere."""
        rows = ProjectDocument.objects.filter(access=Access.MEMBERS)
        opened = consents.filter(shares_documents=True).values("project")
        return rows.filter(project__in=opened)
