"""Projects as schema.org describes them (JSON-LD)."""

from typing import Any

from projects.models import Participation, Project


def json_ld(project: Project, participants: list[Participation], url: str) -> dict[str, Any]:
    """The public facts of `project`, whose page is at `url`; what is unknown is absent."""
    place = project.is_placed and {
        "@type": "Place",
        "name": project.city,
        "geo": {
            "@type": "GeoCoordinates",
            "latitude": project.lat,
            "longitude": project.lon,
        },
    }
    funding = project.eu_funding is not None and {
        "@type": "MonetaryGrant",
        "amount": {
            "@type": "MonetaryAmount",
            "currency": "EUR",
            "value": str(project.eu_funding),
        },
    }
    identifiers = {"keep.eu": project.keep_id, "Kohesio": project.kohesio_id}
    facts = {
        "@context": "https://schema.org",
        "@type": "Project",
        "@id": url,
        "name": project.title,
        "alternateName": project.acronym,
        "description": project.summary or project.description,
        "url": project.website,
        "foundingDate": project.start,
        "dissolutionDate": project.end,
        "location": place,
        "funding": funding,
        "member": [{"@type": "Organization", "name": str(part)} for part in participants],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": name, "value": value}
            for name, value in identifiers.items()
            if value
        ],
    }
    return {key: value for key, value in facts.items() if value}
