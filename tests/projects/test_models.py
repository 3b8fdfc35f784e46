"""What PostgreSQL keeps of a project, and what it refuses."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from projects.models import Participation, Project, ProjectDocument
from tests.factories import (
    BorderFactory,
    DocumentFactory,
    MandateFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProgrammeFactory,
    ProjectFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def fresh(row):
    return type(row).objects.get(pk=row.pk)


class TestCopiedColumns:
    def test_codes_of_borders_and_themes(self):
        project = ProjectFactory(
            borders=[BorderFactory(code="FR-LU"), BorderFactory(code="FR-BE")],
            themes=[ThemeFactory(code="health")],
        )
        assert fresh(project).border_codes == ["FR-BE", "FR-LU"]
        assert fresh(project).theme_codes == ["health"]
        project.borders.clear()
        assert fresh(project).border_codes == []

    def test_partners_follow_the_participations(self):
        city = OrganisationFactory(slug="lille", name_fr="Métropole de Lille", country="FR")
        project = ParticipationFactory(organisation=city).project
        outside = ParticipationFactory(project=project, outside=True, name="Stad Kortrijk")
        row = fresh(project)
        assert row.participant_slugs == ["lille"]
        assert row.partner_countries == ["BE", "FR"]
        assert Project.objects.search("kortrijk").get() == project
        assert Project.objects.search("metropole").get() == project
        outside.delete()
        assert fresh(project).partner_countries == ["FR"]
        city.slug, city.name_fr = "mel", "Communauté urbaine"
        city.save()
        assert fresh(project).participant_slugs == ["mel"]
        assert not Project.objects.search("metropole").exists()

    @pytest.mark.parametrize("hide", ["declined", "organisation not published"])
    def test_who_is_not_shown_is_not_found(self, hide):
        city = OrganisationFactory(slug="lille", name_fr="Métropole de Lille", country="FR")
        part = ParticipationFactory(organisation=city)
        if hide == "declined":
            part.is_named = False
            part.save()
        else:
            city.is_published = False
            city.save()
        row = fresh(part.project)
        assert (row.participant_slugs, row.partner_countries, row.partner_names) == ([], [], "")

    def test_programme_key(self):
        programme = ProgrammeFactory(cci="2021TC16RFCB032")
        project = ProjectFactory(programme=programme)
        assert fresh(project).programme_key == "2021TC16RFCB032"
        project.programme, project.programme_name = None, "Interreg V-A ALCOTRA"
        project.save()
        assert fresh(project).programme_key == "Interreg V-A ALCOTRA"

    def test_only_public_documents_count(self):
        document = DocumentFactory(access="members")
        assert not fresh(document.project).has_documents
        document.access = "public"
        document.save()
        assert fresh(document.project).has_documents
        document.delete()
        assert not fresh(document.project).has_documents


@pytest.mark.parametrize(
    "values",
    [
        {"title_fr": ""},
        {"total_budget": -1},
        {"total_budget": 10, "eu_funding": 11},
        {"start": "2020-13"},
        {"start": "2020", "end": "2019"},
        {"lat": 50.0},
    ],
)
def test_postgresql_refuses(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectFactory(**values)


@pytest.mark.parametrize(
    ("start", "end"), [("2019-06", "2019"), ("2019", "2019-06"), ("2019-06", ""), ("", "2019")]
)
def test_partial_dates_may_overlap(start, end):
    ProjectFactory(start=start, end=end).full_clean()


class TestParticipation:
    def test_is_one_body(self):
        part = Participation(project=ProjectFactory(), organisation=OrganisationFactory(), name="X")
        with pytest.raises(ValidationError, match="not both|pas les deux"):
            part.full_clean()
        with pytest.raises(ValidationError):
            Participation(project=ProjectFactory()).full_clean()

    def test_once_per_organisation(self):
        part = ParticipationFactory()
        with pytest.raises(IntegrityError), transaction.atomic():
            ParticipationFactory(project=part.project, organisation=part.organisation)


class TestRights:
    @pytest.mark.parametrize("publication", ["draft", "submitted", "archived", "refused"])
    def test_what_is_not_published_is_seen_by_its_keepers(self, publication):
        owner = OrganisationFactory()
        project = ProjectFactory(publication=publication, owner=owner)
        keeper = MandateFactory(organisation=owner, proposes_projects=True).user
        colleague = MandateFactory(organisation=owner).user
        former = MandateFactory(
            organisation=owner,
            proposes_projects=True,
            starts_on=date(2020, 1, 1),
            ends_on=date(2021, 1, 1),
        ).user
        seen = {
            who: project in Project.objects.visible_to(who) for who in (keeper, colleague, former)
        }
        assert seen == {keeper: True, colleague: False, former: False}
        assert project in Project.objects.editable_by(keeper)
        assert project not in Project.objects.editable_by(colleague)
        assert project in Project.objects.visible_to(UserFactory(is_staff=True))

    def test_documents(self):
        project = ProjectFactory()
        for access in ("public", "members", "staff"):
            DocumentFactory(project=project, access=access)
        member = MandateFactory().user
        people = {"stranger": UserFactory(), "member": member, "staff": UserFactory(is_staff=True)}
        seen = {
            who: set(ProjectDocument.objects.visible_to(user).values_list("access", flat=True))
            for who, user in people.items()
        }
        assert seen == {
            "stranger": {"public"},
            "member": {"public", "members"},
            "staff": {"public", "members", "staff"},
        }
