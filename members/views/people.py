"""Who can act for an organisation: seen by all who act for it, kept by those who manage people."""

from abc import ABC, abstractmethod
from datetime import timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from core.history import entries
from members.acting import Actor, mandate_of, record_acting
from members.forms.people import EndForm, MandateForm
from members.models import Invitation, JoinRequest, Mandate
from members.models.invitations import MOST_WAITING
from members.services import mandates
from members.views.mixins import ActingMixin

# How long the page of those who manage people shows invitations that were not accepted.
RECENT = timedelta(days=30)


class Words(NamedTuple):
    """What a small page says above its form, and on its button."""

    title: str
    button: str
    lede: str = ""


def tell_error(form: BaseForm, error: ValidationError) -> None:
    """Show what a service refused: beside its field when the form has it, else above."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)


class PeopleMixin(ActingMixin):
    """A page about the people of an organisation. `managing` is the mandate that manages them."""

    @cached_property
    def managing(self) -> Mandate | None:
        return mandate_of(self.request.user, self.organisation, manages_people=True)  # type: ignore[arg-type]

    @property
    def may_manage(self) -> bool:
        return self.request.user.is_staff or self.managing is not None

    @property
    def actor(self) -> Actor:
        return Actor(self.request.user, self.managing or self.mandate)  # type: ignore[arg-type]

    def back(self) -> HttpResponse:
        return redirect("members:people", self.organisation.slug)


class PeopleView(PeopleMixin, TemplateView):
    template_name = "members/people/index.html"

    def get_context_data(self, **kwargs):
        user, organisation = self.request.user, self.organisation
        rows = Mandate.objects.visible_to(user).filter(organisation=organisation)
        rows = rows.select_related("user").order_by("starts_on", "function", "pk")
        waiting = Invitation.objects.visible_to(user).waiting().filter(organisation=organisation)
        return super().get_context_data(**kwargs) | {
            "may_manage": self.may_manage,
            "in_force": [row for row in rows if row.is_in_force()],
            "to_come": [row for row in rows if not row.is_in_force() and not row.has_ended()],
            "past": [row for row in rows if row.has_ended()][::-1],
            "waiting": waiting.select_related("invited_by", "replaces__user"),
            "unanswered": self.unanswered() if self.may_manage else [],
            "requests": self.requests() if self.may_manage else [],
            "most_waiting": MOST_WAITING,
        }

    def unanswered(self):
        """Invitations that were declined or lapsed lately and led to nothing."""
        rows = Invitation.objects.editable_by(self.request.user).filter(
            organisation=self.organisation, created_at__gt=timezone.now() - RECENT
        )
        return rows.with_status().filter(status_now__in=["lapsed", "declined"])

    def requests(self):
        """Requests that wait; `is_mine` says whether the reader may answer."""
        user = self.request.user
        rows = JoinRequest.objects.visible_to(user).waiting().filter(organisation=self.organisation)
        mine = JoinRequest.objects.decidable_by(user).values("pk")
        return rows.annotate(is_mine=Q(pk__in=mine)).select_related("user")


class PeopleFormView(PeopleMixin, FormView, ABC):
    """A small page with one form. `act` does what it says and returns the sentence to tell."""

    capability = "manages_people"
    template_name = "members/people/form.html"

    @abstractmethod
    def words(self) -> Words: ...

    @abstractmethod
    def act(self, form: Any) -> str: ...

    def form_valid(self, form):
        try:
            told = self.act(form)
        except ValidationError as error:
            tell_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, told)
        return self.back()

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"is_staff": self.request.user.is_staff}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | self.words()._asdict()


class PeopleActView(PeopleMixin, View, ABC):
    """One click, sent by POST. `act` returns the sentence to tell."""

    capability = "manages_people"

    @abstractmethod
    def act(self) -> str: ...

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.act())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return self.back()


class MandateMixin(PeopleMixin):
    """One mandate that has not ended. `is_open_to_its_person` lets the person do it too."""

    capability = ""
    is_open_to_its_person = False

    @cached_property
    def subject(self) -> Mandate:
        """The mandate of the address; before it is written, the organisation is locked."""
        if self.request.method == "POST":
            mandates.lock(self.organisation)
        rows = Mandate.objects.visible_to(self.request.user).not_ended()
        rows = rows.filter(organisation=self.organisation).select_related("user", "organisation")
        mandate = get_object_or_404(rows, pk=self.kwargs["pk"])
        is_own = self.is_open_to_its_person and mandate.user == self.request.user
        if not is_own and not Mandate.objects.editable_by(self.request.user).contains(mandate):
            raise PermissionDenied
        if self.managing:
            record_acting(self.managing)
        return mandate

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"subject": self.subject}


class MandateFormView(MandateMixin, PeopleFormView):
    capability = ""

    def get_form_kwargs(self):
        self.subject  # noqa: B018  refused before the form is read
        return super().get_form_kwargs()


class ChangeView(MandateFormView):
    form_class = MandateForm

    def words(self):
        return Words(
            title=_("What %(name)s may do") % {"name": self.subject.user.shown_name},
            button=_("Save"),
        )

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.subject}

    def act(self, form):
        mandates.change(form.instance, by=self.actor, tell=not form.is_quiet)
        return _("Saved: %(mandate)s.") % {"mandate": form.instance.user.shown_name}


class EndView(MandateFormView):
    form_class = EndForm
    is_open_to_its_person = True

    def words(self):
        if self.is_own:
            title = _("Leave %(organisation)s") % {"organisation": self.organisation}
            lede = _(
                "You will no longer act for the organisation. What you did in its name stays; the"
                " invitations that you sent and that still wait lapse."
            )
            return Words(title, _("Leave"), lede)
        title = _("End the mandate of %(name)s") % {"name": self.subject.user.shown_name}
        lede = _(
            "The mandate is kept among the past ones. The invitations that this person sent and"
            " that still wait lapse when it is over."
        )
        return Words(title, _("End the mandate"), lede)

    @property
    def is_own(self) -> bool:
        return self.subject.user == self.request.user

    def get_initial(self):
        return {"last_day": self.subject.ends_on or timezone.localdate()}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "had_a_day": self.subject.ends_on is not None,
            "asks_why": not self.is_own and self.actor.mandate is not None,
        }

    def act(self, form):
        known = Mandate.EndReason.LEFT if self.is_own else Mandate.EndReason.ENDED_BY_STAFF
        mandates.end(
            self.subject,
            last_day=form.cleaned_data["last_day"],
            reason=form.cleaned_data.get("reason") or known,
            by=self.actor,
            tell=not form.is_quiet,
        )
        return _("Saved: the mandate and its last day.")

    def back(self):
        """To where the person may still go."""
        if mandate_of(self.request.user, self.organisation) or self.request.user.is_staff:  # type: ignore[arg-type]
            return super().back()
        return redirect("members:organisation_detail", self.organisation.slug)


class ShowView(MandateMixin, PeopleActView):
    """The person alone decides whether the public page shows them."""

    capability = ""
    is_open_to_its_person = True

    def act(self):
        if self.subject.user != self.request.user:
            raise PermissionDenied
        self.subject.is_public = self.request.POST.get("is_public") == "on"
        mandates.change(self.subject, by=self.actor)
        if self.subject.is_public:
            return _("Your name and your function are shown on the public page.")
        return _("The public page no longer shows you.")


class MandateHistoryView(PeopleMixin, TemplateView):
    """What happened to one mandate, in words: for the person, and those who manage people."""

    template_name = "members/people/history.html"

    def get_context_data(self, **kwargs):
        rows = Mandate.objects.visible_to(self.request.user).filter(organisation=self.organisation)
        mandate = get_object_or_404(rows.select_related("user"), pk=self.kwargs["pk"])
        if not self.may_manage and mandate.user != self.request.user:
            raise PermissionDenied
        told = entries(Mandate, mandate.pk)
        return super().get_context_data(**kwargs) | {"subject": mandate, "entries": told}
