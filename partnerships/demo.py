"""What waits in a demonstration: an investment without amounts, and the consent that opens it.

It says that it is an example, and nothing of it is on a page that visitors see.
"""

from datetime import timedelta

from django.utils import timezone

from members.models import Mandate
from partnerships.models import Investment, Partnership
from partnerships.services.consents import give
from projects.models import Project

PARTNERSHIP = "banque-des-territoires"
PROJECT = "strasbourg-ortenau-energy-planning-study"
LENT = timedelta(days=365)


def make_investment(email: str, slug: str) -> None:
    """Open the project to the partner, once, by the mandate of `email` at the organisation."""
    partnership = Partnership.objects.filter(slug=PARTNERSHIP).first()
    project = Project.objects.filter(slug=PROJECT).first()
    mandate = Mandate.objects.in_force().filter(user__email=email, organisation__slug=slug).first()
    if not (partnership and project and mandate):
        return
    investment, is_new = Investment.objects.get_or_create(
        partnership=partnership,
        project=project,
        defaults={
            "organisation": mandate.organisation,
            "next_step_fr": "Exemple d’étape (démonstration)",
            "next_step_en": "Example of a step (demonstration)",
            "notes": "Ceci est un exemple (démonstration) : aucun financement n’est en cours.",
        },
    )
    if is_new:
        values = {
            "shares_contact": True,
            "contact": "Responsable (démonstration)",
            "ends_on": timezone.localdate() + LENT,
        }
        give(partnership, project, by=mandate, values=values)
