"""What staff do to several projects at once: a page asks what, then says what was not done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.admin import StaffRights
from members.acting import Actor
from projects.models import Project
from projects.services.publication import archive, publish
from territories.models import Border, Theme

MOST = 200
# Reasons that one message holds.
MOST_TOLD = 20


class NoChoice(forms.Form):
    """Nothing to say: only yes."""


class Reason(forms.Form):
    comment = forms.CharField(
        label=gettext_lazy("Words to its organisation"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ThemeChoice(forms.Form):
    row = forms.ModelChoiceField(Theme.objects.for_labels(), label=gettext_lazy("Theme"))


class BorderChoice(forms.Form):
    row = forms.ModelChoiceField(Border.objects.for_labels(), label=gettext_lazy("Border"))


@dataclass(frozen=True)
class Act:
    """`do(project, values of the form, user)` does it to one, or raises `ValidationError`."""

    title: Any
    button: Any
    form: type[forms.Form]
    do: Callable[[Project, dict[str, Any], Any], Any]


def _add_theme(project: Project, values: dict[str, Any], by: Any) -> None:
    if values["row"].code in project.theme_codes:
        raise ValidationError(_("It has this theme already."))
    project.themes.add(values["row"])


def _add_border(project: Project, values: dict[str, Any], by: Any) -> None:
    if values["row"].code in project.border_codes:
        raise ValidationError(_("It has this border already."))
    project.borders.add(values["row"])


def _publish(project: Project, values: dict[str, Any], by: Any) -> None:
    if project.is_published:
        raise ValidationError(_("It is published already."))
    publish(project, by=Actor(by))


def _archive(project: Project, values: dict[str, Any], by: Any) -> None:
    archive(project, values["comment"], by=Actor(by))


ACTS = {
    "publish": Act(
        gettext_lazy("Publish the selected projects"), gettext_lazy("Publish"), NoChoice, _publish,
    ),
    "archive": Act(
        gettext_lazy("Archive the selected projects"), gettext_lazy("Archive"), Reason, _archive,
    ),
    "add_theme": Act(
        gettext_lazy("Give a theme to the selected projects"), gettext_lazy("Give this theme"),
        ThemeChoice, _add_theme,
    ),
    "add_border": Act(
        gettext_lazy("Give a border to the selected projects"), gettext_lazy("Give this border"),
        BorderChoice, _add_border,
    ),
}  # fmt: skip


class ActsTogether(StaffRights):
    """An admin of projects with the actions of `ACTS`."""

    actions: Any = [*ACTS]

    @admin.action(permissions=["change"], description=ACTS["publish"].title)
    def publish(self, request, queryset):
        return self._act(request, queryset, "publish")

    @admin.action(permissions=["change"], description=ACTS["archive"].title)
    def archive(self, request, queryset):
        return self._act(request, queryset, "archive")

    @admin.action(permissions=["change"], description=ACTS["add_theme"].title)
    def add_theme(self, request, queryset):
        return self._act(request, queryset, "add_theme")

    @admin.action(permissions=["change"], description=ACTS["add_border"].title)
    def add_border(self, request, queryset):
        return self._act(request, queryset, "add_border")

    def _act(self, request, queryset, name: str):
        act, rows = ACTS[name], list(queryset.order_by("pk")[: MOST + 1])
        if len(rows) > MOST:
            self.message_user(request, _("Choose %d projects at most.") % MOST, messages.ERROR)
            return None
        is_sent = "is_sent" in request.POST
        form = act.form(request.POST if is_sent else None)
        if not (is_sent and form.is_valid()):
            return self._asked(request, act, name, form, rows, status=422 if is_sent else 200)
        refused = [
            (project, why) for project in rows if (why := _tried(act, project, form, request.user))
        ]
        self._say(request, len(rows) - len(refused), refused)
        return None

    def _asked(self, request, act, name, form, rows, status) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": act.title,
            "opts": self.opts,
            "form": form,
            "act": act,
            "name": name,
            "projects": rows,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/projects/together.html", context, status=status)

    def _say(self, request, done: int, refused: list[tuple[Project, str]]) -> None:
        if done:
            text = ngettext("Done for %d project.", "Done for %d projects.", done)
            self.message_user(request, text % done, messages.SUCCESS)
        if refused:
            text = ngettext("Not done for %d project:", "Not done for %d projects:", len(refused))
            lines = format_html_join("", "<li>{} – {}</li>", refused[:MOST_TOLD])
            more = _("… and others.") if len(refused) > MOST_TOLD else ""
            said = format_html("{}<ul>{}</ul>{}", text % len(refused), lines, more)
            self.message_user(request, said, messages.WARNING)


def _tried(act: Act, project: Project, form: forms.Form, user: Any) -> str:
    """Do it to one project; why it was not done, or nothing."""
    try:
        with transaction.atomic():
            act.do(project, form.cleaned_data, user)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
