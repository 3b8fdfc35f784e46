"""Letters about contributions: the call, with its document, and reminders of it."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.dues_document import call_document, file_name
from members.letters.registry import Kind, Withheld
from members.models import Contribution, Letter
from members.services.contributions import still_receives


def _contribution(letter: Letter) -> Contribution:
    """The contribution under the call that the letter is about, if its reader still gets them."""
    pk, calls, *_days = letter.subject_key.split(":")
    rows = Contribution.objects.select_related("membership__organisation")
    contribution = rows.prefetch_related("payments").filter(pk=pk, calls=calls).first()
    if contribution is None or not contribution.called_on:
        raise Withheld(_("The call was taken back."))
    if contribution.waived_on:
        raise Withheld(_("The contribution is waived."))
    if not still_receives(contribution.membership.organisation, letter):
        raise Withheld(_("This reader no longer receives the calls of the organisation."))
    return contribution


def _facts(letter: Letter) -> dict:
    contribution = _contribution(letter)
    return {
        "contribution": contribution,
        "organisation": contribution.membership.organisation,
        "days": (contribution.due_on - timezone.localdate()).days,  # type: ignore[operator]
    }


def _reminder(letter: Letter) -> dict:
    facts = _facts(letter)
    if not facts["contribution"].outstanding:
        raise Withheld(_("The contribution is paid."))
    return facts


def _document(letter: Letter) -> dict[str, bytes]:
    contribution = _contribution(letter)
    return {file_name(contribution): call_document(contribution)}


BECAUSE = _("You get this letter because you receive the calls for contribution there.")
DUES = [
    Kind("call", _("call for contribution"), _facts, because=BECAUSE, attachments=_document),
    Kind("reminder", _("reminder of a contribution"), _reminder, because=BECAUSE,
         attachments=_document),
]  # fmt: skip
