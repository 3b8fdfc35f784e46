"""The public page of an organisation as it would be with what is in the form."""

import base64
from mimetypes import guess_type

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from members import profile
from members.forms.profile import ProfileForm
from members.models import Organisation, ProfileChange
from members.services.profile import as_saved
from members.views.directory import detail_context


def preview(
    request: HttpRequest,
    form: ProfileForm,
    *,
    with_proposals: bool,
    waiting: dict[str, ProfileChange],
) -> HttpResponse:
    """What a visitor would get once the valid `form` is saved; nothing is written.

    `with_proposals` shows the sensitive fields as the form has them, too, and those that are
    `waiting` as if they were accepted. The page carries the form along, and leads back to it.
    """
    proposed = form.sensitive_changes()
    values = form.free_changes()
    if with_proposals:
        values |= {field: change.new for field, change in waiting.items()} | proposed
    values.pop("logo", None)
    with as_saved(form.instance, values) as row:
        url = request.build_absolute_uri(row.get_absolute_url())
        context = detail_context(row, AnonymousUser(), url) | {
            "user": AnonymousUser(),
            "carried": form.carried(),
            "proposed": [profile.label(field) for field in proposed],
            "with_proposals": with_proposals,
            "decides": form.decides,
        }
        if with_proposals and ("logo" in proposed or "logo" in waiting):
            context["logo_url"] = _logo_url(row, proposed.get("logo"), waiting.get("logo"))
        return render(request, "members/organisation_preview.html", context)


def _logo_url(row: Organisation, sent: ContentFile | str | None, waiting: ProfileChange | None):
    """Where the logo just sent is ("": none), else the one that waits."""
    if isinstance(sent, ContentFile):
        content = base64.b64encode(sent.read()).decode()
        return f"data:{guess_type(str(sent.name))[0]};base64,{content}"
    if sent is None and waiting and waiting.new:
        return reverse("members:organisation_waiting_logo", args=[row.slug, waiting.pk])
    return ""
