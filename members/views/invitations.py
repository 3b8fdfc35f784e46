"""Invitations: sent by those who manage people, answered on their own page by who is invited."""

from functools import cached_property
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, View

from core.forms import whole_number
from members.acting import Actor
from members.forms.people import InvitationForm, NewAccountForm, PublicChoice, ReaddressForm
from members.models import Invitation, Mandate, User
from members.models.people import DAY
from members.services import invitations
from members.views.people import (
    MandateMixin,
    PeopleActView,
    PeopleFormView,
    PeopleMixin,
    Words,
    tell_error,
)


class InviteView(PeopleFormView):
    form_class = InvitationForm

    def words(self):
        return Words(
            title=_("Invite somebody"),
            button=_("Send the invitation"),
            lede=_(
                "The person gets a letter that says what they will be able to do, with a link that"
                " is valid for 14 days. They act under their own name, with their own account."
            ),
        )

    def new_invitation(self) -> Invitation:
        return Invitation(organisation=self.organisation, language=self.request.LANGUAGE_CODE)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.new_invitation()}

    def act(self, form):
        invitations.invite(form.instance, by=self.actor, tell=not form.is_quiet)
        return _("Invitation sent to %(email)s.") % {"email": form.instance.email}


class InvitationMixin(PeopleMixin):
    capability = "manages_people"

    @cached_property
    def invitation(self) -> Invitation:
        rows = Invitation.objects.editable_by(self.request.user)
        rows = rows.filter(organisation=self.organisation).select_related("organisation")
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class ResendView(InvitationMixin, PeopleActView):
    def act(self):
        sendings = whole_number(self.request.POST.get("sendings", ""), otherwise=-1)
        sent = invitations.resend(self.invitation, sendings=sendings, by=self.actor)
        return _("Invitation sent again to %(email)s.") % {"email": sent.email}


class WithdrawView(InvitationMixin, PeopleActView):
    def act(self):
        invitations.withdraw(self.invitation, by=self.actor)
        return _("Invitation withdrawn: its link no longer works.")


class ReaddressView(InvitationMixin, PeopleFormView):
    form_class = ReaddressForm

    def words(self):
        return Words(
            title=_("Send the invitation to another address"),
            button=_("Send the invitation"),
            lede=_(
                "It was sent to %(email)s. That link stops working; the new one is valid for 14"
                " days."
            )
            % {"email": self.invitation.email},
        )

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        del kwargs["is_staff"]
        return kwargs

    def act(self, form):
        email = form.cleaned_data["email"]
        invitations.readdress(self.invitation, email=email, by=self.actor)
        return _("Invitation sent to %(email)s.") % {"email": email}


class HandOverView(MandateMixin, InviteView):
    capability = ""

    def words(self):
        name = {"name": self.subject.user.shown_name}
        return Words(
            title=_("Hand over from %(name)s to a successor") % name,
            button=_("Send the invitation"),
            lede=_(
                "The successor is invited with the function and the rights below. Once they accept,"
                " %(name)s’s mandate ends the day before theirs begins; until then nothing changes."
            )
            % name,
        )

    def new_invitation(self):
        old = self.subject
        return Invitation(
            organisation=self.organisation,
            language=old.user.language,
            function=old.function,
            replaces=old,
            starts_on=max(timezone.localdate(), old.starts_on) + DAY,
            is_public=old.is_public,
            **old.capabilities,
        )


@method_decorator(never_cache, name="dispatch")
class InvitationPage(View):
    """A page for who holds the link of an invitation; nothing else of the portal is told there."""

    @cached_property
    def invitation(self) -> Invitation:
        rows = Invitation.objects.select_related("organisation", "invited_by", "mandate")
        rows = rows.select_related("invited_under__user", "invited_under__organisation")
        return get_object_or_404(rows, token=self.kwargs["token"])

    @cached_property
    def reader(self) -> str:
        """`invited`, `other` (logged in with another address), `known` (has an account), `new`."""
        user = self.request.user
        if user.is_authenticated:
            return "invited" if user.email.lower() == self.invitation.email.lower() else "other"
        has_account = User.objects.filter(email__iexact=self.invitation.email).exists()
        return "known" if has_account else "new"

    def back(self) -> HttpResponse:
        return redirect("members:invitation", self.invitation.token)


class InvitationView(InvitationPage, FormView):
    """What the invitation offers, by whom; accepted by POST, from the invited address only."""

    template_name = "members/people/invitation.html"

    def get_form_class(self):
        return NewAccountForm if self.reader == "new" else PublicChoice

    def get_initial(self):
        return {"is_public": self.invitation.is_public}

    def get_context_data(self, **kwargs):
        invitation = self.invitation
        return super().get_context_data(**kwargs) | {
            "invitation": invitation,
            "status": invitation.status,
            "reader": self.reader,
            "inviter": Actor(invitation.invited_by, invitation.invited_under),
            "first_day": max(invitation.starts_on, timezone.localdate()),
        }

    def post(self, request, *args, **kwargs):
        if self.invitation.status != "waiting":
            return self._closed()
        if self.reader not in ("invited", "new"):
            return self.render_to_response(self.get_context_data(), status=403)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            return self._accept(form.cleaned_data)
        except ValidationError as error:
            if getattr(error, "code", "") == "closed":
                del self.invitation
                return self._closed()
            tell_error(form, error)
            return self.form_invalid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _accept(self, choice: dict[str, Any]) -> HttpResponse:
        if self.reader == "invited":
            return self._welcome(
                invitations.accept(self.invitation, user=self.request.user, **choice)  # type: ignore[arg-type]
            )
        mandate = invitations.accept_without_account(self.invitation, **choice)
        login = Login(user=mandate.user, redirect_url=self._welcome(mandate).url)  # type: ignore[attr-defined]
        return perform_password_login(self.request, {"email": mandate.user.email}, login)

    def _welcome(self, mandate: Mandate) -> HttpResponse:
        """To the people page once the mandate is in force, else back to what was accepted."""
        messages.success(self.request, _("Accepted: %(mandate)s.") % {"mandate": mandate})
        if mandate.is_in_force():
            return redirect("members:people", mandate.organisation.slug)
        return self.back()

    def _closed(self) -> HttpResponse:
        """A second click finds what the first one did; anybody else a page that says why not."""
        mandate = self.invitation.mandate
        if mandate and mandate.user_id == self.request.user.pk:
            return self._welcome(mandate)
        return self.render_to_response(self.get_context_data(), status=409)


class DeclineView(InvitationPage):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.reader == "other":
            raise PermissionDenied
        try:
            invitations.decline(self.invitation)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return self.back()


class AskAddressView(InvitationPage):
    """Who is logged in under another address asks for an invitation there."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.reader != "other":
            raise PermissionDenied
        try:
            invitations.ask_for_other_address(self.invitation, user=request.user)  # type: ignore[arg-type]
            messages.success(request, _("Who invites you is told of your address by letter."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return self.back()
