"""Staff decide: the queue, a project as a whole, the changes that are proposed."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from members.acting import Actor
from members.models import Letter
from members.services.changes import Decision
from projects.models import Project, ProjectChange, Transition
from projects.services.changes import decide, save_page
from tests.factories import (
    BorderFactory,
    MandateFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    ThemeFactory,
    UserFactory,
)

LIST = "/admin/projects/project/"


@pytest.fixture
def owner(db):
    return OrganisationFactory(slug="owner")


@pytest.fixture
def keeper(owner):
    mandate = MandateFactory(organisation=owner, proposes_projects=True)
    return Actor(mandate.user, mandate)


@pytest.fixture
def staff(db):
    browser = Client()
    browser.force_login(UserFactory(is_staff=True))
    return browser


def submitted(owner, days=0, **facts):
    project = ProjectFactory(
        owner=owner, publication="submitted", summary_fr="Un pont.",
        submitted_at=timezone.now() - timedelta(days=days),
        borders=[BorderFactory(code="FR-BE")], themes=[ThemeFactory(code="health")], **facts,
    )  # fmt: skip
    ParticipationFactory(project=project, organisation=owner)
    return project


def url_of(project):
    return f"{LIST}{project.pk}/decide/"


class TestQueue:
    def listed(self, staff, gap):
        return [row.slug for row in staff.get(f"{LIST}?gap={gap}").context["cl"].result_list]

    def test_the_oldest_submission_comes_first(self, staff, owner):
        for days in (2, 9, 4):
            submitted(owner, days, slug=f"since-{days}")
        ProjectFactory(slug="not-one")
        assert self.listed(staff, "submitted") == ["since-9", "since-4", "since-2"]
        html = staff.get(f"{LIST}?gap=submitted").content.decode()
        assert "9 jours" in html
        assert url_of(Project.objects.get(slug="since-9")) in html

    def test_the_oldest_proposal_comes_first_each_project_once(self, staff, owner, keeper):
        for slug in ("first", "second"):
            project = ProjectFactory(slug=slug, owner=owner)
            save_page(project, {"acronym": "LYS", "city": "Menin"}, by=keeper)
        first = ProjectChange.objects.filter(project__slug="first")
        first.update(proposed_at=timezone.now() - timedelta(days=3))
        assert self.listed(staff, "proposed") == ["first", "second"]

    def test_both_are_on_the_first_page_and_in_the_space_of_the_staff(self, staff, owner, keeper):
        submitted(owner)
        save_page(ProjectFactory(owner=owner), {"acronym": "LYS"}, by=keeper)
        first, own = staff.get("/admin/"), staff.get("/fr/me/")
        for gap in ("submitted", "proposed"):
            assert f"{LIST}?gap={gap}" in first.content.decode()
            assert f"{LIST}?gap={gap}" in own.content.decode()


class TestWhole:
    def test_the_page_shows_what_is_needed_to_decide(self, staff, owner):
        html = staff.get(url_of(submitted(owner))).content.decode()
        assert "demander des modifications" in html
        assert "/preview/" in html

    @pytest.mark.parametrize(
        ("act", "state"), [("publish", "published"), ("ask", "draft"), ("refuse", "refused")]
    )
    def test_each_decision(self, staff, owner, keeper, act, state):
        project = submitted(owner)
        data = {"what": "publication", "act": act, "comment": "Le budget ?"}
        assert staff.post(url_of(project), data).status_code == 302
        project.refresh_from_db()
        assert project.publication == state
        assert (Transition.objects.get().comment, Letter.objects.count()) == ("Le budget ?", 1)

    @pytest.mark.parametrize("act", ["ask", "refuse", "archive", "nothing", ""])
    def test_a_mistake_is_told_and_nothing_is_lost(self, staff, owner, keeper, act):
        project = submitted(owner)
        words = "  " if act in {"ask", "refuse"} else "Mes mots."
        data = {"what": "publication", "act": act, "comment": words}
        response = staff.post(url_of(project), data)
        assert response.status_code == 422
        html = response.content.decode()
        assert "errorlist" in html
        assert words in html
        project.refresh_from_db()
        assert project.publication == "submitted"
        assert not Letter.objects.exists()

    def test_what_lacks_something_is_not_published(self, staff, owner):
        project = ProjectFactory(owner=owner, publication="submitted")
        response = staff.post(url_of(project), {"what": "publication", "act": "publish"})
        assert response.status_code == 422
        assert "une frontière" in response.content.decode()


class TestChanges:
    @pytest.fixture
    def project(self, owner, keeper):
        project = ProjectFactory(owner=owner, city="Lille")
        values = {
            "city": "Menin",
            "stage": "completed",
            "borders": type(BorderFactory(code="FR-BE")).objects.filter(code="FR-BE"),
        }
        save_page(project, values, by=keeper)
        Letter.objects.all().delete()
        return project

    def send(self, staff, project, **decisions):
        """A decision by field; a text is the reason of a refusal."""
        data = {"what": "changes", "version": Project.objects.get().version}
        for change in ProjectChange.objects.all():
            choice = decisions.get(change.field)
            if choice is not None:
                data[f"decision_{change.pk}"] = "accept" if choice is True else "refuse"
                data[f"reason_{change.pk}"] = "" if choice is True else choice
        return staff.post(url_of(project), data)

    def test_field_by_field(self, staff, project, keeper):
        answer = self.send(staff, project, city=True, borders=True, stage="Pas encore.")
        assert answer.status_code == 302
        project.refresh_from_db()
        found = project.city, project.border_codes, project.stage
        assert found == ("Menin", ["FR-BE"], "ongoing")
        assert Letter.objects.get().recipient == keeper.user.email

    def test_a_refusal_needs_its_reason(self, staff, project):
        assert self.send(staff, project, city=True, stage="").status_code == 422
        project.refresh_from_db()
        assert project.city == "Lille"
        assert ProjectChange.objects.waiting().count() == 3

    def test_visitors_read_what_was_decided_alone(self, staff, project, client):
        url = project.get_absolute_url()
        assert b"Achev" not in client.get(url).content
        self.send(staff, project, stage=True)
        assert b"Achev" in client.get(url).content

    def test_what_would_not_be_valid_is_told_beside_its_field(self, staff, owner, keeper):
        project = ProjectFactory(owner=owner, start="2020")
        ProjectChange.objects.create(
            project=project, field="end", old="", new="2019", proposed_by=keeper.user
        )
        data = {"what": "changes", "version": project.version}
        pk = ProjectChange.objects.get().pk
        response = staff.post(url_of(project), data | {f"decision_{pk}": "accept"})
        assert response.status_code == 422
        assert "La fin ne peut pas précéder le début." in response.content.decode()

    def test_withdrawn_meanwhile(self, staff, project, keeper):
        change = ProjectChange.objects.get(field="city")
        page = {"what": "changes", "version": Project.objects.get().version}
        ProjectChange.objects.filter(pk=change.pk).update(decision="withdrawn")
        response = staff.post(url_of(project), page | {f"decision_{change.pk}": "accept"})
        assert response.status_code == 422
        project.refresh_from_db()
        assert project.city == "Lille"

    def test_what_is_told_to_its_keepers(self, project, keeper):
        browser = Client()
        browser.force_login(keeper.user)
        assert "3 propositions" in browser.get("/fr/me/").content.decode()
        held = browser.get("/fr/me/data/download.json").json()["project_changes"]
        assert {one["field"] for one in held} == {"city", "stage", "borders"}


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_decide_once(owner, keeper):
    project = ProjectFactory(owner=owner)
    (change,) = save_page(project, {"acronym": "LYS"}, by=keeper)
    Letter.objects.all().delete()
    staff = [Actor(UserFactory(is_staff=True)) for _n in range(2)]
    together, refused = Barrier(2), []

    def answer(by, is_accepted):
        try:
            together.wait()
            decide(project, [Decision(change, is_accepted, "Non.")], by=by)
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=answer, args=(staff[n], n == 0)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    change.refresh_from_db()
    project.refresh_from_db()
    assert len(refused) == 1
    assert (change.decision == "accepted") == (project.acronym == "LYS")
    assert Letter.objects.count() == 1
