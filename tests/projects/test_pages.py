"""The page of one project."""

import json
import re
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from projects.models import FormerAddress, Project
from projects.similar import similar
from projects.templatetags.projects import acronym as beside
from projects.timeline import timeline
from tests.factories import (
    BorderFactory,
    DocumentFactory,
    FundingFactory,
    MandateFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def page(client, project):
    response = client.get(project.get_absolute_url())
    assert response.status_code == 200
    return response


def text(client, project):
    return " ".join(re.sub(r"<[^>]+>", " ", page(client, project).content.decode()).split())


def plain(client, project):
    """The text of the page, all spaces alike."""
    return " ".join(text(client, project).replace("&nbsp;", " ").split())


class TestSides:
    def test_partners_stand_on_their_side_of_the_border(self, client):
        project = ProjectFactory(borders=[BorderFactory(code="FR-DE")])
        for name, country, role in [
            ("Ville de Kehl", "DE", "partner"),
            ("Commune", "FR", "associated"),
            ("Meneur", "FR", "lead"),
            ("Canton", "CH", "partner"),
            ("Ailleurs", "", "partner"),
        ]:
            ParticipationFactory(
                project=project, outside=True, name=name, country=country, role=role
            )
        sides = page(client, project).context["sides"]
        assert {code: list(map(str, parts)) for code, parts in sides.left.items()} == {
            "FR": ["Meneur", "Commune"]
        }
        assert {code: list(map(str, parts)) for code, parts in sides.right.items()} == {
            "DE": ["Ville de Kehl"]
        }
        assert list(sides.elsewhere) == ["CH"]
        assert list(map(str, sides.unknown)) == ["Ailleurs"]

    def test_several_borders_share_a_country(self, client):
        project = ProjectFactory(borders=[BorderFactory(code="FR-LU"), BorderFactory(code="FR-UK")])
        ParticipationFactory(project=project, outside=True, name="Kent", country="GB")
        sides = page(client, project).context["sides"]
        assert (list(sides.left), list(sides.right)) == (["FR"], ["LU", "GB"])

    def test_without_border_there_is_no_line(self, client):
        part = ParticipationFactory(outside=True, name="Stad", country="BE")
        response = page(client, part.project)
        assert not response.context["sides"].has_line
        assert b"two-sides" not in response.content

    def test_who_declined_or_is_not_published_is_not_named(self, client):
        project = ProjectFactory()
        hidden = OrganisationFactory(name_fr="Organisme caché", draft=True)
        ParticipationFactory(project=project, organisation=hidden)
        ParticipationFactory(project=project, outside=True, name="Discret", is_named=False)
        html = page(client, project).content.decode()
        assert "Organisme caché" not in html
        assert "Discret" not in html


class TestMoney:
    @pytest.mark.parametrize(
        ("total", "eu", "said"),
        [
            (None, None, "budget total non publié financement de l’UE non publié"),
            (0, None, "0 €"),
            (1_250_000, 500_000, "1,2 M€"),
            (1_250_000, 500_000, "(40 %)"),
            (2_000_000_000, None, "2 Md€"),
            (900, None, "900 €"),
        ],
    )
    def test_unknown_zero_and_amount_are_told_apart(self, client, total, eu, said):
        project = ProjectFactory(total_budget=total, eu_funding=eu)
        assert said in plain(client, project)
        assert ("title=" in page(client, project).content.decode()) or total != 1_250_000

    def test_lines_have_a_chart_and_a_table(self, client):
        project = ProjectFactory()
        FundingFactory(project=project, source="interreg", amount=3_000, year=2020)
        FundingFactory(project=project, source="region", amount=1_000)
        FundingFactory(project=project, source="state")
        response = page(client, project)
        assert [mark.text for mark in response.context["budget"].chart.marks] == [
            "3\xa0000",
            "1\xa0000",
        ]
        shown = plain(client, project)
        assert "Interreg 2020 3 000 €" in shown
        assert "État non publié" in shown

    def test_a_partner_s_own_part_is_not_the_total(self, client):
        part = ParticipationFactory(outside=True, own_budget=5_000)
        shown = plain(client, part.project)
        assert "sa propre part : 5 k€" in shown
        assert "budget total non publié" in shown


class TestWhen:
    @pytest.mark.parametrize(
        ("start", "end", "today", "done"),
        [("2020", "2023", 25, 25), ("2022", "2023", None, 0), ("2010", "2011", None, 100)],
    )
    def test_a_line_of_years(self, monkeypatch, start, end, today, done):
        monkeypatch.setattr(timezone, "localdate", lambda: date(2021, 1, 1))
        found = timeline(Project(start=start, end=end))
        assert (found.today, found.done) == (today, done)

    def test_no_line_without_both_ends(self):
        assert timeline(Project(start="2020")) is None


class TestDocuments:
    def test_a_member_sees_what_is_for_members(self, client):
        project = ProjectFactory()
        DocumentFactory(project=project, title_fr="Pour tous")
        DocumentFactory(project=project, title_fr="Entre membres", access="members")
        DocumentFactory(project=project, title_fr="Interne", access="staff")
        assert "Entre membres" not in text(client, project)
        client.force_login(MandateFactory().user)
        shown = text(client, project)
        assert "Pour tous" in shown
        assert "Entre membres" in shown
        assert "Interne" not in shown

    @pytest.mark.parametrize(("access", "status"), [("public", 200), ("members", 404)])
    def test_a_file_goes_only_to_who_may_read_it(self, client, access, status):
        file = default_storage.save("documents/x.pdf", ContentFile(b"%PDF-1.7"))
        document = DocumentFactory(access=access, link="", file=file, file_name="Étude.pdf")
        response = client.get(f"{document.project.get_absolute_url()}documents/{document.pk}/")
        assert response.status_code == status
        if status == 200:
            assert response["Content-Disposition"].startswith("attachment")
            assert response["X-Content-Type-Options"] == "nosniff"
            assert b"".join(response.streaming_content) == b"%PDF-1.7"

    def test_a_file_that_is_gone_is_not_an_error_of_ours(self, client):
        document = DocumentFactory(link="", file="documents/gone.pdf")
        url = f"{document.project.get_absolute_url()}documents/{document.pk}/"
        assert client.get(url).status_code == 404


class TestSimilar:
    def test_the_closest_first_and_never_what_is_not_published(self):
        border, theme = BorderFactory(code="FR-BE"), ThemeFactory(code="health")
        city = OrganisationFactory()
        project = ParticipationFactory(
            organisation=city, project=ProjectFactory(borders=[border], themes=[theme])
        ).project
        same_theme = ProjectFactory(title_fr="Autre chose", borders=[border], themes=[theme])
        partner = ParticipationFactory(organisation=city).project
        ProjectFactory(borders=[border])
        ProjectFactory(borders=[border], themes=[theme], publication="refused")
        project.refresh_from_db()
        assert list(similar(project)) == [partner, same_theme]


def test_structured_facts_leave_out_what_is_unknown(client):
    project = ProjectFactory(title_fr="Pont </script>", keep_id="12", start="2019")
    html = page(client, project).content.decode()
    facts = json.loads(re.search(r'ld\+json">(.*?)</script>', html)[1])
    assert facts["name"] == "Pont </script>"
    assert facts["identifier"] == [
        {"@type": "PropertyValue", "propertyID": "keep.eu", "value": "12"}
    ]
    assert "funding" not in facts


def test_engines_are_told_once_what_to_keep(client):
    client.force_login(UserFactory(is_staff=True))
    for publication, told in [("published", "index, follow"), ("draft", "noindex")]:
        html = page(client, ProjectFactory(publication=publication)).content.decode()
        assert re.findall(r'name="robots" content="([^"]+)"', html) == [told]


@pytest.mark.parametrize(
    ("acronym", "shown"), [("ALCO", "ALCO"), ("", ""), ("TRAM", ""), ("RAM", "RAM")]
)
def test_an_acronym_that_the_title_says_is_not_repeated(acronym, shown):
    assert beside(ProjectFactory(title_fr="Le tram, enfin", acronym=acronym)) == shown


def test_a_former_address_leads_to_the_new_one(client):
    project = ProjectFactory(slug="new")
    FormerAddress.objects.create(slug="old", project=project)
    response = client.get("/en/projects/old/")
    assert (response.status_code, response["Location"]) == (301, "/en/projects/new/")
    Project.objects.update(publication="draft")
    assert client.get("/en/projects/old/").status_code == 404


def test_the_picture_is_served(client):
    name = default_storage.save("projects/bridge.webp", ContentFile(b"RIFF"))
    project = ProjectFactory(image=name)
    (url,) = re.findall(r'<img src="(/media/[^"]+)"', page(client, project).content.decode())
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_seat_is_not_passed_off_as_the_place(client):
    project = ProjectFactory(lat=44.4, lon=7.5, city="Cuneo", place_is_seat=True)
    assert "C’est le siège d’un partenaire" in text(client, project)
    feature = client.get("/fr/projects/map.geojson").json()["features"][0]
    assert feature["properties"]["kind"] == "seat"


def test_a_text_in_another_language_is_marked(client):
    project = ProjectFactory(title_fr="", title_en="Bridge", summary_en="A bridge.")
    html = page(client, project).content.decode()
    assert '<span lang="en">Bridge</span>' in html
    assert "anglais" in html
