"""Steps: prepared, sent, answered, thrown away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from forum.forms.steps import AnswerForm, SendForm, StepForm
from forum.models import Step
from forum.models.kinds import Audience
from forum.route import route
from forum.services import steps
from forum.services.obstacles import keeps
from forum.services.readiness import lacks
from forum.views.keeping import KeepingMixin, add_errors
from forum.views.manage import PartView


class StepMixin(KeepingMixin):
    """A step of the obstacle; 403 for who does not take it forward."""

    def dispatch(self, request: HttpRequest, *args, pk: int = 0, **kwargs):
        self.pk = pk
        return super().dispatch(request, *args, **kwargs)

    def find(self, reference: str):
        found = super().find(reference)
        self.step = self._step(found)
        return found

    def _step(self, obstacle) -> Step:
        if not self.pk:
            # Before the triage nobody decided who reads the obstacle: who does will read this too.
            audience = obstacle.audience if obstacle.triage else Audience.PUBLIC
            return Step(obstacle=obstacle, audience=audience)
        rows = obstacle.steps.select_related("point", "addressee")
        return get_object_or_404(rows, pk=self.pk)


class PrepareView(StepMixin):
    """A step that is not sent yet: a new one (`?to=` names one of the ways), or a change."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self._check()
        form = self._form()
        if not self.step.pk:
            form.initial["to"] = request.GET.get("to", "")
            form.initial["language"] = get_language()
        return self._page(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        self._check()
        form = self._form(request.POST)
        if form.is_valid():
            try:
                with transaction.atomic():
                    steps.prepare(self.obstacle, form.save(commit=False), by=self.actor)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The step is prepared. Send it, then record the day."))
                return self.back("steps")
        return self._page(form, status=422)

    def _check(self) -> None:
        if not keeps(self.obstacle, self.actor) or self.step.sent_on:
            raise PermissionDenied

    def _form(self, data: Any = None) -> StepForm:
        return StepForm(data, instance=self.step, route=route(self.obstacle))

    def _page(self, form: StepForm, status: int = 200) -> HttpResponse:
        return self.page(
            "forum/workflow/step.html",
            status,
            form=form,
            step=self.step,
            lacks=lacks(self.obstacle),
        )


class SendView(StepMixin, PartView):
    form_class = SendForm
    title = gettext_lazy("Record that it was sent")
    lede = gettext_lazy(
        "The step and its file stay as they were sent; the clock of the answer starts."
    )

    def initial(self):
        return {"sent_on": timezone.localdate()}

    def decide(self, sent):
        steps.send(self.step, sent["sent_on"], due_on=sent["due_on"], by=self.actor)


class AnswerView(StepMixin, PartView):
    form_class = AnswerForm
    title = gettext_lazy("Record the answer")
    lede = gettext_lazy("The status of the obstacle follows from what it says.")

    def initial(self):
        return {"answered_on": timezone.localdate(), "answer_language": get_language()}

    def decide(self, sent):
        answer = AnswerForm.answer_of(sent)
        steps.record_answer(self.step, answer, by=self.actor)


class DiscardView(StepMixin):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            steps.throw_away(self.step, by=self.actor)
            messages.success(request, _("The step is deleted."))
        except ValidationError as error:
            self.tell(error)
        return self.back("steps")
