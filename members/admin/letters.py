"""What the portal wrote to whom, whether it left, and the runs that send it."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from post_office.models import STATUS, Log

from core.admin import GapFilter, ReadOnly
from core.gaps import Gap
from members.admin.due import steps_of
from members.admin.filters import StatusFilter
from members.letters.lateness import LATE, lateness
from members.letters.registry import KINDS
from members.models import Letter
from members.services.sending_again import send_again, send_all_again, stuck_letters

UNSENT = Q(handled_at=None) | Q(email__status__in=[STATUS.queued, STATUS.requeued])


def late_letters() -> Q:
    return UNSENT & Q(written_at__lt=timezone.now() - LATE)


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return sorted(((kind.code, str(kind.label)) for kind in KINDS.values()), key=lambda x: x[1])

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    """Letters, with what waits and when the last run was above them."""

    change_list_template = "admin/letters.html"
    change_form_template = "admin/letter.html"
    list_display = ["title", "state", "recipient", "written"]
    list_display_links = ["title"]
    list_filter = [StatusFilter, GapFilter, KindFilter]
    search_fields = ["recipient", "email__subject"]
    fields = [
        "kind_in_words", "organisation", "recipient", "person", "language", "written_at", "state",
        "attempts", "files", "text",
    ]  # fmt: skip
    gaps = [
        Gap(
            "failed",
            _("given up, or could not be written"),
            Q(email__status=STATUS.failed) | ~Q(error=""),
            is_error=True,
        ),
        Gap("late", _("waiting for more than an hour"), late_letters, is_error=True),
    ]

    def get_queryset(self, request):
        columns = ("loaded", "search", "names_text", "exact_names", "sort_fr", "sort_en")
        unread = [f"organisation__{column}" for column in columns]
        rows = Letter.objects.with_status().select_related("organisation", "user", "email")
        rows = rows.prefetch_related(Prefetch("email__logs", Log.objects.order_by("pk")))
        return rows.defer("facts", "email__context", "email__html_message", *unread)

    # Columns

    @admin.display(description=_("letter"), ordering="kind")
    def title(self, letter):
        """The kind, the subject that it had until it is forgotten, and the organisation."""
        parts = [letter.email and letter.email.subject, letter.organisation]
        lines = format_html_join(" – ", "{}", ((part,) for part in parts if part))
        return format_html('{}<br><span class="quiet">{}</span>', self.kind_in_words(letter), lines)

    @admin.display(description=_("written"), ordering="written_at")
    def written(self, letter):
        return _moment(letter.written_at)

    @admin.display(description=_("kind"))
    def kind_in_words(self, letter):
        return KINDS[letter.kind].label if letter.kind in KINDS else letter.kind

    @admin.display(description=_("state"))
    def state(self, letter):
        """The state, its moment if it has one, and why."""
        words, status = Letter.Status(letter.status).label, letter.status
        moment = letter.sent_at or (status == "delayed" and letter.email.scheduled_time)
        failures = [log.message for log in letter.email.logs.all()] if letter.email else []
        answer = failures[-1] if failures and status in ("delayed", "given_up") else ""
        first = f"{words}, {_moment(moment)}" if moment else words
        reason = letter.withheld_because or letter.error or answer
        return format_html('{}<br><span class="quiet">{}</span>', first, reason)

    @admin.display(description=_("person"))
    def person(self, letter):
        if letter.user is None:
            return _("nobody with an account")
        url = reverse("admin:members_user_change", args=[letter.user.pk])
        return format_html('<a href="{}">{}</a>', url, letter.user)

    @admin.display(description=_("attempts"))
    def attempts(self, letter):
        logs = letter.email.logs.all() if letter.email else []
        lines = [
            (
                _moment(log.date),
                Letter.Status.SENT.label if log.status == STATUS.sent else log.message,
            )
            for log in logs
        ]
        return format_html_join("", "<div>{}: {}</div>", lines) or _("none yet")

    @admin.display(description=_("files"))
    def files(self, letter):
        files = letter.email.attachments.all() if letter.email else []
        return ", ".join(file.name for file in files) or _("none")

    @admin.display(description=_("text"))
    def text(self, letter):
        if letter.email is None:
            return _("Not written, or forgotten.")
        kind = KINDS.get(letter.kind)
        if (kind is None or kind.holds_secret) and not settings.DEMO:
            return _("Closed: it holds a link with which its reader alone may act.")
        words = letter.email.subject, letter.email.message
        return format_html('<div class="letter-text"><strong>{}</strong>\n\n{}</div>', *words)

    # Pages

    def get_urls(self):
        wrap = self.admin_site.admin_view
        name = self.url_name
        return [
            path("again/", wrap(require_POST(self.all_again)), name=f"{name}_all_again"),
            path("<int:pk>/again/", wrap(require_POST(self.again)), name=f"{name}_again"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        late = lateness()
        counts = Letter.objects.with_status().order_by().values_list("status_now")
        numbers = dict(counts.annotate(Count("pk")))
        facts: dict[str, Any] = {
            "late": late,
            "steps": steps_of(late.last_run) if late.last_run else [],
            "statuses": [(one, numbers.get(one.value, 0)) for one in Letter.Status],
            "stuck": stuck_letters().count(),
            "now": timezone.now(),
        }
        return super().changelist_view(request, facts | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        facts: dict[str, Any] = {"title": _("Letter")}
        if letter := self.get_object(request, object_id):
            facts["subtitle"] = self.kind_in_words(letter)
            facts["can_be_sent_again"] = stuck_letters().filter(pk=letter.pk).exists()
        return super().change_view(request, object_id, form_url, facts | (extra_context or {}))

    def again(self, request: HttpRequest, pk: int) -> HttpResponse:
        letter = get_object_or_404(Letter, pk=pk)
        try:
            send_again(letter)
        except ValidationError as error:
            self.message_user(request, error.messages[0], messages.ERROR)
        else:
            self._record(request, [letter])
        return redirect(f"admin:{self.url_name}_change", pk)

    def all_again(self, request: HttpRequest) -> HttpResponse:
        self._record(request, send_all_again())
        return redirect(f"admin:{self.url_name}_changelist")

    def _record(self, request: HttpRequest, letters: list[Letter]) -> None:
        """Say what was done, now and in the history of each letter."""
        for letter in letters:
            self.log_change(request, letter, str(_("sent again")))
        text = ngettext(
            "%d letter leaves with the next run, within a minute.",
            "%d letters leave with the next run, within a minute.",
            len(letters),
        )
        self.message_user(request, text % len(letters), messages.SUCCESS)


def _moment(moment) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
