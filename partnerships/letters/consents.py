"""Letters about consents, to who speaks for the organisation and to the staff.

They say which parts are open, never whom to call: that stands on the page, behind a login.
"""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.addresses import site_url
from members.acting import mandate_of
from members.letters.accounts import reader_of
from members.letters.registry import Kind, Withheld
from members.models import Letter, Organisation
from partnerships.models import Consent, ConsentRequest, Partnership
from partnerships.services.accesses import parts_of
from partnerships.sharing import in_words
from projects.models import Project


def _consent(letter: Letter) -> Consent:
    rows = Consent.objects.select_related(
        "partnership__partner", "organisation", "project", "given_by", "withdrawn_by"
    )
    row = rows.filter(pk=letter.subject_key).first()
    if row is None:
        raise Withheld(_("The project exists no more."))
    _speaks(letter, row.organisation)
    return row


def _speaks(letter: Letter, organisation: Organisation) -> None:
    """`Withheld` unless the reader still speaks for the organisation; staff read by the office."""
    if letter.user and mandate_of(reader_of(letter), organisation, speaks_for=True) is None:
        raise Withheld(_("This person no longer speaks for the organisation."))


def _place(partnership: Partnership, organisation: Organisation, project: Project) -> dict:
    return {
        "partner": partnership.partner,
        "organisation": organisation,
        "project": project,
        "link": site_url("partnerships:consent", partnership.slug, organisation.slug, project.slug),
    }


def _facts(row: Consent) -> dict:
    return _place(row.partnership, row.organisation, row.project) | {
        "consent": row,
        "parts": in_words(parts_of(row)),
    }


def _given(letter: Letter) -> dict:
    row = _consent(letter)
    if not row.is_in_force:
        raise Withheld(_("The consent is over or withdrawn."))
    return _facts(row) | {"who": row.given_by.shown_name}


def _withdrawn(letter: Letter) -> dict:
    row = _consent(letter)
    assert row.withdrawn_by
    return _facts(row) | {"who": row.withdrawn_by.shown_name}


def _ends_soon(letter: Letter) -> dict:
    row = _consent(letter)
    if not row.is_in_force or row.ends_on < timezone.localdate():
        raise Withheld(_("The consent is over or withdrawn."))
    return _facts(row)


def _request(letter: Letter) -> ConsentRequest:
    rows = ConsentRequest.objects.select_related(
        "investment__partnership__partner",
        "investment__organisation",
        "investment__project",
        "answered_by",
    )
    row = rows.filter(pk=letter.subject_key).first()
    if row is None:
        raise Withheld(_("The project is in the pipeline no more."))
    return row


def _asked(letter: Letter) -> dict:
    row = _request(letter)
    if row.answered_at:
        raise Withheld(_("It was answered meanwhile."))
    investment = row.investment
    _speaks(letter, investment.organisation)
    return _place(investment.partnership, investment.organisation, investment.project)


def _refused(letter: Letter) -> dict:
    row = _request(letter)
    assert row.answered_by
    investment = row.investment
    place = _place(investment.partnership, investment.organisation, investment.project)
    return place | {"who": row.answered_by.shown_name}


KINDS = [
    Kind("consent_given", gettext_lazy("consent given to a partner"), _given),
    Kind("consent_withdrawn", gettext_lazy("consent withdrawn from a partner"), _withdrawn),
    Kind("consent_ends_soon", gettext_lazy("consent that ends soon"), _ends_soon),
    Kind("consent_asked", gettext_lazy("consent asked for"), _asked),
    Kind("consent_refused", gettext_lazy("consent refused"), _refused),
]
