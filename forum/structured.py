"""Obstacles as schema.org describes them (JSON-LD)."""

from typing import Any

from forum.models import Obstacle


def obstacle_json_ld(obstacle: Obstacle, url: str) -> dict[str, Any]:
    """The public facts of `obstacle`, whose page is at `url`; what is unknown is absent."""
    facts = {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": url,
        "identifier": obstacle.reference,
        "reportNumber": obstacle.reference,
        "name": obstacle.title,
        "abstract": obstacle.summary,
        "about": [str(theme) for theme in obstacle.themes.all()],
        "spatialCoverage": [str(border) for border in obstacle.borders.all()],
        "creativeWorkStatus": str(obstacle.get_outcome_display() or obstacle.get_status_display()),
        "dateCreated": obstacle.raised_on,
        "dateModified": obstacle.updated_at.date().isoformat(),
        "isBasedOn": obstacle.source if obstacle.source_is_address else "",
        "author": obstacle.raised_by and {"@type": "Organization", "name": str(obstacle.raised_by)},
        "publisher": {
            "@type": "Organization",
            "name": "Mission Opérationnelle Transfrontalière",
        },
        "license": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    }
    return {key: value for key, value in facts.items() if value}
