"""What waits in a demonstration: applications of bodies that say that they are examples.

No organisation is made, no amount, and nothing of it is on a page that visitors see.
"""

from datetime import timedelta

from django.utils import timezone

from members.models import Application, Membership
from territories.models import Border

# Days since it was sent, and what it says; the second one looks like a member of the network.
APPLICATIONS = [
    (
        75,
        {
            "name": "Exemple d’intercommunalité (démonstration)",
            "kind": "intermunicipal_grouping",
            "country": "FR",
            "city": "Forbach",
            "motivation": "Ceci est un exemple : aucune intercommunalité n’a fait cette demande.",
        },
        ["FR-DE"],
    ),
    (
        12,
        {
            "name": "Exemple proche de l’Eurodistrict SaarMoselle (démonstration)",
            "kind": "cross_border_grouping",
            "country": "FR",
            "website": "https://www.saarmoselle.org",
            "motivation": "Ceci est un exemple : il montre comment un doublon est proposé.",
        },
        ["FR-DE"],
    ),
    (
        2,
        {
            "name": "Example of a province (demonstration)",
            "kind": "region",
            "country": "BE",
            "language": "en",
            "motivation": "This is an example: no province has made this application.",
        },
        ["FR-BE"],
    ),
]


def make_applications() -> None:
    """Make the applications once; their contacts have addresses that nobody has."""
    for number, (days, facts, codes) in enumerate(APPLICATIONS, start=1):
        sent = timezone.now() - timedelta(days=days)
        application, is_new = Application.objects.get_or_create(
            token=f"demonstration-{number}",
            defaults={
                "contact_name": "Contact (démonstration)",
                "contact_function": "directrice",
                "contact_email": f"applicant{number}@demo.example",
                "consented_at": sent,
                "submitted_at": sent,
                **facts,
            },
        )
        if is_new:
            application.borders.set(Border.objects.filter(code__in=codes))


def prepare_contributions(slugs: list[str]) -> None:
    """Prepare this year's contribution, without amount, for the organisations of the accounts."""
    year = timezone.localdate().year
    for membership in Membership.objects.running().filter(organisation__slug__in=slugs):
        membership.contributions.get_or_create(year=year)
