"""The steps of a project's publication: who takes them, when, and who is told."""

from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from members.acting import Actor
from members.models import Letter
from projects.models import Project, Transition
from projects.services import publication
from tests.factories import (
    BorderFactory,
    MandateFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    ThemeFactory,
    UserFactory,
)


@pytest.fixture
def owner(db):
    return OrganisationFactory(slug="owner")


@pytest.fixture
def keeper(owner):
    return MandateFactory(organisation=owner, proposes_projects=True)


@pytest.fixture
def staff(db):
    return Actor(UserFactory(is_staff=True))


def complete(owner, publication="draft", **facts):
    project = ProjectFactory(
        owner=owner,
        publication=publication,
        summary_fr="Un résumé.",
        borders=[BorderFactory(code="FR-BE")],
        themes=[ThemeFactory(code="health")],
        **facts,
    )
    ParticipationFactory(project=project, organisation=owner)
    return Project.objects.get(pk=project.pk)


def act(name, project, staff, keeper):
    by_keeper = Actor(keeper.user, keeper)
    return {
        "submit": lambda: publication.submit(project, by=by_keeper),
        "take_back": lambda: publication.take_back(project, by=by_keeper),
        "ask": lambda: publication.ask_for_changes(project, "Le budget ?", by=staff),
        "publish": lambda: publication.publish(project, by=staff),
        "refuse": lambda: publication.refuse(project, "Hors sujet.", by=staff),
        "archive": lambda: publication.archive(project, "", by=staff),
    }[name]()


STEPS = {
    ("draft", "submit"): "submitted",
    ("draft", "publish"): "published",
    ("submitted", "take_back"): "draft",
    ("submitted", "ask"): "draft",
    ("submitted", "publish"): "published",
    ("submitted", "refuse"): "refused",
    ("published", "archive"): "archived",
    ("archived", "publish"): "published",
    ("refused", "publish"): "published",
    ("refused", "take_back"): "draft",
}
ONCE = {("draft", "take_back"), ("submitted", "submit"), ("published", "publish"),
        ("archived", "archive")}  # fmt: skip


@pytest.mark.parametrize("name", ["submit", "take_back", "ask", "publish", "refuse", "archive"])
@pytest.mark.parametrize("state", [state.value for state in Project.Publication])
def test_every_step_from_every_state(owner, staff, keeper, state, name):
    project = complete(owner, publication=state)
    if (state, name) in STEPS:
        act(name, project, staff, keeper)
        project.refresh_from_db()
        assert project.publication == STEPS[state, name]
        assert [(one.old, one.new) for one in Transition.objects.all()] == [
            (state, STEPS[state, name])
        ]
        return
    if (state, name) in ONCE:
        act(name, project, staff, keeper)
    else:
        with pytest.raises(ValidationError, match="maintenant"):
            act(name, project, staff, keeper)
    project.refresh_from_db()
    assert project.publication == state
    assert not Transition.objects.exists()
    assert not Letter.objects.exists()


def test_what_is_missing_is_named(owner, staff):
    project = ProjectFactory(owner=owner, publication="draft", stage="")
    assert publication.missing(project) == [
        "un résumé dans une langue au moins", "son avancement", "une frontière", "un thème",
        "un partenaire",
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="une frontière"):
        publication.publish(project, by=staff)
    assert publication.missing(complete(owner)) == []


@pytest.mark.parametrize("step", [publication.ask_for_changes, publication.refuse])
def test_no_without_words(owner, staff, step):
    project = complete(owner, publication="submitted")
    with pytest.raises(ValidationError):
        step(project, "  ", by=staff)
    project.refresh_from_db()
    assert project.publication == "submitted"


class TestLetters:
    def test_the_staff_hear_of_a_submission(self, owner, staff, keeper, settings):
        act("submit", complete(owner), staff, keeper)
        letter = Letter.objects.get()
        assert (letter.kind, letter.recipient) == ("project_submitted", settings.CONTACT_EMAIL)

    @pytest.mark.parametrize("name", ["ask", "publish", "refuse"])
    def test_who_proposes_hears_what_is_decided(self, owner, staff, keeper, name):
        MandateFactory(organisation=owner)  # a colleague who does not propose
        act(name, complete(owner, publication="submitted"), staff, keeper)
        assert [letter.recipient for letter in Letter.objects.all()] == [keeper.user.email]

    def test_other_participants_are_told_once(self, owner, staff, keeper):
        other = MandateFactory(proposes_projects=True)
        shy = MandateFactory(proposes_projects=True)
        project = complete(owner, publication="submitted")
        ParticipationFactory(project=project, organisation=other.organisation)
        ParticipationFactory(project=project, organisation=shy.organisation, is_named=False)
        publication.publish(project, by=staff)
        publication.tell_participants(Project.objects.get())
        told = Letter.objects.filter(kind="project_named")
        assert [letter.recipient for letter in told] == [other.user.email]


@pytest.mark.django_db(transaction=True)
def test_two_who_submit_at_once_submit_once(owner, keeper):
    project, together = complete(owner), Barrier(2)

    def submit():
        try:
            together.wait()
            publication.submit(project, by=Actor(keeper.user, keeper))
        finally:
            connection.close()

    threads = [Thread(target=submit) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Transition.objects.count() == 1
    assert Letter.objects.count() == 1
