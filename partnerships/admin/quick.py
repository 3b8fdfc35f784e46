"""An action entered in under a minute; what else there is to say comes afterwards."""

from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from translated_fields import to_attribute

from core.admin import StaffRights
from core.partial_dates import validate_partial_date
from partnerships.admin.forms import PARTIAL, directorates_of
from partnerships.models import Action, Directorate, Workstream
from partnerships.models.kinds import ActionKind, State
from projects.models import Project

# Where the mistakes of the model are shown.
BESIDE = {"done": "date", "planned": "date", "days_used": "days", "days_planned": "days"}


def grouped(workstreams) -> list[tuple[str, list[tuple[int, str]]]]:
    """Workstreams under their axes, as the choices of a list."""
    rows = workstreams.select_related("axis__partnership").order_by("axis", "position", "pk")
    several = len({row.axis.partnership_id for row in rows}) > 1
    groups = groupby(rows, key=lambda row: row.axis)
    return [
        (f"{axis.partnership} – {axis}" if several else str(axis), [(w.pk, str(w)) for w in own])
        for axis, own in groups
    ]


class QuickForm(forms.Form):
    """The few facts that make an action; the title is in the language of who writes."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ActionKind.choices)
    workstream = forms.ModelChoiceField(Workstream.objects.all(), label=gettext_lazy("Workstream"))
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[(state.value, state.label) for state in (State.PLANNED, State.DONE)],
        widget=forms.RadioSelect,
    )
    date = forms.CharField(
        label=gettext_lazy("Date"), max_length=10, required=False, help_text=PARTIAL,
        validators=[validate_partial_date],
    )  # fmt: skip
    days = forms.DecimalField(
        label=gettext_lazy("Days of expertise"), required=False, localize=True,
        min_value=Decimal(0), max_digits=6, decimal_places=1,
    )  # fmt: skip
    directorates = forms.ModelMultipleChoiceField(
        Directorate.objects.all(), label=gettext_lazy("Regional directorates"), required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
    )  # fmt: skip

    def __init__(self, data=None, *, project: Project | None, **kwargs):
        super().__init__(data, **kwargs)
        self.project = project
        field = self.fields["workstream"]
        assert isinstance(field, forms.ModelChoiceField)
        field.choices = [("", "---------"), *grouped(field.queryset)]

    def clean(self):
        values = super().clean() or self.cleaned_data
        self.action = self._action(values)
        if self.errors:
            return values
        try:
            self.action.full_clean()
            directorates_of(values["workstream"].axis.partnership, values["directorates"])
        except ValidationError as error:
            for name, mistakes in _by_field(error).items():
                self.add_error(BESIDE.get(name, name if name in self.fields else None), mistakes)
        return values

    def _action(self, values: dict[str, Any]) -> Action:
        is_done = values.get("state") == State.DONE
        language = get_language()
        language = language if language in settings.CONTENT_LANGUAGES else settings.LANGUAGE_CODE
        return Action(
            workstream=values.get("workstream"),
            kind=values.get("kind", ""),
            state=values.get("state", ""),
            project=self.project,
            **{
                to_attribute("title", str(language)): values.get("title", ""),
                "done" if is_done else "planned": values.get("date", ""),
                "days_used" if is_done else "days_planned": values.get("days"),
            },
        )

    @transaction.atomic
    def save(self) -> Action:
        """The action, where its project is when it has one."""
        self.action.save()
        self.action.directorates.set(self.cleaned_data["directorates"])
        if self.project:
            self.action.borders.set(self.project.borders.all())
            self.action.territories.set(self.project.territories.all())
        return self.action


def _by_field(error: ValidationError) -> dict[str, list[ValidationError]]:
    if hasattr(error, "error_dict"):
        return error.error_dict
    return {"directorates": error.error_list}


class EntersQuickly(StaffRights):
    """An admin of actions with the short form."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.quick_view)
        return [path("quick/", view, name=f"{self.url_name}_quick"), *super().get_urls()]

    def quick_view(self, request: HttpRequest) -> HttpResponse:
        """A blank, or one about `?project=1`; `?kind=` and `?workstream=` are chosen beforehand."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        project = _project(request.GET.get("project", ""))
        is_sent = request.method == "POST"
        form = QuickForm(
            request.POST if is_sent else None,
            project=project,
            initial=_initial(project) | request.GET.dict(),
        )
        if is_sent and form.is_valid():
            return self._saved(request, form.save())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Enter an action"),
            "opts": self.opts,
            "form": form,
            "project": project,
        }
        request.current_app = self.admin_site.name
        status = 422 if is_sent else 200
        return TemplateResponse(request, "admin/partnerships/quick.html", context, status=status)

    def _saved(self, request, action: Action) -> HttpResponse:
        self.message_user(request, _("Saved: “%s”.") % action, messages.SUCCESS)
        if "_another" in request.POST:
            query = urlencode({"workstream": str(action.workstream_id), "kind": action.kind})
            return redirect(f"{reverse('admin:partnerships_action_quick')}?{query}")
        return redirect("admin:partnerships_action_change", action.pk)


def _project(key: str) -> Project | None:
    is_key = key.isdecimal() and len(key) < 19
    return Project.objects.filter(pk=key).first() if is_key else None


def _initial(project: Project | None) -> dict[str, Any]:
    """What is likely: the kind, and the directorates that touch the borders of the project."""
    blank = {"state": State.PLANNED}
    if project is None:
        return blank
    near = Directorate.objects.filter(borders__in=project.borders.all()).distinct()
    return blank | {"kind": ActionKind.INVESTMENT_SUPPORT, "directorates": list(near)}
