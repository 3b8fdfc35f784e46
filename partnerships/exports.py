"""What leaves a workspace as a file: the pipeline, and the conventions as open data."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from core.addresses import absolute
from core.exports import flat
from partnerships.models import Convention, Investment
from partnerships.models.kinds import Nature

SCDL = [
    "nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire",
    "idBeneficiaire", "rnaBeneficiaire", "objet", "montant", "nature", "conditionsVersement",
    "datesPeriodeVersement", "idRAE", "notificationUE", "pourcentageSubvention", "dispositifAide",
]  # fmt: skip
BENEFICIARY = "Mission Opérationnelle Transfrontalière"
TRUTH = {True: "oui", False: "non", None: ""}


def scdl_csv(conventions: Iterable[Convention]) -> str:
    """Conventions by the schema SCDL “Subventions” 2.1.1 (domain.md 2.8); unknown is empty.

    The schema asks for commas, points in numbers and no mark at the beginning, in every language.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(SCDL)
    for convention in conventions:
        writer.writerow([flat(value) for value in _scdl(convention)])
    return stream.getvalue()


def _scdl(row: Convention) -> list[Any]:
    partner = row.partnership.partner
    percent = row.share_percent
    return [
        partner.name_fr or str(partner),  # type: ignore[attr-defined]
        partner.siret,
        row.signed_on.isoformat() if row.signed_on else "",
        row.reference,
        BENEFICIARY,
        "",
        "",
        row.purpose_fr or row.purpose,  # type: ignore[attr-defined]
        _plain(row.amount),
        Nature(row.nature).value if row.nature else "",
        row.payment_terms,
        row.payment_dates,
        row.rae_number,
        TRUTH[row.is_notified_to_eu],
        _plain(percent / 100) if percent is not None else "",
        row.scheme_of_aid,
    ]


def _plain(number: Any) -> str:
    """`1200.5`, without zeros behind; empty when unknown."""
    return "" if number is None else f"{number:f}".rstrip("0").rstrip(".") or "0"


def pipeline_headers() -> list[str]:
    return [
        _("project"), _("organisation that carries it"), _("stage"), _("amount (€)"),
        _("still to be financed (€)"), _("vehicle"), _("regional directorate"), _("borders"),
        _("next step"), _("its date"), _("late"), _("obstacle that blocks it"), _("address"),
    ]  # fmt: skip


def pipeline_rows(investments: Iterable[Investment]) -> Iterator[list[Any]]:
    """The rows of the pipeline as `pipeline.shown` gives them: what is not opened is empty."""
    for row in investments:
        yield [
            str(row.project),
            str(row.organisation),
            row.get_stage_display(),
            row.amount,
            row.gap,
            row.vehicle,
            str(row.directorate or ""),
            [border.code for border in row.project.borders.all()],
            row.next_step,
            row.next_step_on,
            _("yes") if row.is_late else _("no"),  # type: ignore[attr-defined]
            row.blocking_obstacle,
            absolute(row.workspace_url),
        ]
