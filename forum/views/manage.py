"""The page on which an obstacle is taken forward, and the decisions about it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import View

from forum.forms.raising import CarrierForm, CloseForm, PartForm, ReopenForm, TriageForm
from forum.models import CrossBorderFile, Obstacle
from forum.models.kinds import FileKind, Status
from forum.route import borders_of, route
from forum.services import obstacles, raising
from forum.services.readiness import lacks
from forum.services.steps import SENDABLE
from forum.views.keeping import KeepingMixin, add_errors, mandate_named
from members.acting import Actor, record_acting, signature
from members.views.mixins import person

# Moves that have a page of their own, or follow from a step.
APART = [Status.SENT, Status.CLOSED]


class ManageView(KeepingMixin):
    """Where it stands, what it lacks, and the way to each part."""

    def get(self, request: HttpRequest) -> HttpResponse:
        row = self.obstacle
        found = obstacles.moves(row, self.actor)
        may_close = any(one.new == Status.CLOSED for one, _lacking in found)
        return self.page(
            "forum/workflow/manage.html",
            keeps=obstacles.keeps(row, self.actor),
            is_before=row.status in obstacles.BEFORE,
            lacks=lacks(row) if row.status in obstacles.BEFORE and not row.is_reading else [],
            moves=[
                (one.new.value, one.new.label)
                for one, lacking in found
                if one.new not in APART and not lacking and row.status != Status.CLOSED
            ],
            may_close=may_close,
            countries=countries_with_sides(row),
            route=route(row),
            steps=list(row.steps.select_related("rule", "point", "addressee")),
            sendable=SENDABLE,
            kinds=FileKind.choices,
            files=CrossBorderFile.objects.filter(obstacle=row).defer("pdf", "facts"),
            changes=row.changes.select_related("by", "under__organisation"),
        )


def countries_with_sides(row: Obstacle) -> list[tuple[str, Any]]:
    """The countries of its borders, each with what is said of its side, None when nothing is."""
    said = {side.country: side for side in row.sides.all()}
    codes = [code for border in borders_of(row) for code in border.countries]
    return [(code, said.get(code)) for code in dict.fromkeys([*codes, *said])]


class MoveView(KeepingMixin):
    """One of the moves that need no more than a click: `POST new=…`."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        new = request.POST.get("new", "")
        try:
            if new not in Status.values or new in APART:
                raise ValidationError(_("Choose where it goes from here."))
            if self.obstacle.status == Status.CLOSED:
                raise ValidationError(_("Say why it is taken up again."))
            obstacles.move(self.obstacle, Status(new), by=self.actor)
            messages.success(request, _("Recorded."))
        except ValidationError as error:
            self.tell(error)
        return self.back()


class TakeUpView(KeepingMixin):
    http_method_names = ["post"]
    is_for_staff = True

    def post(self, request: HttpRequest) -> HttpResponse:
        obstacles.take_up(self.obstacle, by=self.actor)
        messages.success(request, _("It is in triage now."))
        return self.back()


class PartView(KeepingMixin):
    """A decision: its form, then the service that takes it."""

    form_class: type[PartForm]
    title: Any = ""
    lede: Any = ""
    button: Any = gettext_lazy("Record it")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.form_page(self.form_class(obstacle=self.obstacle, initial=self.initial()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form_class(request.POST, request.FILES, obstacle=self.obstacle)
        if form.is_valid():
            try:
                with transaction.atomic():
                    self.decide(form.cleaned_data)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Recorded."))
                return self.back()
        return self.form_page(form, status=422)

    def initial(self) -> dict[str, Any]:
        return {}

    def decide(self, sent: dict[str, Any]) -> None:
        raise NotImplementedError

    def form_page(self, form, status: int = 200) -> HttpResponse:
        return self.page(
            "forum/workflow/part.html",
            status,
            form=form,
            title=self.title,
            lede=self.lede,
            button=self.button,
        )


class TriageView(PartView):
    is_for_staff = True
    form_class = TriageForm
    title = gettext_lazy("Triage")
    lede = gettext_lazy("Four ways out: only a real obstacle goes before an authority as such.")

    def decide(self, sent):
        raising.triage(self.obstacle, by=self.actor, **sent)


class CarrierView(PartView):
    is_for_staff = True
    form_class = CarrierForm
    title = gettext_lazy("Who carries it")
    lede = gettext_lazy("Nothing is sent before an organisation carries the obstacle.")

    def decide(self, sent):
        raising.set_carrier(self.obstacle, sent["carrier"], is_mot=sent["is_mot"], by=self.actor)


class CloseView(PartView):
    form_class = CloseForm
    title = gettext_lazy("The outcome")
    lede = gettext_lazy("What became of it. Everyone who reads the obstacle reads it.")
    button = gettext_lazy("Close the obstacle")

    def initial(self):
        return {"on": timezone.localdate(), "language": get_language()}

    def decide(self, sent):
        outcome = sent.pop("outcome")
        obstacles.close(self.obstacle, outcome, by=self.actor, **sent)


class ReopenView(PartView):
    is_for_staff = True
    form_class = ReopenForm
    title = gettext_lazy("Take it up again")
    lede = gettext_lazy("The history keeps how it was closed.")

    def decide(self, sent):
        obstacles.reopen(self.obstacle, sent["comment"], by=self.actor)


class CarryView(View):
    """An organisation that raised it, or is affected too, offers itself as its carrier."""

    def dispatch(self, request: HttpRequest, *args, reference: str, slug: str):
        rows = Obstacle.objects.visible_to(request.user).select_related("carrier", "main_border")
        self.obstacle = get_object_or_404(rows, reference=reference)
        found = mandate_named(person(request), slug)
        if found is None:
            raise PermissionDenied
        self.mandate = found
        return super().dispatch(request)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        record_acting(self.mandate)
        by = Actor(person(request), self.mandate)
        try:
            raising.set_carrier(self.obstacle, self.mandate.organisation, by=by)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
            return self._page(status=422)
        messages.success(request, _("Your organisation carries it now."))
        return redirect("forum:obstacle_manage", self.obstacle.reference)

    def _page(self, status: int = 200) -> HttpResponse:
        organisation = self.mandate.organisation
        context = {
            "obstacle": self.obstacle,
            "organisation": organisation,
            "signature": signature(self.mandate),
            "may": raising.may_carry(self.obstacle, organisation),
        }
        return render(self.request, "forum/workflow/carry.html", context, status=status)
