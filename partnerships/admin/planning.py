"""Several actions are put off, moved or given up for one reason."""

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.admin import StaffRights
from core.partial_dates import validate_partial_date
from partnerships.admin.forms import PARTIAL
from partnerships.models import Action
from partnerships.services import planning

# Actions of one page.
MOST = 200
STEPS: dict[str, Callable[[Action, str, str], Action]] = {
    "postpone": planning.postpone,
    "move": planning.move,
    "drop": lambda action, _date, reason: planning.drop(action, reason),
}


class PlanForm(forms.Form):
    """What is done to all of them, and why."""

    step = forms.ChoiceField(
        label=gettext_lazy("What is decided"),
        widget=forms.RadioSelect,
        choices=[
            ("postpone", gettext_lazy("postponed")),
            ("move", gettext_lazy("planned for another date, without being postponed")),
            ("drop", gettext_lazy("given up")),
        ],
    )
    date = forms.CharField(
        label=gettext_lazy("New date"),
        required=False,
        max_length=10,
        validators=[validate_partial_date],
        help_text=PARTIAL,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The partner reads it, and the report of the year tells it."),
    )  # fmt: skip


class PlansActions(StaffRights):
    """An admin of actions with the page that plans several anew."""

    @admin.action(
        permissions=["change"], description=gettext_lazy("Postpone, move or give up the selected…")
    )
    def plan_selected(self, request, queryset):
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
        if len(keys) > MOST:
            self.message_user(request, _("Choose %d actions at most.") % MOST, messages.ERROR)
            return None
        query = urlencode({"action": keys}, doseq=True)
        return redirect(f"{reverse('admin:partnerships_action_plan')}?{query}")

    def get_urls(self):
        view = self.admin_site.admin_view(self.plan_view)
        return [path("plan/", view, name=f"{self.url_name}_plan"), *super().get_urls()]

    def plan_view(self, request: HttpRequest) -> HttpResponse:
        """The actions `?action=1&action=2`; POST does one thing to all that allow it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        sent = [key for key in request.GET.getlist("action") if key.isdecimal() and len(key) < 19]
        rows = list(Action.objects.filter(pk__in=sent[:MOST]).select_related("workstream"))
        is_sent = request.method == "POST"
        form = PlanForm(request.POST if is_sent else None, initial={"step": "postpone"})
        if is_sent and form.is_valid():
            refused = [(row, why) for row in rows if (why := _tried(row, **form.cleaned_data))]
            if not refused or len(refused) < len(rows):
                self._say(request, len(rows) - len(refused), refused)
                return redirect("admin:partnerships_action_changelist")
            for row, why in refused:
                form.add_error(None, f"{row} – {why}")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Postpone, move or give up"),
            "opts": self.opts,
            "form": form,
            "actions": rows,
        }
        request.current_app = self.admin_site.name
        status = 422 if is_sent else 200
        return TemplateResponse(request, "admin/partnerships/plan.html", context, status=status)

    def _say(self, request, done: int, refused: list[tuple[Action, str]]) -> None:
        text = ngettext("Done for %d action.", "Done for %d actions.", done)
        self.message_user(request, text % done, messages.SUCCESS)
        if refused:
            text = ngettext("Not done for %d action:", "Not done for %d actions:", len(refused))
            lines = format_html_join("", "<li>{} – {}</li>", refused)
            self.message_user(
                request, format_html("{}<ul>{}</ul>", text % len(refused), lines), messages.WARNING
            )


def _tried(action: Action, step: str, date: str, reason: str) -> str:
    """Plan one action; why it was not done, or nothing."""
    try:
        with transaction.atomic():
            STEPS[step](action, date, reason)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
