"""A partnership as schema.org describes it (JSON-LD)."""

from typing import Any

from partnerships.models import Convention, Partnership


def json_ld(partnership: Partnership, convention: Convention | None, url: str) -> dict[str, Any]:
    """The public facts of `partnership`, whose page is at `url`; what is unknown is absent."""
    amount = (
        convention
        and convention.amount is not None
        and {
            "@type": "MonetaryAmount",
            "currency": "EUR",
            "value": str(convention.amount),
        }
    )
    partner = partnership.partner
    funder = {"@type": "Organization", "name": str(partner)} if partner.is_published else None
    facts = {
        "@context": "https://schema.org",
        "@type": "MonetaryGrant",
        "@id": url,
        "name": partnership.title,
        "description": partnership.purpose,
        "url": url,
        "amount": amount,
        "funder": funder,
    }
    return {name: value for name, value in facts.items() if value}
