"""What who proposes projects may do with each address, and who else may not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from members.models import Mandate
from projects.models import Participation, Project, ProjectChange
from tests.factories import (
    MandateFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
# Who proposes for the organisation that keeps the projects; who no longer does; who does for one
# that only takes part in them; for one that has nothing to do with them; who acts for the first
# in all other ways; the staff.
PEOPLE = ["keeper", "former", "participant", "other", "colleague", "staff"]

READ = {
    "/fr/projects/propose/": [200, 403, 200, 200, 403, 403],
    "/fr/projects/propose/alike/": [200] * 6,
    "/fr/projects/known/": [200] * 6,
    "/fr/projects/draft/": [200, 404, 404, 404, 404, 200],
    "/fr/projects/refused/": [200, 404, 404, 404, 404, 200],
    "/fr/projects/archived/": [200, 404, 404, 404, 404, 200],
    "/fr/projects/known/edit/": [200, 403, 403, 403, 403, 200],
    "/fr/projects/draft/edit/": [200, 404, 404, 404, 404, 200],
    "/fr/projects/submitted/edit/": [200, 404, 404, 404, 404, 200],
    "/fr/projects/refused/edit/": [200, 404, 404, 404, 404, 200],
    "/fr/projects/archived/edit/": [200, 404, 404, 404, 404, 200],
    "/fr/projects/known/edit/presence/": [405, 403, 403, 403, 403, 405],
    "/fr/projects/known/history/": [200, 403, 403, 403, 403, 200],
    "/fr/projects/draft/history/": [200, 404, 404, 404, 404, 200],
    "/fr/projects/known/participation/keeper/": [200, 403, 403, 403, 403, 200],
    "/fr/projects/known/participation/participant/": [403, 403, 200, 403, 403, 200],
    "/fr/projects/known/participation/other/": [404] * 6,
    "/fr/projects/draft/participation/participant/": [404] * 6,
    "/fr/projects/orphan/edit/": [403, 403, 403, 403, 403, 200],
    "/fr/projects/orphan/history/": [403, 403, 403, 403, 403, 200],
}
# Sent empty: 422 is a form that is looked at, 302 a step that is not possible, and is told.
SENT = {
    "/fr/projects/propose/": [422, 403, 422, 422, 403, 403],
    "/fr/projects/known/edit/": [422, 403, 403, 403, 403, 422],
    "/fr/projects/draft/edit/": [422, 404, 404, 404, 404, 422],
    "/fr/projects/submitted/edit/": [302, 404, 404, 404, 404, 422],
    "/fr/projects/archived/edit/": [302, 404, 404, 404, 404, 422],
    "/fr/projects/known/edit/presence/": [200, 403, 403, 403, 403, 200],
    "/fr/projects/draft/edit/presence/": [200, 404, 404, 404, 404, 200],
    "/fr/projects/known/participation/participant/": [403, 403, 422, 403, 403, 422],
}


@pytest.fixture
def clients():
    places = {slug: OrganisationFactory(slug=slug) for slug in ("keeper", "participant", "other")}
    for state in ("published", "draft", "submitted", "refused", "archived"):
        slug = "known" if state == "published" else state
        project = ProjectFactory(slug=slug, owner=places["keeper"], publication=state)
        for name in ("keeper", "participant"):
            ParticipationFactory(project=project, organisation=places[name])
    ProjectFactory(slug="orphan")
    yesterday = timezone.localdate() - timedelta(days=1)
    others = {"edits_profile": True, "manages_people": True, "speaks_for": True}
    facts = {
        "keeper": {"organisation": places["keeper"], "proposes_projects": True},
        "former": {
            "organisation": places["keeper"],
            "proposes_projects": True,
            "ends_on": yesterday,
        },
        "participant": {"organisation": places["participant"], "proposes_projects": True},
        "other": {"organisation": places["other"], "proposes_projects": True},
        "colleague": {"organisation": places["keeper"], **others},
    }
    people = {who: MandateFactory(**facts[who]).user for who in PEOPLE[:-1]}
    people["staff"] = UserFactory(is_staff=True)
    return {who: logged_in(people[who]) for who in PEOPLE}


def logged_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("url", READ)
def test_who_may_read(clients, url):
    assert [clients[who].get(url).status_code for who in PEOPLE] == READ[url]


@pytest.mark.parametrize("url", SENT)
def test_who_may_send(clients, url):
    before = [*Project.objects.values_list("pk", "version").order_by("pk")]
    assert [clients[who].post(url).status_code for who in PEOPLE] == SENT[url]
    assert [*Project.objects.values_list("pk", "version").order_by("pk")] == before
    assert not ProjectChange.objects.exists()
    assert not Participation.objects.filter(version__gt=0).exists()


def test_who_loses_the_mandate_while_writing_writes_nothing(clients):
    project = Project.objects.get(slug="draft")
    Mandate.objects.filter(proposes_projects=True).update(proposes_projects=False)
    answer = clients["keeper"].post("/fr/projects/draft/edit/", {"title_fr": "X", "action": "save"})
    assert answer.status_code == 404
    project.refresh_from_db()
    assert project.title_fr != "X"
