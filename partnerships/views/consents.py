"""What an organisation shares with a partner: given, withdrawn, asked for, and who looked."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import View

from core.files import sent_file
from members.acting import Place, mandate_of, record_acting, signature
from members.models import Mandate, Organisation
from members.views.mixins import person
from partnerships.consent_page import history, lines, state
from partnerships.forms.consent import ConsentForm
from partnerships.models import Consent, ConsentAccess, ConsentRequest, Partnership
from partnerships.services import consents
from partnerships.services.accesses import record_consents
from partnerships.sharing import (
    opened_to,
    organisations_of,
    parts_to_open,
    projects_of,
    shared_documents,
)
from projects.models import Project

LOOKS_PER_PAGE = 30


def visible_partnership(request: HttpRequest, slug: str) -> Partnership:
    rows = Partnership.objects.visible_to(request.user).select_related("partner")
    return get_object_or_404(rows, slug=slug)


class PartnersView(View):
    """The partnerships with which an organisation may share; the only one at once."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
        user = person(request)
        if not user.is_staff and mandate_of(user, organisation) is None:
            raise Http404
        rows = Partnership.objects.visible_to(user).exclude(partner=organisation)
        rows = list(rows.select_related("partner"))
        if len(rows) == 1:
            return redirect("partnerships:consents_of", rows[0].slug, slug)
        context = {"organisation": organisation, "partnerships": rows}
        return render(request, "partnerships/consents/partners.html", context)


class OrganisationsView(View):
    """The organisations of the reader that may share with a partner; the only one at once."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        partnership = visible_partnership(request, slug)
        user = person(request)
        rows = organisations_of(user, partnership)
        if user.is_staff:
            rows = rows.filter(
                pk__in=partnership.consents.values("organisation").union(  # type: ignore[attr-defined]
                    partnership.investments.values("organisation")  # type: ignore[attr-defined]
                )
            )
        found = list(rows.for_links())  # type: ignore[attr-defined]
        if not found and not user.is_staff:
            raise Http404
        if len(found) == 1:
            return redirect("partnerships:consents_of", slug, found[0].slug)
        context = {"partnership": partnership, "organisations": found}
        return render(request, "partnerships/consents/organisations.html", context)


class SharingView(View):
    """A page of what one organisation shares with one partner.

    404 for who does not act there today; staff read. Sets `speaks`: the mandate under which the
    reader gives and withdraws, None for who only reads.
    """

    partnership: Partnership
    organisation: Organisation
    mandate: Mandate | None
    speaks: Mandate | None

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        user = person(request)
        self.partnership = visible_partnership(request, kwargs["slug"])
        rows = organisations_of(user, self.partnership)
        self.organisation = get_object_or_404(rows, slug=kwargs["of"])
        self.speaks = mandate_of(user, self.organisation, speaks_for=True)
        self.mandate = self.speaks or mandate_of(user, self.organisation)
        record_acting(self.mandate)
        return super().dispatch(request, *args, **kwargs)

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        acting = {
            "partnership": self.partnership,
            "organisation": self.organisation,
            "speaks": self.speaks,
            "signed": signature(self.mandate) if self.mandate else "",
            "places": self._places(),
        }
        name = f"partnerships/consents/{template}.html"
        return render(self.request, name, acting | context, status=status)

    def _places(self) -> list[Place]:
        """Where else the reader may share with this partner; none for staff."""
        user = person(self.request)
        mandates = Mandate.objects.in_force().filter(user_id=user.pk)
        others = mandates.exclude(organisation__in=[self.organisation, self.partnership.partner])
        found: dict[int, Place] = {}
        for one in others.select_related("organisation").order_by("starts_on", "pk"):
            url = self._url("consents_of", one.organisation.slug)
            found.setdefault(one.organisation_id, Place(one.organisation, one.function, url))
        return list(found.values())

    def _url(self, name: str, *args: str) -> str:
        return reverse(f"partnerships:{name}", args=[self.partnership.slug, *args])


class ConsentsView(SharingView):
    """The organisation's projects, and what the partner sees of each."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        found = lines(self.partnership, self.organisation, person(request))
        return self.page("consents_of", lines=found)


class ProjectView(SharingView):
    """One project of the organisation: what is open, what was, the form for who speaks for it."""

    project: Project

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        self.slug_of_project = kwargs["project"]
        return super().dispatch(request, *args, **kwargs)

    def find(self) -> Project:
        rows = projects_of(self.organisation, self.partnership, person(self.request))
        return get_object_or_404(rows.defer("search", "raw", "loaded"), slug=self.slug_of_project)

    def spoken_for(self) -> Mandate:
        """The mandate under which this is done. 403 for who only reads."""
        self.project = self.find()
        if self.speaks is None:
            raise PermissionDenied
        return self.speaks

    def back(self) -> HttpResponse:
        return redirect(self._url("consent", self.organisation.slug, self.project.slug))


class ConsentView(ProjectView):
    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        self.project = self.find()
        return self._page(self._form() if self.speaks else None)

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        by = self.spoken_for()
        form = self._form(request.POST)
        if form.is_valid():
            try:
                consents.give(self.partnership, self.project, by=by, values=form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
        if form.errors:
            return self._page(form, status=422)
        messages.success(request, _("The consent is given. You can withdraw it at any time."))
        return self.back()

    def _form(self, data=None) -> ConsentForm:
        parts = parts_to_open(self.organisation, self.partnership, self.project)
        # What is open is where one starts from.
        before = self._rows().in_force().first()
        initial = (
            {name: getattr(before, name) for name in ConsentForm.Meta.fields} if before else {}
        )
        return ConsentForm(data, initial=initial, parts=parts)

    def _rows(self):
        return Consent.objects.filter(
            partnership=self.partnership, organisation=self.organisation, project=self.project
        )

    def _page(self, form: ConsentForm | None, status: int = 200) -> HttpResponse:
        asked = ConsentRequest.objects.waiting().filter(
            investment__partnership=self.partnership,
            investment__project=self.project,
            investment__organisation=self.organisation,
        )
        return self.page(
            "consent",
            status,
            project=self.project,
            form=form,
            state=state(self.project, self._rows().in_force().first()),
            asked=asked.first(),
            investment=self._investment(),
            history=history(self._rows()),
        )

    def _investment(self):
        rows = self.partnership.investments.filter(project=self.project)  # type: ignore[attr-defined]
        return rows.filter(organisation=self.organisation).first()


class WithdrawView(ProjectView):
    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        by = self.spoken_for()
        if consents.withdraw(self.partnership, self.project, by=by):
            messages.success(request, _("It is withdrawn: the partner sees nothing more of it."))
        else:
            messages.info(request, _("Nothing was open: the consent is over or withdrawn."))
        return self.back()


class RefuseView(ProjectView):
    """The organisation says no to what the staff ask."""

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        by = self.spoken_for()
        if consents.refuse(self.partnership, self.project, by=by):
            messages.success(request, _("The MOT is told that you do not consent."))
        else:
            messages.info(request, _("Nothing is asked any more."))
        return self.back()


class AskView(ProjectView):
    """The staff ask for a consent about an investment."""

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        user = person(request)
        if not user.is_staff:
            raise PermissionDenied
        self.project = self.find()
        rows = self.partnership.investments.select_related("partnership", "project", "organisation")  # type: ignore[attr-defined]
        row = get_object_or_404(rows, project=self.project, organisation=self.organisation)
        try:
            consents.ask_consent(row, by=user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Who speaks for the organisation gets a letter."))
        return self.back()


class AccessesView(SharingView):
    """Who of the partner saw what, when and where: also under consents that are over."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        rows = ConsentAccess.objects.filter(
            consent__partnership=self.partnership, consent__organisation=self.organisation
        ).select_related("user", "consent__project")
        page = Paginator(rows, LOOKS_PER_PAGE).get_page(request.GET.get("page"))
        pages = list(page.paginator.get_elided_page_range(page.number))
        return self.page("accesses", page=page, pages=pages)


@require_safe
def document(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """A document for members, to an officer under a consent that opens it today; 404 otherwise."""
    user = person(request)
    partnership = get_object_or_404(Partnership.objects.worked_on_by(user), slug=slug)
    row = get_object_or_404(shared_documents(user), pk=pk)
    opened = opened_to(user).filter(
        partnership=partnership, project=row.project_id, shares_documents=True
    )
    if not user.is_staff and not opened.exists():
        raise Http404
    record_consents(user, opened, ConsentAccess.Where.PAGE, "documents")
    if row.link:
        return redirect(row.link)
    return sent_file(row.file, row.file_name)
