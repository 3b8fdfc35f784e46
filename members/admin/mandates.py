"""Mandates in the back office: found across people and organisations, ended, never deleted."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin import VersionedAdmin
from members.acting import Actor
from members.forms.people import EndForm
from members.models import Mandate
from members.services import mandates


class EndsMandates(VersionedAdmin):
    """An admin whose action ends the chosen mandates, after a page that asks for the last day."""

    @admin.action(permissions=["change"], description=_("End the selected mandates"))
    def end_mandates(self, request, queryset):
        rows = list(queryset.select_related("user", "organisation"))
        is_sent = "last_day" in request.POST
        form = EndForm(request.POST if is_sent else None, is_staff=True, asks_why=False)
        if not (is_sent and form.is_valid()):
            context = {
                **self.admin_site.each_context(request),
                "title": _("End mandates"),
                "opts": self.opts,
                "form": form,
                "mandates": rows,
            }
            status = 422 if is_sent else 200
            return TemplateResponse(request, "admin/end_mandates.html", context, status=status)
        ended = sum(self._end(request, mandate, form) for mandate in rows)
        if ended:
            text = ngettext("%d mandate ended.", "%d mandates ended.", ended)
            self.message_user(request, text % ended, messages.SUCCESS)
        return None

    def _end(self, request, mandate, form) -> bool:
        try:
            mandates.end(
                mandate,
                last_day=form.cleaned_data["last_day"],
                reason=Mandate.EndReason.ENDED_BY_STAFF,
                by=Actor(request.user),
                tell=not form.is_quiet,
            )
        except ValidationError as error:
            words = f"{mandate}, {mandate.organisation}: {' '.join(error.messages)}"
            self.message_user(request, words, messages.ERROR)
            return False
        return True


class TodayFilter(admin.SimpleListFilter):
    """In force, to come, ended: by the same rule as everywhere."""

    title, parameter_name = _("today"), "today"

    def lookups(self, request, model_admin):
        return [("in_force", _("in force")), ("to_come", _("to come")), ("ended", _("ended"))]

    def queryset(self, request, queryset):
        in_force = Mandate.objects.in_force().values("pk")
        not_ended = Mandate.objects.not_ended().values("pk")
        if self.value() == "in_force":
            return queryset.filter(pk__in=in_force)
        if self.value() == "to_come":
            return queryset.filter(pk__in=not_ended).exclude(pk__in=in_force)
        return queryset.exclude(pk__in=not_ended) if self.value() == "ended" else queryset
