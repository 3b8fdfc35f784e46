"""Letters about proposed changes: to the staff when some wait, to who proposed when decided."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members import profile
from members.acting import mandate_of
from members.letters.registry import Kind, Withheld
from members.models import Letter, Organisation, ProfileChange


def _proposed(letter: Letter) -> dict:
    changes = ProfileChange.objects.waiting().filter(batch=letter.subject_key)
    waiting = list(changes.select_related("proposed_by", "proposed_under"))
    if letter.organisation is None or not waiting:
        raise Withheld(_("Nothing of it waits any more."))
    path = reverse("admin:members_profilechange_decide", args=[letter.organisation.pk])
    return {
        "organisation": letter.organisation,
        "proposals": profile.in_words(waiting, letter.organisation),
        "change": waiting[0],
        "link": settings.SITE_URL + path,
    }


def _decided(letter: Letter) -> dict:
    organisation = letter.organisation
    if organisation is None or letter.user is None:
        raise Withheld(_("The organisation or the person is gone."))
    if not may_keep(letter.user, organisation):
        raise Withheld(_("This person no longer keeps the page."))
    changes = ProfileChange.objects.filter(pk__in=letter.facts["changes"])
    return {
        "organisation": organisation,
        "proposals": profile.in_words(changes, organisation),
        "link": settings.SITE_URL + organisation.get_absolute_url(),
    }


def may_keep(person, organisation: Organisation) -> bool:
    return person.is_staff or mandate_of(person, organisation, edits_profile=True) is not None


PROPOSED = Kind("changes_proposed", gettext_lazy("changes that wait for a decision"), _proposed)
DECIDED = Kind("changes_decided", gettext_lazy("decision on proposed changes"), _decided)
