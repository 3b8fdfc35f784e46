"""Letters about mandates whose last day comes, or came."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.addresses import site_url
from members.acting import mandate_of
from members.letters.registry import Kind, Withheld
from members.models import Invitation, Letter, Mandate


def _mandate(letter: Letter) -> Mandate:
    """The mandate, while its last day is still the one that the letter tells."""
    pk, _colon, last_day = letter.subject_key.partition(":")
    rows = Mandate.objects.select_related("user", "organisation")
    mandate = rows.filter(pk=pk, ends_on=last_day).first()
    if mandate is None:
        raise Withheld(_("The last day of the mandate is another one."))
    return mandate


def _facts(mandate: Mandate) -> dict:
    page = site_url("members:organisation_detail", mandate.organisation.slug)
    return {"mandate": mandate, "organisation": mandate.organisation, "url": page}


def _ends_soon(letter: Letter) -> dict:
    mandate = _mandate(letter)
    if mandate.ends_on < timezone.localdate():  # type: ignore[operator]
        raise Withheld(_("The mandate is over already."))
    is_own = letter.user == mandate.user
    if not is_own and not mandate_of(letter.user, mandate.organisation, manages_people=True):  # type: ignore[arg-type]
        raise Withheld(_("The reader no longer manages the people of the organisation."))
    successors = Invitation.objects.waiting().filter(replaces=mandate)
    return _facts(mandate) | {"is_own": is_own, "successor": successors.first()}


def _over(letter: Letter) -> dict:
    return _facts(_mandate(letter))


MANDATE_ENDS = [
    Kind("mandate_ends_soon", _("a mandate ends soon"), _ends_soon),
    Kind(
        "mandate_over",
        _("a mandate is over"),
        _over,
        because=_("You get this letter because you acted for this organisation on the portal."),
    ),
]
