"""The page of an organisation, kept by its people."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from core.forms import whole_number
from members import logos, presence, profile
from members.forms.profile import ProfileForm
from members.forms.profile_sections import problems, sections
from members.letters.changes import SIGNED
from members.models import Organisation, ProfileChange
from members.services.changes import withdraw
from members.services.profile import save_profile
from members.views.mixins import ActingMixin
from members.views.preview import preview

# As visitors see the page once it is saved, and once the MOT has accepted all that waits.
PREVIEWS = ["preview", "preview_accepted"]


class EditView(ActingMixin, View):
    """The form. Its buttons: save, preview (with or without what is only proposed), back, withdraw.

    Whatever the button, what was typed comes back unless it was saved; only saving and withdrawing
    write anything.
    """

    capability = "edits_profile"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.organisation = Organisation.objects.select_for_update(of=["self"]).get(
            pk=self.organisation.pk
        )
        if "withdraw" in request.POST:
            return self._withdraw(request.POST["withdraw"])
        form = self._form(request.POST, request.FILES)
        action = request.POST.get("action")
        if not form.is_valid():
            return self._page(form, status=200 if action == "back" else 422)
        if action == "back":
            return self._page(form)
        try:
            if action in PREVIEWS:
                return self._preview(form, with_waiting=action == PREVIEWS[1])
            return self._save(form)
        except ValidationError as error:  # what only the database could see
            form.add_error(None, error)
            return self._page(form, status=422)

    def _form(self, *data) -> ProfileForm:
        self.waiting = list(self.organisation.profile_changes.waiting().select_related(*SIGNED))
        return ProfileForm(
            *data,
            instance=self.organisation,
            waiting={change.field: change for change in self.waiting},
            decides=self.mandate is None,
        )

    def _page(self, form: ProfileForm, status: int = 200) -> HttpResponse:
        row = Organisation.objects.select_related("territory", "successor").get(
            pk=self.organisation.pk
        )
        proposals = profile.in_words(self.waiting, row)
        checked = [name for name in row.checked_identifiers if name not in form.fields]
        context = self.get_context_data(
            organisation=row,
            form=form,
            problems=problems(form),
            sections=sections(form, proposals),
            logo_proposal=next((one for one in proposals if one.is_picture), None),
            checked=[(profile.label(name), getattr(row, name)) for name in checked],
            others=presence.others(row, self.request.user),  # type: ignore[arg-type]
            is_typed=form.is_bound and form.is_typed,
        )
        return render(self.request, "members/organisation_edit.html", context, status=status)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return self.acting_context() | kwargs

    def _save(self, form: ProfileForm) -> HttpResponse:
        proposed = self._write(form)
        presence.leave(self.organisation, self.request.user)  # type: ignore[arg-type]
        messages.success(self.request, self._told(form, len(proposed)))
        return redirect(self.organisation)

    def _write(self, form: ProfileForm) -> list[ProfileChange]:
        return save_profile(
            self.organisation,
            form.free_changes(),
            form.sensitive_changes(),
            by=self.request.user,  # type: ignore[arg-type]
            mandate=self.mandate,
        )

    def _told(self, form: ProfileForm, proposed: int) -> str:
        if self.mandate is None:
            return _("Saved.")
        said = [_("Saved: visitors see it now.")] if form.free_changes() else []
        if proposed:
            words = ngettext(
                "%d change is proposed to the MOT: a letter will tell you what is decided.",
                "%d changes are proposed to the MOT: a letter will tell you what is decided.",
                proposed,
            )
            said.append(words % proposed)
        return " ".join(said) or _("Nothing was changed.")

    def _preview(self, form: ProfileForm, *, with_waiting: bool) -> HttpResponse:
        waiting = self.waiting if with_waiting else []
        return preview(
            self.request,
            form,
            with_proposals=with_waiting or self.mandate is None,
            waiting={change.field: change for change in waiting},
        )

    def _withdraw(self, pk: str) -> HttpResponse:
        changes = self.organisation.profile_changes.all()
        change = get_object_or_404(changes, pk=whole_number(pk, otherwise=0))
        try:
            withdraw(change, by=self.request.user)  # type: ignore[arg-type]
            messages.success(self.request, _("The proposal is withdrawn."))
        except ValidationError as error:
            messages.warning(self.request, " ".join(error.messages))
        form = self._form(self.request.POST, self.request.FILES)
        form.is_valid()
        if form.is_typed:
            return self._page(form)
        return redirect("members:organisation_edit", self.organisation.slug)


class PresenceView(ActingMixin, View):
    """The form of the page is open here; the answer says who else has it open."""

    capability = "edits_profile"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str) -> JsonResponse:
        presence.announce(self.organisation, request.user)  # type: ignore[arg-type]
        return JsonResponse({"others": presence.others(self.organisation, request.user)})  # type: ignore[arg-type]


class WaitingLogoView(ActingMixin, View):
    """A logo that is proposed, for those who keep the page and for the staff; 404 once decided."""

    capability = "edits_profile"

    def get(self, request: HttpRequest, slug: str, pk: int) -> FileResponse:
        waiting = self.organisation.profile_changes.waiting().exclude(new="")
        change = get_object_or_404(waiting, pk=pk, field="logo")
        try:
            file = default_storage.open(logos.WAITING + change.new)
        except FileNotFoundError as error:
            raise Http404 from error
        return FileResponse(file, headers={"Cache-Control": "private, no-store"})
