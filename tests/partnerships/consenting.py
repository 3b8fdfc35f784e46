"""A project of Lille in the pipeline with a bank: who speaks, who reads, the bank's officer."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from members.models import Mandate, Organisation, User
from partnerships.models import Investment, Partnership
from projects.models import Project
from tests.factories import (
    InvestmentFactory,
    MandateFactory,
    OrganisationFactory,
    PartnershipFactory,
    ProjectFactory,
)


def in_days(count: int) -> date:
    return timezone.localdate() + timedelta(days=count)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(**changes: Any) -> dict[str, Any]:
    """What somebody types into the form of a consent: all of it opened for a year."""
    facts = {
        "shares_contact": "on",
        "contact": "Anne Martin, 03 20 00 00 00",
        "shares_budget": "on",
        "shares_gap": "on",
        "shares_documents": "on",
        "ends_on": in_days(365).isoformat(),
        "is_confirmed": "on",
    }
    return {name: value for name, value in (facts | changes).items() if value is not None}


def values(**changes: Any) -> dict[str, Any]:
    """The same, as the form gives it to the service."""
    ticked = dict.fromkeys(
        ["shares_contact", "shares_budget", "shares_gap", "shares_documents"], True
    )
    return ticked | {"contact": "Anne Martin", "ends_on": in_days(365)} | changes


@dataclass
class Scene:
    partnership: Partnership
    organisation: Organisation
    project: Project
    investment: Investment
    speaks: Mandate
    officer: User

    @property
    def home(self) -> str:
        return "/fr/partnerships/bank/consents/lille/"

    @property
    def url(self) -> str:
        return f"{self.home}projects/lys/"


def scene() -> Scene:
    partnership = PartnershipFactory(
        slug="bank", title_fr="La banque", partner=OrganisationFactory(slug="the-bank")
    )
    organisation = OrganisationFactory(slug="lille", name_fr="Ville de Lille")
    project = ProjectFactory(slug="lys", title_fr="Passerelle", owner=organisation)
    return Scene(
        partnership,
        organisation,
        project,
        InvestmentFactory(partnership=partnership, organisation=organisation, project=project),
        MandateFactory(organisation=organisation, speaks_for=True, function="maire"),
        MandateFactory(organisation=partnership.partner).user,
    )
