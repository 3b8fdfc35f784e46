"""Letters about applications to join."""

from django.utils.translation import gettext_lazy as _

from members.letters.registry import Kind, Withheld
from members.models import Application, Letter


def _sent(letter: Letter) -> Application:
    application = Application.objects.filter(pk=letter.subject_key, submitted_at__isnull=False)
    found = application.select_related("organisation").first()
    if found is None:
        raise Withheld(_("The application is gone."))
    return found


def _of_contact(letter: Letter) -> dict:
    application = _sent(letter)
    if application.contact_email != letter.recipient:
        raise Withheld(_("This is no longer the contact of the application."))
    return {"application": application}


def _received(letter: Letter) -> dict:
    facts = _of_contact(letter)
    if facts["application"].outcome == Application.Outcome.WITHDRAWN:
        raise Withheld(_("The application was withdrawn."))
    return facts


def _for_staff(letter: Letter) -> dict:
    return {"application": _sent(letter)}


def _waiting(letter: Letter) -> dict:
    waiting = list(Application.objects.waiting())
    if not waiting:
        raise Withheld(_("No application waits."))
    return {"applications": waiting, "longest": waiting[0].days_waiting}


APPLICANT = _("You get this letter because you asked for your organisation to join the MOT.")
STAFF = _("You get this letter because this is the address of the MOT’s staff.")
APPLICATIONS = [
    Kind("application_received", _("application received"), _received, because=APPLICANT),
    Kind("application_accepted", _("application accepted"), _of_contact, because=APPLICANT),
    Kind("application_refused", _("application refused"), _of_contact, because=APPLICANT),
    Kind("application_to_staff", _("application to look at"), _for_staff, because=STAFF),
    Kind("applications_waiting", _("applications that wait"), _waiting, because=STAFF),
]
