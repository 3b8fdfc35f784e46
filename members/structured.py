"""Organisations as schema.org describes them (JSON-LD)."""

from typing import Any

from members.models import Organisation

Kind = Organisation.Kind
TYPES = {
    Kind.CROSS_BORDER_GROUPING: "GovernmentOrganization",
    Kind.MUNICIPALITY: "GovernmentOrganization",
    Kind.INTERMUNICIPAL_GROUPING: "GovernmentOrganization",
    Kind.DEPARTMENT: "GovernmentOrganization",
    Kind.REGION: "GovernmentOrganization",
    Kind.STATE: "GovernmentOrganization",
    Kind.PUBLIC_ENTERPRISE: "Corporation",
    Kind.FEDERATION: "Organization",
    Kind.PLANNING_AGENCY: "Organization",
    Kind.LEGAL_PERSONS_ASSOCIATION: "NGO",
    Kind.NATURAL_PERSONS_ASSOCIATION: "NGO",
}


def json_ld(organisation: Organisation, url: str) -> dict[str, Any]:
    """The public facts of `organisation`, whose page is at `url`; what is unknown is absent."""
    identifiers = [
        {"@type": "PropertyValue", "propertyID": name.upper(), "value": getattr(organisation, name)}
        for name in ("siren", "siret", "pic")
        if getattr(organisation, name)
    ]
    address = {
        "@type": "PostalAddress",
        "streetAddress": organisation.address,
        "postalCode": organisation.postal_code,
        "addressLocality": organisation.city,
        "addressCountry": str(organisation.country),
    }
    place = organisation.is_placed and {
        "@type": "Place",
        "geo": {
            "@type": "GeoCoordinates",
            "latitude": organisation.lat,
            "longitude": organisation.lon,
        },
    }
    facts = {
        "@context": "https://schema.org",
        "@type": TYPES[Kind(organisation.kind)],
        "@id": url,
        "name": organisation.name,
        "alternateName": organisation.acronym,
        "description": organisation.description,
        "url": organisation.website,
        "vatID": organisation.vat,
        "identifier": identifiers,
        "address": {key: value for key, value in address.items() if value},
        "location": place,
        "dissolutionDate": organisation.ended_on,
    }
    return {key: value for key, value in facts.items() if value}
