"""A member proposes a project and keeps its page."""

import re

import pytest
from django.test import Client

from members.models import Letter
from projects.models import Project, ProjectChange
from tests.factories import (
    BorderFactory,
    MandateFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return OrganisationFactory(slug="owner", name_fr="Ville d’ici")


@pytest.fixture
def keeper(client, owner):
    mandate = MandateFactory(organisation=owner, proposes_projects=True)
    client.force_login(mandate.user)
    return mandate


def fields(html):
    """What a browser would send of the form of a page, button apart."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if not name or (("checkbox" in tag or "radio" in tag) and " checked" not in tag):
            continue
        is_ticked = "checkbox" in tag or "radio" in tag
        found.setdefault(name[1], []).append(value[1] if value else "on" if is_ticked else "")
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        found[name] = re.findall(r'<option value="([^"]*)"[^>]* selected', body) or [""]
        if "multiple" in html.split(f'name="{name}"')[1][:80] and found[name] == [""]:
            found[name] = []
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.S):
        found[name] = [body.removeprefix("\n")]
    return found


def edit(client, project, action="save", **changes):
    url = f"/fr/projects/{project.slug}/edit/"
    data = fields(client.get(url).content.decode()) | changes | {"action": action}
    return client.post(url, data)


class TestBeginning:
    def begin(self, client, **changes):
        data = {"organisation": "owner", "title_fr": "Passerelle sur la Lys"} | changes
        return client.post("/fr/projects/propose/", data)

    def test_a_draft_of_the_organisation(self, client, owner, keeper):
        response = self.begin(client, summary_fr="Un pont.")
        project = Project.objects.get()
        assert response["Location"] == "/fr/projects/passerelle-sur-la-lys/edit/"
        assert (project.owner, project.publication) == (owner, "draft")
        part = project.participations.get()
        assert (part.organisation, part.role) == (owner, "lead")

    def test_titles_alike_are_shown_first(self, client, owner, keeper):
        ProjectFactory(slug="other", title_fr="Une passerelle sur la Lys")
        ProjectFactory(title_fr="Passerelle sur la Lys", publication="draft")
        response = self.begin(client)
        assert [row.slug for row in response.context["alike"]] == ["other"]
        assert Project.objects.count() == 2
        assert b"Passerelle sur la Lys" in response.content
        assert self.begin(client, is_new="on").status_code == 302

    def test_while_the_title_is_typed(self, client, owner, keeper):
        ProjectFactory(title_fr="Une passerelle sur la Lys")
        url = "/fr/projects/propose/alike/"
        assert b"Une passerelle" in client.get(url, {"title_fr": "passerelle lys"}).content
        assert b"Une passerelle" not in client.get(url, {"title_fr": "pas"}).content

    @pytest.mark.parametrize("changes", [{"title_fr": ""}, {"organisation": "elsewhere"}])
    def test_mistakes_keep_what_was_typed(self, client, owner, keeper, changes):
        OrganisationFactory(slug="elsewhere")
        response = self.begin(client, acronym="LYS", **changes)
        assert response.status_code == 422
        assert b'value="LYS"' in response.content
        assert not Project.objects.exists()

    def test_two_of_one_title_have_two_addresses(self, client, owner, keeper):
        for _n in range(2):
            self.begin(client, title_fr="Propose", is_new="on")
        assert set(Project.objects.values_list("slug", flat=True)) == {"propose-2", "propose-3"}

    def test_only_who_proposes(self, client, owner):
        client.force_login(MandateFactory(organisation=owner, edits_profile=True).user)
        assert client.get("/fr/projects/propose/").status_code == 403


@pytest.fixture
def draft(owner):
    project = ProjectFactory(owner=owner, publication="draft", slug="lys", title_fr="La Lys")
    ParticipationFactory(project=project, organisation=owner, role="lead")
    return project


class TestEditing:
    def test_what_is_saved(self, client, keeper, draft):
        border, theme = BorderFactory(code="FR-BE"), ThemeFactory(code="health")
        response = edit(
            client, draft, summary_fr="Un pont.", start="2026", total_budget="1 200 000,50",
            borders=[border.pk], themes=[theme.pk],
            **{"partners-1-name": "Stad Menen", "partners-1-country": "BE"},
        )  # fmt: skip
        assert response.status_code == 302
        draft.refresh_from_db()
        assert (draft.summary_fr, draft.start, str(draft.total_budget)) == (
            "Un pont.", "2026", "1200000.50",
        )  # fmt: skip
        assert (draft.border_codes, draft.theme_codes) == (["FR-BE"], ["health"])
        assert draft.partner_countries == ["BE", "FR"]

    @pytest.mark.parametrize(
        ("name", "typed"),
        [
            ("start", "demain"),
            ("total_budget", "beaucoup"),
            ("lat", "50"),
            ("website", "pas une adresse"),
            ("partners-1-country", "BE"),
            ("documents-0-title_fr", "Sans fichier"),
        ],
    )
    def test_mistakes_stand_beside_their_field(self, client, keeper, draft, name, typed):
        response = edit(client, draft, summary_fr="Gardé.", **{name: typed})
        assert response.status_code == 422
        html = response.content.decode()
        assert "Gardé." in html
        assert typed in html
        assert 'class="errorlist' in html
        draft.refresh_from_db()
        assert draft.summary_fr == ""

    def test_the_end_before_the_start(self, client, keeper, draft):
        response = edit(client, draft, start="2020", end="2019")
        assert response.status_code == 422
        assert "La fin ne peut pas précéder le début." in response.content.decode()

    def test_a_colleague_s_words_are_not_lost(self, client, keeper, draft):
        url = f"/fr/projects/{draft.slug}/edit/"
        seen = fields(client.get(url).content.decode())
        Project.objects.filter(pk=draft.pk).update(acronym="LYS", summary_fr="De l’autre.")
        response = client.post(url, seen | {"summary_fr": "De moi.", "action": "save"})
        assert response.status_code == 422
        html = response.content.decode()
        assert "De moi." in html
        assert "De l’autre." in html
        again = client.post(url, fields(html) | {"action": "save"})
        assert again.status_code == 302
        draft.refresh_from_db()
        assert (draft.acronym, draft.summary_fr) == ("LYS", "De moi.")

    def test_submitting_says_what_is_missing(self, client, keeper, draft):
        response = edit(client, draft, "submit", summary_fr="Un pont.")
        draft.refresh_from_db()
        assert (draft.publication, draft.summary_fr) == ("draft", "Un pont.")
        assert "une frontière" in client.get(response["Location"]).content.decode()

    def test_a_submission_waits_and_is_taken_back(self, client, keeper, draft):
        border, theme = BorderFactory(code="FR-BE"), ThemeFactory(code="health")
        edit(client, draft, "submit", summary_fr="Un pont.", borders=[border.pk],
             themes=[theme.pk])  # fmt: skip
        draft.refresh_from_db()
        assert draft.publication == "submitted"
        assert (
            client.post(f"/fr/projects/{draft.slug}/edit/", {"summary_fr": "X"}).status_code == 302
        )
        draft.refresh_from_db()
        assert draft.summary_fr == "Un pont."
        client.post(f"/fr/projects/{draft.slug}/edit/", {"action": "take_back"})
        draft.refresh_from_db()
        assert draft.publication == "draft"

    def test_it_waits_in_the_space_of_its_keepers(self, client, keeper, draft):
        assert (
            "Terminez le brouillon du projet «\N{NO-BREAK SPACE}La Lys\N{NO-BREAK SPACE}»"
            in client.get("/fr/me/").content.decode()
        )


class TestPublished:
    @pytest.fixture
    def project(self, owner):
        project = ProjectFactory(
            owner=owner, slug="lys", title_fr="La Lys", summary_fr="Ancien.", website=""
        )
        ParticipationFactory(project=project, organisation=owner)
        return project

    def test_free_fields_at_once_reviewed_ones_proposed(self, client, keeper, project):
        edit(client, project, summary_fr="Nouveau.", description_fr="Au long.", total_budget="5")
        project.refresh_from_db()
        assert (project.summary_fr, project.description_fr) == ("Ancien.", "Au long.")
        found = {one.field: (one.old, one.new) for one in ProjectChange.objects.waiting()}
        assert found == {
            "summary_fr": ("Ancien.", "Nouveau."),
            "total_budget": (None, "5.00"),
        }
        assert Letter.objects.get().kind == "project_changes_proposed"

    def test_another_value_replaces_the_one_that_waits(self, client, keeper, project):
        edit(client, project, summary_fr="Un.")
        edit(client, project, summary_fr="Deux.")
        assert [one.new for one in ProjectChange.objects.waiting()] == ["Deux."]

    def test_a_proposal_is_withdrawn(self, client, keeper, project):
        edit(client, project, summary_fr="Un.")
        pk = ProjectChange.objects.get().pk
        assert edit(client, project, withdraw="9" * 5000).status_code == 404
        client.post(f"/fr/projects/{project.slug}/edit/", {"withdraw": pk})
        assert not ProjectChange.objects.waiting().exists()

    def test_staff_write_at_once(self, client, owner, project):
        client.force_login(UserFactory(is_staff=True))
        edit(client, project, summary_fr="Nouveau.")
        project.refresh_from_db()
        assert project.summary_fr == "Nouveau."
        assert not ProjectChange.objects.exists()

    def test_the_history_tells_it(self, client, keeper, project):
        edit(client, project, summary_fr="Nouveau.", description_fr="Au long.")
        html = client.get(f"/fr/projects/{project.slug}/history/").content.decode()
        assert "Au long." in html
        assert "Attend la MOT" in html


class TestOwnPart:
    @pytest.fixture
    def part(self, owner):
        return ParticipationFactory(organisation=owner, project=ProjectFactory(slug="lys"))

    url = "/fr/projects/lys/participation/owner/"

    def test_it_is_corrected(self, client, keeper, part):
        data = fields(client.get(self.url).content.decode())
        response = client.post(self.url, data | {"part": "La rive.", "own_budget": "3 000"})
        assert response.status_code == 302
        part.refresh_from_db()
        assert (part.part, part.own_budget, part.is_named) == ("La rive.", 3000, True)

    def test_being_named_is_declined_and_accepted_again(self, client, keeper, part):
        data = fields(client.get(self.url).content.decode())
        data.pop("is_named")
        client.post(self.url, data)
        assert b"Ville d" not in Client().get("/fr/projects/lys/").content
        data = fields(client.get(self.url).content.decode())
        client.post(self.url, data | {"is_named": "on"})
        part.refresh_from_db()
        assert part.is_named

    def test_what_the_staff_wrote_meanwhile_is_not_lost(self, client, keeper, part):
        data = fields(client.get(self.url).content.decode())
        type(part).objects.filter(pk=part.pk).update(own_budget=7)
        response = client.post(self.url, data | {"part": "La rive."})
        assert response.status_code == 422
        again = client.post(self.url, fields(response.content.decode()))
        assert again.status_code == 302
        part.refresh_from_db()
        assert (part.part, part.own_budget) == ("La rive.", 7)

    def test_a_mistake(self, client, keeper, part):
        data = fields(client.get(self.url).content.decode())
        response = client.post(self.url, data | {"own_budget": "-1"})
        assert response.status_code == 422
        assert b'value="-1"' in response.content
