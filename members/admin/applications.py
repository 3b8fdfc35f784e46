from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin import GapFilter, VersionedAdmin
from core.gaps import Gap
from members.forms.application_decision import AcceptForm, RefuseForm
from members.models import Application, Organisation, Standing
from members.services import applications
from members.services.duplicates import candidates, twins

LONG = timedelta(days=60)
WAITING = Q(submitted_at__isnull=False, outcome="")
UNREAD = ("loaded", "description_fr", "description_en", "search", "names_text", "exact_names")


def waiting_long() -> Q:
    return WAITING & Q(submitted_at__lt=timezone.now() - LONG)


class StateFilter(admin.SimpleListFilter):
    """What waits, unless something else is asked for."""

    title, parameter_name = _("state"), "state"

    def lookups(self, request, model_admin):
        decided = [(value, capfirst(str(label))) for value, label in Application.Outcome.choices]
        return [("all", _("All that were sent")), *decided, ("draft", _("Not sent yet"))]

    def choices(self, changelist):
        first = {"selected": self.value() is None, "display": _("To decide")}
        query = changelist.get_query_string(remove=[self.parameter_name])
        rest = list(super().choices(changelist))[1:]
        return [first | {"query_string": query}, *rest]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset.filter(WAITING)
        if self.value() == "draft":
            return queryset.filter(submitted_at=None)
        sent = queryset.filter(submitted_at__isnull=False)
        return sent if self.value() == "all" else sent.filter(outcome=self.value())


@admin.register(Application)
class ApplicationAdmin(VersionedAdmin):
    """The queue of applications, the oldest first: compared with the directory, then decided."""

    change_form_template = "admin/members/application.html"
    list_display = ["name", "kind", "in_country", "submitted_at", "waits", "state"]
    list_filter = [StateFilter, GapFilter, "kind"]
    search_fields = ["name", "acronym", "siren", "contact_name", "contact_email"]
    ordering = ["submitted_at", "pk"]
    autocomplete_fields = ["organisation"]
    said = [
        "name", "acronym", "kind", "country", "city", "website", "siren", "in_borders",
        "motivation", "contact_name", "contact_function", "contact_email", "language",
        "submitted_at",
    ]  # fmt: skip
    decided = ["outcome", "board_decided_on", "reason", "decided_at", "decided_by"]
    secret = ("contact_name", "contact_function", "contact_email", "token")
    gaps = [
        Gap("waiting", _("to decide"), WAITING),
        Gap("long", _("waiting for two months or more"), waiting_long, is_error=True),
    ]

    def get_fieldsets(self, request, obj=None):
        staff = (_("For the staff"), {"fields": ["notes", "organisation", "version"]})
        facts = [(_("What was sent"), {"fields": self.said}), staff]
        return [(_("Decision"), {"fields": self.decided}), *facts] if obj.outcome else facts

    def get_readonly_fields(self, request, obj=None):
        linked = ["organisation"] if obj and obj.outcome else []
        return [*self.said, *self.decided, *linked]

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organisation", "decided_by")

    @admin.display(description=_("country"), ordering="country")
    def in_country(self, row):
        return row.country.name

    @admin.display(description=_("waiting for"), ordering="submitted_at")
    def waits(self, row):
        return ngettext("%d day", "%d days", row.days_waiting) % row.days_waiting

    @admin.display(description=_("state"), ordering="outcome")
    def state(self, row):
        if row.submitted_at is None:
            return _("not sent yet")
        return row.get_outcome_display() or _("to decide")

    @admin.display(description=_("borders"))
    def in_borders(self, row):
        return ", ".join(str(border) for border in row.borders.all()) or "–"

    # Beside the directory

    def change_view(self, request, object_id, form_url="", extra_context=None):
        application = self.get_object(request, object_id)
        facts = self._facts(application) if application else {}
        return super().change_view(request, object_id, form_url, facts | (extra_context or {}))

    def _facts(self, application: Application) -> dict:
        found = self._candidates(application) if application.is_waiting else []
        return {
            "candidates": found,
            "comparison": _comparison(application, [one.organisation for one in found]),
            "twins": twins(application)[:10] if application.submitted_at else [],
            "can_decide": application.is_waiting,
        }

    def _candidates(self, application: Application):
        return candidates(application, Organisation.objects.with_standing().defer(*UNREAD))

    # The decision

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/accept/", wrap(self.accept_view), name="members_application_accept"),
            path("<int:pk>/refuse/", wrap(self.refuse_view), name="members_application_refuse"),
            *super().get_urls(),
        ]

    def accept_view(self, request, pk):
        application = self._to_decide(request, pk)
        if not application.is_waiting:
            return self._decided(request, application)
        found = self._candidates(application)
        form = AcceptForm(request.POST or None, application=application, candidates=found)
        if request.method == "POST" and form.is_valid():
            facts = form.cleaned_data
            decided = self._try(
                form,
                lambda: applications.accept(
                    application,
                    by=request.user,
                    organisation=facts["organisation"],
                    kind=facts["kind"],
                    joined_on=facts["joined_on"],
                    decided_on=facts["decided_on"],
                    letters=not facts["quiet"],
                ),
            )
            if decided:
                return self._decided(request, decided)
        return self._page(request, application, form, "accept")

    def refuse_view(self, request, pk):
        application = self._to_decide(request, pk)
        if not application.is_waiting:
            return self._decided(request, application)
        form = RefuseForm(request.POST or None, application=application)
        if request.method == "POST" and form.is_valid():
            facts = form.cleaned_data
            decided = self._try(
                form,
                lambda: applications.refuse(
                    application,
                    by=request.user,
                    reason=facts["reason"],
                    decided_on=facts["decided_on"],
                    letters=not facts["quiet"],
                ),
            )
            if decided:
                return self._decided(request, decided)
        return self._page(request, application, form, "refuse")

    def _to_decide(self, request, pk) -> Application:
        if not self.has_change_permission(request):
            raise PermissionDenied
        application = self.get_queryset(request).filter(pk=pk).first()
        if application is None:
            raise Http404
        return application

    def _try(self, form, decide) -> Application | None:
        try:
            return decide()
        except ValidationError as error:
            form.add_error(None, error.messages)
            return None

    def _decided(self, request, application: Application):
        words = {
            "": _("“%s” was not sent yet: there is nothing to decide."),
            Application.Outcome.ACCEPTED: _("“%s” is accepted."),
            Application.Outcome.REFUSED: _("“%s” is refused."),
            Application.Outcome.WITHDRAWN: _("“%s” was withdrawn by the applicant."),
        }
        self.message_user(request, words[application.outcome] % application, messages.INFO)
        return redirect("admin:members_application_change", application.pk)

    def _page(self, request, application, form, verb: str) -> TemplateResponse:
        request.current_app = self.admin_site.name
        title = {"accept": _("Accept “%s”"), "refuse": _("Refuse “%s”")}[verb] % application
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "application": application,
            "form": form,
            "verb": verb,
            "title": title,
        }
        status = 422 if request.method == "POST" else 200
        template = "admin/members/application_decide.html"
        return TemplateResponse(request, template, context, status=status)


def _comparison(application: Application, rows: list) -> list[tuple]:
    """Lines of a table: a label, what was sent, what each organisation has."""
    return [
        (_("Name"), application.name, [str(row) for row in rows]),
        (_("Acronym"), application.acronym, [row.acronym for row in rows]),
        (_("Kind"), application.get_kind_display(), [row.get_kind_display() for row in rows]),
        (_("Seat"), _seat(application), [_seat(row) for row in rows]),
        (_("Website"), application.website, [row.website for row in rows]),
        ("SIREN", application.siren, [row.siren for row in rows]),
        (
            _("Borders"),
            ", ".join(border.code for border in application.borders.all()),
            [", ".join(row.border_codes) for row in rows],
        ),
        (
            _("Stands as"),
            _("applicant"),
            [Standing(row.standing_now).label for row in rows],
        ),
        (
            _("Published"),
            "",
            [_("yes") if row.is_published else _("no") for row in rows],
        ),
    ]


def _seat(row) -> str:
    return ", ".join(part for part in (row.city, str(row.country.name)) if part)
