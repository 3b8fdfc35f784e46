"""Solutions: the list, the page, who says that it reuses one, what is solved elsewhere."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from forum.elsewhere import solved_elsewhere
from forum.models import Reuse
from tests.factories import (
    BorderFactory,
    MandateFactory,
    OrganisationFactory,
    PartnershipFactory,
    ProjectFactory,
    ThemeFactory,
    UserFactory,
)
from tests.forum.factories import ObstacleFactory, ReuseFactory, SolutionFactory

pytestmark = pytest.mark.django_db
LIST = "/fr/solutions/"


def client_of(user=None):
    browser = Client()
    if user:
        browser.force_login(user)
    return browser


def body(response) -> str:
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts).decode()


def titles(client, query="", **kwargs):
    page = client.get(LIST + query, **kwargs)
    assert page.status_code == 200
    return {str(entry.solution) for entry in page.context["listing"].entries}


@pytest.fixture
def speaker():
    """Who speaks for a member of the network."""
    organisation = OrganisationFactory(slug="lille", name_fr="Lille")
    return MandateFactory(organisation=organisation, speaks_for=True, function="maire").user


def test_the_list_narrows(client):
    theme, border = ThemeFactory(code="health"), BorderFactory(code="FR-BE")
    one = SolutionFactory(title_fr="Ambulances", themes=[theme], borders=[border], cost=500)
    two = SolutionFactory(title_fr="Bus", cost=90_000)
    SolutionFactory(title_fr="Brouillon", is_draft=True)
    one.obstacles.add(ObstacleFactory(nature="law"))
    two.obstacles.add(ObstacleFactory(nature="practice", audience="members"))
    ReuseFactory(solution=two, organisation=OrganisationFactory(slug="kehl"))
    assert titles(client) == {"Ambulances", "Bus"}
    assert titles(client, "?theme=health") == {"Ambulances"}
    assert titles(client, "?border=FR-BE") == {"Ambulances"}
    assert titles(client, "?nature=law") == {"Ambulances"}
    assert titles(client, "?nature=practice") == set()  # of an obstacle that visitors do not read
    assert titles(client, "?cost_max=1000") == {"Ambulances"}
    assert titles(client, "?user=kehl") == {"Bus"}
    assert titles(client, f"?obstacle={one.obstacles.get().reference}") == {"Ambulances"}
    assert titles(client, "?q=bus") == {"Bus"}
    assert titles(client, "?nature=nothing") == set()
    assert titles(client, "?view=table&sort=cost") == {"Ambulances", "Bus"}


def test_map_exports_and_feed_tell_the_same_rows(client):
    one = SolutionFactory(title_fr="Ambulances", lat=48.5, lon=7.7, summary_fr="Une convention.")
    SolutionFactory(title_fr="Brouillon", is_draft=True, lat=48.5, lon=7.7)
    ReuseFactory(solution=one, organisation=OrganisationFactory(name_fr="Kehl"), since="2019")
    ReuseFactory(solution=one, organisation=OrganisationFactory(name_fr="Caché", draft=True))
    one.obstacles.add(ObstacleFactory(audience="members"))
    points = json.loads(body(client.get(LIST + "map.geojson")))["features"]
    assert [point["properties"]["name"] for point in points] == ["Ambulances"]
    told = json.loads(body(client.get(LIST + "export.json")))["solutions"]
    assert [(row["slug"], row["uses"], row["obstacles"]) for row in told] == [
        (one.slug, "Kehl (2019): running", [])
    ]
    for name in ("export.csv", "export.geojson", "feed.atom"):
        text = body(client.get(LIST + name))
        assert "Ambulances" in text
        assert "Brouillon" not in text
    assert client.get(LIST + "export.xlsx").status_code == 200
    assert client.get(LIST + "export.pdf").status_code == 404


def test_the_page_says_what_worked(client):
    row = SolutionFactory(
        title_fr="Ambulances",
        legal_basis_fr="Accord-cadre de 2005.",
        conditions_fr="Deux conventions.",
        cost=0,
        contact="Direction de la santé",
        contact_organisation=OrganisationFactory(name_fr="Région"),
        borders=[BorderFactory()],
        themes=[ThemeFactory()],
        source="https://example.org/accord",
    )
    row.obstacles.add(ObstacleFactory(title_fr="Visible"))
    row.obstacles.add(ObstacleFactory(title_fr="Invisible", audience="staff"))
    row.projects.add(ProjectFactory(title_fr="Projet public"))
    row.projects.add(ProjectFactory(title_fr="Projet secret", publication="draft"))
    ReuseFactory(solution=row, organisation=None, body="Kreis Euskirchen", since="2012-05")
    ReuseFactory(solution=row, organisation=OrganisationFactory(name_fr="Caché", draft=True))
    text = body(client.get(row.get_absolute_url()))
    for wanted in ("Accord-cadre", "Deux conventions", "Direction de la santé", "Région", "Visible",
                   "Projet public", "Kreis Euskirchen", "mai 2012"):  # fmt: skip
        assert wanted in text
    for kept in ("Invisible", "Projet secret", "Caché"):
        assert kept not in text


def test_a_draft_is_for_staff(client):
    row = SolutionFactory(is_draft=True)
    assert client.get(row.get_absolute_url()).status_code == 404
    staff = UserFactory(is_staff=True)
    assert client_of(staff).get(row.get_absolute_url()).status_code == 200
    preview = client_of(staff).get(reverse("admin:forum_solution_preview", args=[row.pk]))
    assert preview.status_code == 200


def test_staff_keep_solutions_and_their_uses():
    row = SolutionFactory()
    ReuseFactory(solution=row)
    staff = client_of(UserFactory(is_staff=True, is_superuser=True))
    address = reverse("admin:forum_solution_change", args=[row.pk])
    assert staff.get(reverse("admin:forum_solution_changelist")).status_code == 200
    assert (
        staff.get(reverse("admin:forum_solution_changelist") + "?gap=without-use").status_code
        == 200
    )
    assert staff.get(address).status_code == 200


def test_costs_do_not_grow_with_the_rows(client, queries):
    row = SolutionFactory(borders=[BorderFactory()])

    def fill(number):
        for _n in range(number):
            other = SolutionFactory(themes=[ThemeFactory()])
            row.obstacles.add(ObstacleFactory())
            row.projects.add(ProjectFactory())
            ReuseFactory(solution=row)
            ReuseFactory(solution=other)

    fill(1)
    pages = [LIST, LIST + "?view=table", row.get_absolute_url()]
    few = [queries(lambda url=url: client.get(url)) for url in pages]
    fill(15)
    assert [queries(lambda url=url: client.get(url)) for url in pages] == few
    assert max(few) <= 12


def test_a_member_says_that_it_reuses(speaker):
    row = SolutionFactory()
    browser = client_of(speaker)
    url = reverse("forum:reuse", args=[row.slug, "lille"])
    assert url in body(browser.get(row.get_absolute_url()))
    sent = {"state": "running", "since": "2024", "told": "Bien.", "language": "en", "version": 0}
    assert browser.post(url, sent).status_code == 302
    assert browser.post(url, sent).status_code in {302, 422}  # the same form twice
    use = Reuse.objects.get()
    assert (use.organisation.slug, use.since, use.text_en, use.function, use.by) == (
        "lille", "2024", "Bien.", "maire", speaker,
    )  # fmt: skip
    assert "Bien." in body(client_of().get(row.get_absolute_url()))
    browser.post(reverse("forum:reuse_withdraw", args=[row.slug, "lille"]))
    assert "Bien." not in body(client_of().get(row.get_absolute_url()))
    assert Reuse.objects.get().withdrawn_at
    assert browser.post(url, sent).status_code == 302  # it may say so again
    assert Reuse.objects.in_force().count() == 1


def test_bad_words_come_back(speaker):
    url = reverse("forum:reuse", args=[SolutionFactory().slug, "lille"])
    answer = client_of(speaker).post(
        url, {"state": "running", "since": "hier", "told": "Bien.", "language": "fr", "version": 0}
    )
    assert answer.status_code == 422
    assert "Bien." in answer.content.decode()
    assert not Reuse.objects.exists()


def test_who_says_that_an_organisation_reuses(speaker):
    row, draft = SolutionFactory(), SolutionFactory(is_draft=True)
    lille = OrganisationFactory._meta.model.objects.get(slug="lille")
    partner = PartnershipFactory().partner
    people = {
        "anonymous": client_of(),
        "stranger": client_of(UserFactory()),
        "member": client_of(MandateFactory(organisation=lille).user),
        "speaker": client_of(speaker),
        "partner": client_of(MandateFactory(organisation=partner, speaks_for=True).user),
        "staff": client_of(UserFactory(is_staff=True)),
    }

    def answers(url):
        return [browser.get(url).status_code for browser in people.values()]

    assert answers(reverse("forum:reuse", args=[row.slug, "lille"])) == [
        302, 403, 403, 200, 403, 200,
    ]  # fmt: skip
    assert answers(reverse("forum:reuse", args=[draft.slug, "lille"])) == [302] + [404] * 5
    assert answers(reverse("forum:reuse", args=[row.slug, partner.slug])) == [302] + [404] * 5


def test_what_is_solved_elsewhere():
    health, bus = ThemeFactory(), ThemeFactory()
    obstacle = ObstacleFactory(title_fr="Ambulances arrêtées", themes=[health], nature="law")
    own = SolutionFactory(title_fr="La sienne")
    own.obstacles.add(obstacle)
    same_theme = SolutionFactory(title_fr="Même thème", themes=[health])
    closer = SolutionFactory(title_fr="Même thème et nature", themes=[health])
    closer.obstacles.add(ObstacleFactory(nature="law"))
    resembling = SolutionFactory(title_fr="Ambulances arrêtées", themes=[bus])
    SolutionFactory(title_fr="Autre chose", themes=[bus])
    SolutionFactory(title_fr="Brouillon", themes=[health], is_draft=True)
    obstacle.refresh_from_db()
    found = list(solved_elsewhere(obstacle))
    assert found[0] == own
    assert set(found) == {own, closer, same_theme, resembling}
    assert found.index(closer) < found.index(same_theme)
