"""The programme of a year, planned again for the next one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import StaffRights
from partnerships.models import Partnership
from partnerships.models.partnership import FIRST_YEAR
from partnerships.services.planning import copy_programme, programme_of


class CopyForm(forms.Form):
    """Which year, and what of it."""

    year = forms.IntegerField(
        label=gettext_lazy("Programme of"), min_value=FIRST_YEAR, max_value=2099
    )
    with_done = forms.BooleanField(
        label=gettext_lazy("what was done too, to be done again"), required=False
    )


class CopiesProgrammes(StaffRights):
    """An admin of partnerships with the page that copies a programme."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.copy_view)
        return [path("<int:key>/copy/", view, name=f"{self.url_name}_copy"), *super().get_urls()]

    def copy_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """What would be copied, `?year=2026`; POST copies it, and a second time nothing."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        partnership = get_object_or_404(Partnership, pk=key)
        is_sent = request.method == "POST"
        form = CopyForm(request.POST if is_sent else _asked(request))
        if is_sent and form.is_valid():
            return self._copy(request, partnership, form.cleaned_data)
        rows = programme_of(partnership, **form.cleaned_data) if form.is_valid() else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Copy a programme: %s") % partnership,
            "opts": self.opts,
            "partnership": partnership,
            "form": form,
            "actions": rows and rows.select_related("workstream"),
        }
        request.current_app = self.admin_site.name
        status = 422 if is_sent else 200
        return TemplateResponse(request, "admin/partnerships/copy.html", context, status=status)

    def _copy(self, request, partnership: Partnership, values: dict[str, Any]) -> HttpResponse:
        made = copy_programme(partnership, **values)
        year = values["year"] + 1
        said = _("Programme of %(year)d: %(actions)d actions and %(targets)d indicators copied.")
        self.message_user(
            request,
            said % {"year": year, "actions": made.actions, "targets": made.targets},
            messages.SUCCESS,
        )
        query = urlencode(
            {"year": year, "workstream__axis__partnership__id__exact": partnership.pk}
        )
        return redirect(f"{reverse('admin:partnerships_action_changelist')}?{query}")


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the address asks for; this year when it says nothing."""
    asked = request.GET
    return {
        "year": asked.get("year", timezone.localdate().year), "with_done": asked.get("with_done"),
    }  # fmt: skip
