import secrets
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.loading import context
from forum.demo import make_topics
from members.acting import Actor, mandate_of
from members.demo import make_applications, prepare_contributions
from members.models import CAPABILITIES, Invitation, JoinRequest, Mandate, Organisation, User
from members.services.changes import propose
from members.services.invitations import invite
from members.services.join_requests import ask
from partnerships.demo import make_investment

GROUP = "eurometropole-de-strasbourg"
OTHER = "metropole-europeenne-de-lille"
PARTNER = "banque-des-territoires-groupe-caisse-des-depots"
INVITED, ASKING = "invited@demo.example", "asking@demo.example"
ACCOUNTS = [
    ("staff@demo.example", "Équipe MOT (démonstration)", None, "", []),
    ("manager@demo.example", "Responsable (démonstration)", GROUP, "responsable", CAPABILITIES),
    ("editor@demo.example", "Rédaction (démonstration)", GROUP, "rédaction", ["edits_profile"]),
    ("other@demo.example", "Autre membre (démonstration)", OTHER, "responsable", CAPABILITIES),
    (
        "partner@demo.example",
        "Partenaire (démonstration)",
        PARTNER,
        "chargé de mission",
        CAPABILITIES,
    ),
]
# What the organisations are called on the other side of their border.
PROPOSALS = [
    ("editor@demo.example", GROUP, {"name_de": "Eurometropole Straßburg"}),
    ("other@demo.example", OTHER, {"name_nl": "Europese Metropool Rijsel"}),
]


class Command(BaseCommand):
    help = "Make the demo accounts and what waits in the demo. Only with DEMO=1."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("Demo accounts are made only with DEMO=1.")
        password = demo_password()
        with transaction.atomic(), context("create_demo"):
            for account in ACCOUNTS:
                make_account(*account, password=password)
            make_what_waits()
            for proposal in PROPOSALS:
                make_proposal(*proposal)
            make_applications()
            prepare_contributions([GROUP, OTHER])
            make_investment("manager@demo.example", GROUP)
            make_topics("staff@demo.example")
        self.stdout.write(f"Demo password: {password}")
        for email, name, *_rest in ACCOUNTS:
            self.stdout.write(f"  {email:24} {name}")


def demo_password() -> str:
    """The password of all demo accounts: kept in `var/`, so that it stays from start to start."""
    path = settings.BASE_DIR / "var" / "demo_password"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9))
    return path.read_text().strip()


def make_account(
    email: str,
    name: str,
    slug: str | None,
    function: str,
    capabilities: list[str],
    *,
    password: str,
) -> None:
    """Make or refresh an account; without an organisation it is staff."""
    is_staff = slug is None
    user, _new = User.objects.get_or_create(
        email=email, defaults={"name": name, "is_staff": is_staff, "is_superuser": is_staff}
    )
    if not user.check_password(password):
        user.set_password(password)
        user.save()
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation and not Mandate.objects.filter(user=user).exists():
        Mandate.objects.create(
            user=user,
            organisation=organisation,
            function=function,
            starts_on=date(2026, 1, 1),
            **dict.fromkeys(capabilities, True),
        )


def make_what_waits() -> None:
    """An invitation and a request that wait for the group, once each; made again when lapsed."""
    organisation = Organisation.objects.filter(slug=GROUP).first()
    manager = User.objects.get(email="manager@demo.example")
    mandate = organisation and mandate_of(manager, organisation, manages_people=True)
    if not mandate:
        return
    invited = Invitation.objects.filter(email=INVITED, organisation=organisation)
    if not invited.exclude(outcome="lapsed").exists():
        invitation = Invitation(
            organisation=organisation,
            email=INVITED,
            function="directrice Europe (démonstration)",
            edits_profile=True,
            proposes_projects=True,
        )
        invite(invitation, by=Actor(manager, mandate))
    if not JoinRequest.objects.filter(email=ASKING).exists():
        ask(
            JoinRequest(
                organisation=organisation,
                name="Demande (démonstration)",
                email=ASKING,
                function="chargé de mission",
                message="Une demande de démonstration : acceptez-la ou refusez-la.",
            )
        )


def make_proposal(email: str, slug: str, values: dict[str, str]) -> None:
    """Propose `values` for the page of an organisation, unless something was proposed there."""
    mandate = Mandate.objects.filter(user__email=email, organisation__slug=slug).first()
    if mandate and not mandate.organisation.profile_changes.exists():
        propose(mandate.organisation, values, by=mandate.user, mandate=mandate)
