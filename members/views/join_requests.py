"""Requests to act for an organisation: asked by anybody, answered by those who manage people."""

from functools import cached_property
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from members.forms.people import JoinForm, RefusalForm, RightsForm
from members.models import Invitation, JoinRequest, Organisation
from members.models.invitations import REQUEST_DAYS
from members.services import join_requests, mandates
from members.views.mixins import OrganisationMixin
from members.views.people import PeopleFormView, Words, tell_error


class JoinMixin(OrganisationMixin):
    """Any organisation that is listed and still there; who acts for it already is told so."""

    def get_queryset(self):
        return super().get_queryset().filter(is_published=True, ended_on="")

    @cached_property
    def organisation(self) -> Organisation:
        return get_object_or_404(self.get_queryset(), slug=self.kwargs["slug"])

    @cached_property
    def waiting(self) -> JoinRequest | None:
        """The request of who is logged in that waits for an answer."""
        if self.request.user.is_anonymous:
            return None
        requests = self.organisation.join_requests.waiting()
        return requests.filter(user=self.request.user).first()

    def get_context_data(self, **kwargs):
        user = self.request.user
        own = self.organisation.mandates.not_ended().filter(user_id=user.pk)
        return super().get_context_data(**kwargs) | {  # type: ignore[misc]
            "organisation": self.organisation,
            "waiting": self.waiting,
            "own": own.first() if user.is_authenticated else None,
            "has_managers": bool(mandates.managers_of(self.organisation)),
            "request_days": REQUEST_DAYS,
        }


class JoinView(JoinMixin, FormView):
    """`ACCOUNT_RATE_LIMITS["join_request"]` requests; then 429 with the form kept."""

    template_name = "members/people/join.html"
    form_class = JoinForm

    def get_form_kwargs(self):
        user = self.request.user
        request = JoinRequest(organisation=self.organisation, language=self.request.LANGUAGE_CODE)
        if user.is_authenticated:
            request.user, request.email = user, user.email
            request.name = str(user)
        return super().get_form_kwargs() | {
            "instance": request,
            "has_account": user.is_authenticated,
        }

    def form_valid(self, form):
        if not ratelimit.consume(self.request, action="join_request"):
            form.add_error(None, _("Many requests came from your network: try again in an hour."))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        try:
            join_requests.ask(form.instance)
        except ValidationError as error:
            tell_error(form, error)
            return self.form_invalid(form)
        return redirect("members:join_sent", self.organisation.slug)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class JoinSentView(JoinMixin, TemplateView):
    template_name = "members/people/join_sent.html"


class JoinWithdrawView(JoinMixin, View):
    """Who is logged in takes the request back."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.waiting:
            join_requests.withdraw(self.waiting)
            messages.success(request, _("Your request is withdrawn."))
        return redirect("members:join", self.organisation.slug)


class RequestMixin(PeopleFormView):
    """A request that waits. 403 for staff while the managers have time to answer."""

    @cached_property
    def join_request(self) -> JoinRequest:
        rows = JoinRequest.objects.visible_to(self.request.user).filter(
            organisation=self.organisation
        )
        request = get_object_or_404(rows.select_related("user"), pk=self.kwargs["pk"])
        decidable = JoinRequest.objects.decidable_by(self.request.user)
        if not request.outcome and not decidable.filter(pk=request.pk).exists():
            raise PermissionDenied
        return request

    def get_form_kwargs(self):
        self.join_request  # noqa: B018  refused before the form is read
        return super().get_form_kwargs()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"join_request": self.join_request}


class RequestAcceptView(RequestMixin):
    form_class = RightsForm

    def words(self):
        lede = _(
            "The person has no account: they get an invitation with the rights below, to accept"
            " from the address that they gave."
        )
        if self.join_request.user:
            lede = _("The person has an account: the rights below begin on the first day.")
        title = _("Let %(name)s act for you") % {"name": self.join_request.name}
        return Words(title, _("Accept the request"), lede)

    def get_form_kwargs(self):
        asked = self.join_request
        rights = Invitation(organisation=self.organisation, function=asked.function)
        rights.manages_people = not mandates.managers_of(self.organisation)
        return super().get_form_kwargs() | {"instance": rights}

    def act(self, form):
        join_requests.accept(
            self.join_request, form.instance, by=self.actor, tell=not form.is_quiet
        )
        return _("Request accepted: %(name)s.") % {"name": self.join_request.name}


class RequestRefuseView(RequestMixin):
    form_class = RefusalForm

    def words(self):
        return Words(
            title=_("Refuse the request of %(name)s") % {"name": self.join_request.name},
            button=_("Refuse the request"),
        )

    def act(self, form):
        reason = form.cleaned_data["reason"]
        join_requests.refuse(
            self.join_request, reason=reason, by=self.actor, tell=not form.is_quiet
        )
        return _("Request refused: %(name)s gets your reason.") % {"name": self.join_request.name}
