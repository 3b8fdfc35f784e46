"""The back office compares, tells apart, merges and undoes."""

import pytest
from django.test import Client

from projects.models import Merge, NotDuplicate, Project
from projects.services.merging import merge
from tests.factories import ParticipationFactory, ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/projects/project/"
PAIRS = f"{LIST}duplicates/"
MERGES = "/admin/projects/merge/"


@pytest.fixture
def staff():
    browser = Client()
    browser.force_login(UserFactory(is_staff=True))
    return browser


@pytest.fixture
def two():
    return [
        ProjectFactory(slug="a", title_fr="Le pont de Kehl", acronym="PONT"),
        ProjectFactory(slug="b", title_fr="Le pont de Kehl", summary_fr="Un résumé"),
    ]


def merge_url(keep, lose):
    return f"{LIST}merge/?keep={keep.pk}&lose={lose.pk}"


def test_pairs_are_listed_and_told_apart(staff, two):
    ProjectFactory(title_fr="Hôpital de Cerdagne")
    for url in (PAIRS, f"{LIST}{two[1].pk}/duplicates/"):
        page = staff.get(url).content.decode()
        assert "60 %" in page
        assert "titre proche" in page
        assert "Cerdagne" not in page
    answer = staff.post(PAIRS, {"first": two[0].pk, "second": two[1].pk}, follow=True)
    assert "Aucun projet ne ressemble à un autre." in answer.content.decode()
    pair = NotDuplicate.objects.get()
    staff.post(f"/admin/projects/notduplicate/{pair.pk}/delete/", {"post": "yes"})
    assert "60 %" in staff.get(PAIRS).content.decode()


def test_two_projects_are_merged_and_the_merge_undone(staff, two):
    kept, lost = two
    ParticipationFactory(project=lost, outside=True, name="Stadt Kehl")
    page = staff.get(merge_url(kept, lost))
    assert "Stadt Kehl" in page.content.decode()
    data = {"kept_version": kept.version, "lost_version": Project.objects.get(slug="b").version}
    answer = staff.post(merge_url(kept, lost), data | {"acronym": "lost"}, follow=True)
    assert answer.status_code == 200
    row = Project.objects.get()
    assert (row.slug, row.acronym, row.summary_fr) == ("a", "", "Un résumé")
    found = Merge.objects.get()
    assert answer.redirect_chain[-1][0] == f"{MERGES}{found.pk}/change/"
    answer = staff.post(f"{MERGES}{found.pk}/undo/", follow=True)
    assert "les deux projets sont rétablis" in answer.content.decode()
    assert Project.objects.count() == 2
    assert "Annuler la fusion" not in staff.get(f"{MERGES}{found.pk}/change/").content.decode()


def test_what_hinders_undoing_is_said(staff, two):
    row = merge(*two, {}, by=None)
    ProjectFactory(slug="b")
    page = staff.get(f"{MERGES}{row.pk}/change/").content.decode()
    assert "Un autre projet a maintenant l’adresse «\N{NO-BREAK SPACE}b\N{NO-BREAK SPACE}»." in page
    answer = staff.post(f"{MERGES}{row.pk}/undo/", follow=True)
    assert "Un autre projet a maintenant" in answer.content.decode()
    assert Merge.objects.get().undone_at is None


def test_a_refused_merge_comes_back_with_the_choices(staff, two):
    kept, lost = two
    kept.total_budget, lost.eu_funding = 10, 20
    kept.save()
    lost.save()
    shown = staff.get(merge_url(kept, lost)).context
    data = {"kept_version": shown["kept"].version, "lost_version": shown["lost"].version}
    answer = staff.post(merge_url(kept, lost), data | {"acronym": "lost"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "ne peut pas dépasser le budget total" in html
    assert 'name="acronym" value="lost" checked' in html
    assert Project.objects.count() == 2
    assert staff.post(merge_url(kept, lost), {"eu_funding": "kept"}).status_code == 422  # stale


def test_the_action_takes_two(staff, two):
    data = {"action": "merge_selected", "_selected_action": [row.pk for row in two]}
    assert staff.post(LIST, data)["Location"] == merge_url(*two)
    data["_selected_action"] = [two[0].pk]
    assert "Choisissez deux projets" in staff.post(LIST, data, follow=True).content.decode()


@pytest.mark.parametrize(
    "tail", ["", "?keep=1", "?keep=x&lose=y", "?keep=99999999999999999999&lose=1"]
)
def test_what_is_not_there_is_not_found(staff, tail):
    assert staff.get(f"{LIST}merge/{tail}").status_code == 404
    assert staff.post(PAIRS, {"first": "x"}).status_code == 404
    assert staff.get(f"{LIST}999999/duplicates/").status_code == 404
    assert staff.post(f"{MERGES}999999/undo/").status_code == 404
    assert staff.get(f"{MERGES}1/undo/").status_code == 405


@pytest.mark.parametrize("who", ["anonymous", "stranger", "former", "member", "editor", "manager"])
def test_nobody_but_staff_compares_merges_or_undoes(people, who, two):
    row = merge(ProjectFactory(), ProjectFactory(), {}, by=None)
    urls = [PAIRS, f"{LIST}{two[0].pk}/duplicates/", merge_url(*two), f"{LIST}links/", MERGES]
    assert {people[who].get(url).status_code for url in urls} == {302}
    urls.append(f"{MERGES}{row.pk}/undo/")
    assert {people[who].post(url).status_code for url in urls} == {302}
    assert Project.objects.filter(slug__in=["a", "b"]).count() == 2
    assert Merge.objects.get().undone_at is None


def test_pages_cost_the_same_for_two_rows_and_fifty(staff, queries, two):
    first = queries(lambda: staff.get(PAIRS)), queries(lambda: staff.get(MERGES))
    ProjectFactory.create_batch(20, title_fr="Le pont de Kehl")
    merge(ProjectFactory(), ProjectFactory(), {}, by=UserFactory())
    merge(ProjectFactory(), ProjectFactory(), {}, by=UserFactory())
    again = queries(lambda: staff.get(PAIRS)), queries(lambda: staff.get(MERGES))
    assert again[0] == first[0] <= 12
    assert again[1] <= first[1] + 1 <= 9  # nothing to list, nothing to ask
