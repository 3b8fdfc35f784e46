"""Who is affected too: said for an organisation, counted, drawn, taken back."""

import pytest

from forum.models import Endorsement
from forum.services.support import endorse
from members.models import Organisation
from tests.factories import MandateFactory, OrganisationFactory, UserFactory
from tests.forum.factories import EndorsementFactory, ObstacleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def obstacle():
    return ObstacleFactory()


@pytest.fixture
def mandate():
    return MandateFactory(
        user=UserFactory(), organisation=OrganisationFactory(placed=True), speaks_for=True
    )


@pytest.fixture
def address(obstacle, mandate):
    return f"/fr/obstacles/{obstacle.reference}/support/{mandate.organisation.slug}/"


def count(obstacle):
    obstacle.refresh_from_db()
    return obstacle.support_count


def test_it_is_said_changed_and_withdrawn(client, obstacle, mandate, address):
    client.force_login(mandate.user)
    words = {
        "place": "Kehl",
        "people": "1200",
        "cost": "1 500,50",
        "text": "Ici.",
        "language": "fr",
    }
    assert client.post(address, words).status_code == 302
    assert client.post(address, words | {"place": "Strasbourg"}).status_code == 302
    [row] = Endorsement.objects.all()
    assert (row.place, row.people, str(row.cost), row.by) == (
        "Strasbourg",
        1200,
        "1500.50",
        mandate.user,
    )
    assert count(obstacle) == 1
    page = client.get(obstacle.get_absolute_url()).content.decode()
    assert "Strasbourg" in page
    assert client.post(f"{address}withdraw/").status_code == 302
    assert count(obstacle) == 0
    assert client.post(address, words).status_code == 302
    assert (count(obstacle), Endorsement.objects.count()) == (1, 2)


def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(client, mandate, address):
    client.force_login(mandate.user)
    answer = client.post(
        address, {"people": "beaucoup", "cost": "-3", "text": "Nos mots.", "language": "xx"}
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"people", "cost", "language"}
    assert "Nos mots." in answer.content.decode()
    assert not Endorsement.objects.exists()


def test_who_carries_or_raised_it_does_not_support_it_too(client, mandate):
    row = ObstacleFactory(raised_by=mandate.organisation)
    client.force_login(mandate.user)
    address = f"/fr/obstacles/{row.reference}/support/{mandate.organisation.slug}/"
    assert client.post(address, {"language": "fr"}).status_code == 422
    assert not Endorsement.objects.exists()


def test_the_map_shows_who_has_a_place_and_is_not_hidden(client, obstacle, mandate):
    endorse(obstacle, by=mandate, values={"place": "Kehl"})
    EndorsementFactory(obstacle=obstacle)  # without place
    EndorsementFactory(
        obstacle=obstacle,
        organisation=OrganisationFactory(placed=True),
        hidden_because="Hors sujet.",
    )
    found = client.get(f"/fr/obstacles/{obstacle.reference}/support.geojson").json()
    assert [one["properties"]["city"] for one in found["features"]] == ["Kehl"]


def test_only_who_speaks_for_the_organisation_may(client, obstacle, mandate, address):
    assert client.get(address).status_code == 302
    other = MandateFactory(organisation=mandate.organisation, speaks_for=False).user
    client.force_login(other)
    assert client.get(address).status_code == 403
    assert client.post(address, {"language": "fr"}).status_code == 403
    hidden = ObstacleFactory(audience="staff")
    client.force_login(mandate.user)
    unseen = f"/fr/obstacles/{hidden.reference}/support/{mandate.organisation.slug}/"
    assert client.get(unseen).status_code == 404


@pytest.mark.parametrize("rows", [1, 50])
def test_the_page_costs_the_same(client, queries, obstacle, rows):
    for _number in range(rows):
        EndorsementFactory(obstacle=obstacle)
    assert queries(lambda: client.get(obstacle.get_absolute_url())) <= 12
    assert Organisation.objects.count() >= rows


def test_an_organisation_without_public_page_counts_but_is_not_named(client, obstacle, mandate):
    hidden = OrganisationFactory(name_fr="Secrète", draft=True)
    EndorsementFactory(obstacle=obstacle, organisation=hidden)
    row = ObstacleFactory(raised_by=hidden)
    assert count(obstacle) == 1
    for one in (obstacle, row):
        assert "Secrète" not in client.get(one.get_absolute_url()).content.decode()
    client.force_login(UserFactory(is_staff=True))
    assert "Secrète" in client.get(row.get_absolute_url()).content.decode()


def test_what_staff_hide_no_longer_counts(client, obstacle, mandate):
    endorse(obstacle, by=mandate, values={"text": "Injures."})
    row = Endorsement.objects.get()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    address = f"/admin/forum/endorsement/{row.pk}/change/"
    sent = {"hidden_because": "Hors sujet.", "version": row.version}
    assert client.post(address, sent).status_code == 302
    client.logout()
    assert count(obstacle) == 0
    assert "Injures." not in client.get(obstacle.get_absolute_url()).content.decode()
    row.refresh_from_db()
    assert (row.hidden_because, row.text) == ("Hors sujet.", "Injures.")


def test_a_closed_obstacle_is_no_longer_joined(client, mandate):
    row = ObstacleFactory(status="closed", outcome="practice", closed_on="2026-05-01")
    address = f"/fr/obstacles/{row.reference}/support/{mandate.organisation.slug}/"
    client.force_login(mandate.user)
    assert address not in client.get(row.get_absolute_url()).content.decode()
    assert client.post(address, {"language": "fr"}).status_code == 422
    assert not Endorsement.objects.exists()


def test_the_form_names_languages_and_begins_in_that_of_the_page(client, mandate, obstacle):
    client.force_login(mandate.user)
    slug = mandate.organisation.slug
    form = client.get(f"/en/obstacles/{obstacle.reference}/support/{slug}/").context["form"]
    assert form["language"].value() == "en"
    assert dict(form.fields["language"].choices)["de"] not in ("", "de")
