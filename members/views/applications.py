"""An application to join: its steps, its last look, where it stands. No account is needed."""

from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import CreateView, DetailView, UpdateView, View
from django.views.generic.detail import SingleObjectMixin, SingleObjectTemplateResponseMixin
from django.views.generic.edit import ModelFormMixin

from members.forms.application import STEPS
from members.models import Application, Organisation
from members.services import applications
from members.services.duplicates import candidates

CHECK = "check"
ORDER = [*STEPS, CHECK]


def first_lacking(application: Application) -> str:
    """The first step that holds something that is still missing; the last look when none does."""
    missing = set(applications.lacking(application)) - {"consented_at"}
    for name, (_label, form) in STEPS.items():
        if missing & set(form.required):
            return name
    return CHECK if application.consented_at else "contact"


def step_links(application: Application | None, current: str) -> list[tuple[str, str, bool]]:
    """Each step: its name, what readers call it, whether it can be opened."""
    labels = [*((name, label) for name, (label, _form) in STEPS.items()), (CHECK, _("Check"))]
    reach = ORDER.index(first_lacking(application)) if application else 0
    return [(name, label, name != current and ORDER.index(name) <= reach) for name, label in labels]


def is_too_many(request) -> bool:
    return not ratelimit.consume(request, action="application")


class TooManyMixin(SingleObjectTemplateResponseMixin, ModelFormMixin):
    """`ACCOUNT_RATE_LIMITS["application"]`; then 429 with the form kept."""

    def too_many(self, form):
        form.add_error(None, _("Many applications came from your network: try again in an hour."))
        return self.render_to_response(self.get_context_data(form=form), status=429)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class StartView(TooManyMixin, CreateView):
    """The first step, which makes the draft. Its address is not guessed: a token names it."""

    template_name = "members/application_step.html"
    form_class = STEPS["organisation"][1]
    model = Application

    def form_valid(self, form):
        if is_too_many(self.request):
            return self.too_many(form)
        draft = form.save()
        return redirect("members:application_step", draft.token, "why")

    def get_context_data(self, **kwargs):
        steps = step_links(None, "organisation")
        return super().get_context_data(**kwargs) | {
            "step": "organisation",
            "steps": steps,
            "is_start": True,
            "draft_days": applications.DRAFT_DAYS,
        }


@method_decorator(never_cache, "dispatch")
class TokenMixin(SingleObjectMixin, View):
    """One application, by its token; under a lock when it is about to be written."""

    model = Application
    slug_field = slug_url_kwarg = "token"

    def get_queryset(self):
        rows = Application.objects.all()
        return rows.select_for_update(of=("self",)) if self.request.method == "POST" else rows


class DraftMixin(TokenMixin):
    """Once it is sent, an application shows where it stands instead."""

    object: Application

    def dispatch(self, request, *args, **kwargs):
        application = get_object_or_404(self.get_queryset(), token=kwargs["token"])
        if application.submitted_at:
            return redirect("members:application_status", application.token)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        step = self.kwargs.get("step", CHECK)
        listed = Organisation.objects.filter(is_published=True)
        return super().get_context_data(**kwargs) | {
            "step": step,
            "steps": step_links(self.object, step),
            "previous": ORDER[ORDER.index(step) - 1] if step != ORDER[0] else None,
            "listed": candidates(self.object, listed),
            "draft_days": applications.DRAFT_DAYS,
        }


class StepView(DraftMixin, TooManyMixin, UpdateView):
    template_name = "members/application_step.html"

    def get_form_class(self):
        if self.kwargs["step"] not in STEPS:
            raise Http404
        return STEPS[self.kwargs["step"]][1]

    def form_valid(self, form):
        draft = form.save()
        following = ORDER[ORDER.index(self.kwargs["step"]) + 1]
        return redirect("members:application_step", draft.token, following)


class CheckView(DraftMixin, DetailView):
    """The last look; sending it from here. Twice is once."""

    template_name = "members/application_check.html"

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        step = first_lacking(self.object)
        if step != CHECK:
            return redirect("members:application_step", self.object.token, step)
        return response

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        if is_too_many(request):
            return self.refused(
                _("Many applications came from your network: try again in an hour."), 429
            )
        try:
            applications.send(self.object)
        except ValidationError as error:
            return self.refused(error.messages[0], 422)
        return redirect("members:application_status", self.object.token)

    def refused(self, sentence: str, status: int):
        return self.render_to_response(self.get_context_data(error=sentence), status=status)


class StatusView(TokenMixin, DetailView):
    """Where an application stands and what comes next; a draft goes on where it was left."""

    template_name = "members/application_status.html"

    def get(self, request, *args, **kwargs):
        application = self.get_object()
        if not application.submitted_at:
            step = first_lacking(application)
            return redirect("members:application_step", application.token, step)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Take the application back."""
        application = self.get_object()
        try:
            applications.withdraw(application)
        except ValidationError as error:
            self.object = application
            context = self.get_context_data(error=error.messages[0])
            return self.render_to_response(context, status=409)
        return redirect("members:application_status", application.token)
