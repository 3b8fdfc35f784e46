from datetime import timedelta

from django.contrib import admin, messages
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from post_office.models import STATUS, Email

from core.admin import GapFilter, ReadOnly
from core.gaps import Gap
from members.letters.registry import KINDS
from members.models import Letter

LATE = timedelta(hours=1)
# Letters without a link that lets its reader in: staff may read them.
OPEN_KINDS = {"relay"}
STATUS_WORDS = {
    STATUS.sent: _("sent"),
    STATUS.failed: _("could not be sent"),
    STATUS.queued: _("on its way"),
    STATUS.requeued: _("to be tried again"),
}


def late_letters() -> Q:
    return Q(handled_at=None, written_at__lt=timezone.now() - LATE)


def late_emails() -> Q:
    waiting = Q(status__in=[STATUS.queued, STATUS.requeued])
    return waiting & Q(created__lt=timezone.now() - LATE)


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    """What the portal wrote, once: about what, to whom, and the text that left."""

    list_display = ["kind_in_words", "organisation", "recipient", "written_at", "state"]
    list_filter = [GapFilter, "kind", "email__status"]
    search_fields = ["recipient", "email__subject"]
    fields = [
        "kind_in_words", "organisation", "recipient", "language", "written_at", "state", "subject",
        "text",
    ]  # fmt: skip
    gaps = [
        Gap("withheld", _("not sent: the reader may no longer see its subject"),
            ~Q(withheld_because="")),
        Gap("late", _("waiting for more than an hour"), late_letters, is_error=True),
    ]  # fmt: skip

    def get_queryset(self, request):
        columns = ("loaded", "search", "names_text", "exact_names", "sort_fr", "sort_en")
        unread = [f"organisation__{column}" for column in columns]
        rows = super().get_queryset(request).select_related("organisation", "email")
        return rows.defer("facts", "email__context", "email__html_message", *unread)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_in_words(self, letter):
        return KINDS[letter.kind].label if letter.kind in KINDS else letter.kind

    @admin.display(description=_("state"))
    def state(self, letter):
        if letter.withheld_because:
            return _("not sent: %s") % letter.withheld_because
        if letter.handled_at is None:
            return _("waiting")
        return STATUS_WORDS[letter.email.status] if letter.email else _("sent, and forgotten since")

    @admin.display(description=_("subject"))
    def subject(self, letter):
        return letter.email.subject if letter.email else "–"

    @admin.display(description=_("text"))
    def text(self, letter):
        if letter.kind not in OPEN_KINDS:
            return _("Closed: it may hold a key that only its reader should have.")
        text = letter.email.message if letter.email else "–"
        return format_html('<div class="letter-text">{}</div>', text)


@admin.register(Email)
class EmailAdmin(ReadOnly):
    """Everything that leaves the portal, and whether it left. Texts that hold a key stay closed."""

    list_display = ["subject", "recipients", "state", "created", "tries"]
    list_filter = [GapFilter, "status"]
    search_fields = ["to", "subject"]
    ordering = ["-created"]
    actions = ["send_again"]
    fields = ["subject", "recipients", "state", "created", "last_updated", "tries", "failures"]
    gaps = [
        Gap("failed", _("could not be sent"), Q(status=STATUS.failed), is_error=True),
        Gap("late", _("waiting for more than an hour"), late_emails, is_error=True),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("message", "html_message", "context", "headers")

    @admin.display(description=_("recipients"), ordering="to")
    def recipients(self, email):
        return ", ".join(email.to)

    @admin.display(description=_("state"), ordering="status")
    def state(self, email):
        return STATUS_WORDS.get(email.status, "–")

    @admin.display(description=_("further attempts"), ordering="number_of_retries")
    def tries(self, email):
        return email.number_of_retries or 0

    @admin.display(description=_("what went wrong"))
    def failures(self, email):
        logs = [(log.date, log.message) for log in email.logs.exclude(exception_type="")]
        return format_html_join("", "<p>{}: {}</p>", logs) or "–"

    @admin.action(permissions=["view"], description=_("Try again to send what could not be sent"))
    def send_again(self, request, queryset):
        failed = queryset.filter(status=STATUS.failed)
        changed = failed.update(status=STATUS.queued, number_of_retries=None)
        text = ngettext(
            "%d letter will be tried again.", "%d letters will be tried again.", changed
        )
        self.message_user(request, text % changed, messages.SUCCESS)
