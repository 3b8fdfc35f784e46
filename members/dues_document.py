"""The call for a contribution, as a document."""

from datetime import UTC, datetime, time

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from core.pdf import blocks, render_pdf
from core.templatetags.ui import euros
from members.models import Contribution, Organisation
from pages.models import Page


def file_name(contribution: Contribution) -> str:
    return f"{contribution.reference}.pdf"


def call_document(contribution: Contribution) -> bytes:
    """The PDF/UA-1 of a called contribution, in the language of the membership.

    Who sends it is the page `letterhead`, how to pay the page `dues`: texts that staff edit.
    """
    with override(contribution.membership.language):
        day = datetime.combine(contribution.called_on, time(12), UTC)  # type: ignore[arg-type]
        return render_pdf("letter.typ", _data(contribution), at=day)


def _data(contribution: Contribution) -> dict:
    organisation = contribution.membership.organisation
    terms = Page.objects.filter(key="dues").first() or Page()
    return {
        "lang": contribution.membership.language,
        "title": _("Call for the contribution of %(year)s") % {"year": contribution.year},
        "sender": _sender(),
        "recipient": _lines(organisation),
        "date": date_format(contribution.called_on),  # type: ignore[arg-type]
        "paragraphs": [_opening(contribution)],
        "header": [_("About"), _("Detail")],
        "facts": _facts(contribution),
        "terms_title": terms.title or _("How to pay"),
        "terms": _terms(terms),
        "page": _("Page"),
        "of": pgettext("page 1 of 2", "of"),
    }


def _sender() -> dict:
    page = Page.objects.filter(key="letterhead").first() or Page()
    name = page.title or "Mission Opérationnelle Transfrontalière"
    return {"name": name, "lines": [line for line in page.lede.splitlines() if line.strip()]}


def _lines(organisation: Organisation) -> list[str]:
    """Name and postal address, line by line; what is unknown is left out."""
    town = f"{organisation.postal_code} {organisation.city}".strip()
    lines = [str(organisation), *organisation.address.splitlines(), town]
    lines.append(organisation.country.name)  # type: ignore[attr-defined]
    return [line for line in lines if line.strip()]


def _opening(contribution: Contribution) -> str:
    membership = contribution.membership
    return _(
        "%(organisation)s belongs to the Mission Opérationnelle Transfrontalière as: %(kind)s."
        " This letter calls its contribution for the year %(year)s."
    ) % {
        "organisation": membership.organisation,
        "kind": membership.get_kind_display(),
        "year": contribution.year,
    }


def _facts(contribution: Contribution) -> list[list[str]]:
    facts = [
        (_("Reference to quote"), contribution.reference),
        (_("year"), str(contribution.year)),
        (_("Amount called"), euros(contribution.amount)),
        (_("To be paid by"), date_format(contribution.due_on)),  # type: ignore[arg-type]
        ("SIREN", contribution.membership.organisation.siren),
        (_("purchase-order number"), contribution.purchase_order),
        (_("Chorus Pro reference"), contribution.chorus_reference),
    ]
    return [[capfirst(label), value] for label, value in facts if value]


def _terms(page: Page) -> list[dict[str, str]]:
    found = blocks(page.body)
    if not found:
        text = _("How to pay is not said yet: please ask the MOT before you pay.")
        found = [{"kind": "paragraph", "text": text}]
    return found
