from datetime import UTC, date, datetime
from decimal import Decimal

from factory import Faker, LazyAttribute, Sequence, SubFactory, Trait, post_generation
from factory.django import DjangoModelFactory

from members.models import (
    Application,
    Contribution,
    Invitation,
    JoinRequest,
    Mandate,
    Membership,
    Organisation,
    Payment,
    User,
)
from pages.models import Page
from partnerships.models import (
    Action,
    Axis,
    Consent,
    Convention,
    Directorate,
    Investment,
    Partnership,
    Scheme,
    WatchNote,
    Workstream,
)
from projects.models import Funding, Participation, Project, ProjectDocument
from territories.models import Border, Programme, Territory, Theme


class LinkedFactory(DjangoModelFactory):
    """A factory whose rows take `borders=[…]` and the like."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme
        django_get_or_create = ["code"]

    code = Sequence("theme-{}".format)
    name_fr = LazyAttribute(lambda theme: f"Thème {theme.code}")


class BorderFactory(DjangoModelFactory):
    class Meta:
        model = Border
        django_get_or_create = ["code"]

    code = "FR-BE"
    name_fr = LazyAttribute(lambda border: f"Frontière {border.code}")
    countries = LazyAttribute(lambda border: border.code.split("-"))
    is_internal_eu = True


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    cci = Sequence("2021TC16RFCB{:03}".format)
    period = "2021-2027"
    name_fr = "Programme"


class TerritoryFactory(LinkedFactory):
    class Meta:
        model = Territory
        skip_postgeneration_save = True

    slug = Sequence("territory-{}".format)
    name_fr = LazyAttribute(lambda territory: f"Territoire {territory.slug}")

    @post_generation
    def borders(self, create, extracted, **kwargs):
        if create and extracted:
            self.borders.set(extracted)


class PageFactory(DjangoModelFactory):
    class Meta:
        model = Page
        django_get_or_create = ["key"]

    key = "about"
    title_fr = "Titre"
    lede_fr = "Une phrase."
    body_fr = "Un texte."


class OrganisationFactory(LinkedFactory):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    class Params:
        draft = Trait(is_published=False)
        placed = Trait(lat=48.58, lon=7.75)

    slug = Sequence("organisation-{}".format)
    name_fr = LazyAttribute(lambda row: f"Organisme {row.slug}")
    kind = "region"
    country = "FR"
    is_published = True

    @post_generation
    def borders(self, create, extracted, **kwargs):
        if create and extracted:
            self.borders.set(extracted)

    @post_generation
    def themes(self, create, extracted, **kwargs):
        if create and extracted:
            self.themes.set(extracted)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = Sequence("person-{}@example.org".format)
    name = Faker("name")


class MandateFactory(DjangoModelFactory):
    """A mandate; its organisation gets somebody who manages its people first, as it must."""

    class Meta:
        model = Mandate

    @classmethod
    def _create(cls, model, *args, **kwargs):
        managers = Mandate.objects.filter(
            organisation=kwargs["organisation"], manages_people=True, ends_on=None
        )
        if not kwargs.get("manages_people") and not managers.exists():
            cls._create(
                model,
                user=UserFactory(),
                organisation=kwargs["organisation"],
                function="direction",
                manages_people=True,
                starts_on=date(2020, 1, 1),
            )
        return super()._create(model, *args, **kwargs)

    user = SubFactory(UserFactory)
    organisation = SubFactory(OrganisationFactory)
    function = "présidente"
    starts_on = date(2020, 1, 1)


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    organisation = SubFactory(OrganisationFactory)
    email = Sequence("invited-{}@example.org".format)
    function = "directrice"


class JoinRequestFactory(DjangoModelFactory):
    class Meta:
        model = JoinRequest

    organisation = SubFactory(OrganisationFactory)
    name = Faker("name")
    email = Sequence("asking-{}@example.org".format)
    function = "chargé de mission"


class ApplicationFactory(LinkedFactory):
    """An application that was sent and waits; `draft` is not sent yet."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    class Params:
        draft = Trait(submitted_at=None)

    name = Sequence("Candidat {}".format)
    kind = "municipality"
    country = "FR"
    motivation = "Nous travaillons avec nos voisins."
    contact_name = "Anne Martin"
    contact_function = "directrice"
    contact_email = Sequence("applicant-{}@example.org".format)
    consented_at = datetime(2026, 1, 1, tzinfo=UTC)
    submitted_at = datetime(2026, 1, 2, tzinfo=UTC)

    @post_generation
    def borders(self, create, extracted, **kwargs):
        if create and extracted:
            self.borders.set(extracted)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = SubFactory(OrganisationFactory)
    joined_on = "2020"


class ContributionFactory(DjangoModelFactory):
    """What is owed for 2026, not called yet; `called` is 100 € due at the end of June."""

    class Meta:
        model = Contribution

    class Params:
        called = Trait(
            amount=Decimal(100), called_on=date(2026, 5, 1), due_on=date(2026, 6, 30), calls=1
        )

    membership = SubFactory(MembershipFactory)
    year = 2026


class PaymentFactory(DjangoModelFactory):
    class Meta:
        model = Payment

    contribution = SubFactory(ContributionFactory, called=True)
    amount = Decimal(40)
    received_on = date(2026, 6, 1)


class ProjectFactory(LinkedFactory):
    class Meta:
        model = Project
        skip_postgeneration_save = True

    slug = Sequence("project-{}".format)
    title_fr = LazyAttribute(lambda project: f"Projet {project.slug}")
    stage = "ongoing"
    publication = "published"

    @post_generation
    def borders(self, create, extracted, **kwargs):
        if create and extracted:
            self.borders.set(extracted)

    @post_generation
    def themes(self, create, extracted, **kwargs):
        if create and extracted:
            self.themes.set(extracted)

    @post_generation
    def territories(self, create, extracted, **kwargs):
        if create and extracted:
            self.territories.set(extracted)


class ParticipationFactory(DjangoModelFactory):
    """An organisation of the network takes part; `outside` makes it another body."""

    class Meta:
        model = Participation

    class Params:
        outside = Trait(organisation=None, name=Sequence("Commune {}".format), country="BE")

    project = SubFactory(ProjectFactory)
    organisation = SubFactory(OrganisationFactory)


class FundingFactory(DjangoModelFactory):
    class Meta:
        model = Funding

    project = SubFactory(ProjectFactory)
    source = "interreg"


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = ProjectDocument

    project = SubFactory(ProjectFactory)
    title_fr = Sequence("Document {}".format)
    access = "public"
    link = "https://example.org/document.pdf"


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = Partnership

    slug = Sequence("partnership-{}".format)
    partner = SubFactory(OrganisationFactory)
    title_fr = LazyAttribute(lambda row: f"Partenariat {row.slug}")
    is_published = True


class ConventionFactory(DjangoModelFactory):
    class Meta:
        model = Convention

    partnership = SubFactory(PartnershipFactory)
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 12, 31)


class AxisFactory(DjangoModelFactory):
    class Meta:
        model = Axis

    partnership = SubFactory(PartnershipFactory)
    number = Sequence(lambda n: n + 1)
    title_fr = LazyAttribute(lambda row: f"Axe {row.number}")


class PartnershipRowFactory(LinkedFactory):
    """Rows that take `borders=[…]`, `directorates=[…]`, `territories=[…]`, `organisations=[…]`."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @post_generation
    def borders(self, create, extracted, **kwargs):
        if create and extracted:
            self.borders.set(extracted)

    @post_generation
    def directorates(self, create, extracted, **kwargs):
        if create and extracted:
            self.directorates.set(extracted)

    @post_generation
    def territories(self, create, extracted, **kwargs):
        if create and extracted:
            self.territories.set(extracted)

    @post_generation
    def organisations(self, create, extracted, **kwargs):
        if create and extracted:
            self.organisations.set(extracted)


class WorkstreamFactory(PartnershipRowFactory):
    class Meta:
        model = Workstream

    axis = SubFactory(AxisFactory)
    title_fr = Sequence("Chantier {}".format)


class ActionFactory(PartnershipRowFactory):
    class Meta:
        model = Action

    class Params:
        is_done = Trait(state="done", done="2026-03-10")
        is_postponed = Trait(state="postponed", reason="Attente d’une décision.")

    workstream = SubFactory(WorkstreamFactory)
    title_fr = Sequence("Action {}".format)
    planned = "2026-12"
    audience = "public"


class DirectorateFactory(PartnershipRowFactory):
    class Meta:
        model = Directorate

    partner = SubFactory(OrganisationFactory)
    code = Sequence("directorate-{}".format)
    name_fr = LazyAttribute(lambda row: f"Direction régionale {row.code}")


class InvestmentFactory(DjangoModelFactory):
    class Meta:
        model = Investment

    partnership = SubFactory(PartnershipFactory)
    organisation = SubFactory(OrganisationFactory)
    project = SubFactory(ProjectFactory)


class ConsentFactory(DjangoModelFactory):
    """`of=investment` opens it to the partner."""

    class Meta:
        model = Consent
        exclude = ["of"]

    of = SubFactory(InvestmentFactory)
    partnership = LazyAttribute(lambda row: row.of.partnership)
    organisation = LazyAttribute(lambda row: row.of.organisation)
    project = LazyAttribute(lambda row: row.of.project)
    given_by = SubFactory(UserFactory)
    ends_on = date(2099, 12, 31)


class SchemeFactory(PartnershipRowFactory):
    class Meta:
        model = Scheme

    partnership = SubFactory(PartnershipFactory)
    authority = Sequence("Métropole {}".format)
    basis = "law"


class WatchNoteFactory(PartnershipRowFactory):
    class Meta:
        model = WatchNote

    partnership = SubFactory(PartnershipFactory)
    kind = "law"
    title_fr = Sequence("Note {}".format)
    date = "2026-02"
