"""Letters about proposed changes: to the staff when some wait, to who proposed when decided."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.addresses import absolute
from members import profile
from members.acting import mandate_of, signature
from members.letters.accounts import reader_of
from members.letters.registry import Kind, Withheld
from members.models import Letter, Organisation, ProfileChange

# What a signature reads.
SIGNED = ["proposed_by", "proposed_under__user", "proposed_under__organisation"]


def _proposed(letter: Letter) -> dict:
    changes = ProfileChange.objects.waiting().filter(batch=letter.subject_key)
    waiting = list(changes.select_related(*SIGNED))
    if letter.organisation is None or not waiting:
        raise Withheld(_("Nothing of it waits any more."))
    path = reverse("admin:members_profilechange_decide", args=[letter.organisation.pk])
    return {
        "organisation": letter.organisation,
        "proposals": profile.in_words(waiting, letter.organisation),
        "who": signature_of(waiting[0]),
        "link": absolute(path),
    }


def signature_of(change: ProfileChange) -> str:
    """Who proposed, for whom; the name alone when the mandate is gone."""
    mandate = change.proposed_under
    return signature(mandate) if mandate else change.proposed_by.shown_name


def _decided(letter: Letter) -> dict:
    organisation = kept_page(letter)
    changes = ProfileChange.objects.filter(pk__in=letter.facts["changes"])
    return {
        "organisation": organisation,
        "proposals": profile.in_words(changes, organisation),
        "link": absolute(organisation.get_absolute_url()),
    }


def kept_page(letter: Letter) -> Organisation:
    """The organisation whose page the reader still keeps. `Withheld` when they do not."""
    reader, organisation = reader_of(letter), letter.organisation
    if organisation is None or mandate_of(reader, organisation, edits_profile=True) is None:
        raise Withheld(_("This person no longer keeps the page."))
    return organisation


PROPOSED = Kind("changes_proposed", gettext_lazy("changes that wait for a decision"), _proposed)
DECIDED = Kind("changes_decided", gettext_lazy("decision on proposed changes"), _decided)
