"""Every address about people by every kind of person, read and sent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import Invitation, JoinRequest, Mandate
from tests.factories import InvitationFactory, JoinRequestFactory, MandateFactory, UserFactory

pytestmark = pytest.mark.django_db
PEOPLE = ["anonymous", "stranger", "former", "member", "editor", "manager", "staff"]
ALL = [200] * 7
ACTING = [302, 403, 403, 200, 200, 200, 200]
MANAGING = [302, 403, 403, 403, 403, 200, 200]
POSTED = [302, 403, 403, 403, 403, 405, 405]
GONE = [302, 403, 403, 403, 403, 404, 404]
DRAFT = [302, 404, 404, 403, 403, 200, 200]
HIDDEN = [302, 404, 404, 404, 404, 404, 404]
P, D = "/fr/members/published/people/", "/fr/members/draft/people/"

READ = {
    P: ACTING,
    D: [302, 404, 404, 200, 200, 200, 200],
    "/fr/members/none/people/": HIDDEN,
    f"{P}invite/": MANAGING,
    f"{D}invite/": DRAFT,
    f"{P}{{mandate}}/edit/": MANAGING,
    f"{P}{{mandate}}/end/": MANAGING,
    f"{P}{{mandate}}/hand-over/": MANAGING,
    f"{P}{{mandate}}/history/": MANAGING,
    f"{P}{{mandate}}/show/": [302, 403, 403, 405, 405, 405, 405],
    f"{D}{{mandate}}/edit/": [302, 404, 404, 404, 404, 404, 404],
    f"{P}{{past}}/edit/": [302, 403, 403, 404, 404, 404, 404],
    f"{P}{{past}}/end/": [302, 403, 403, 404, 404, 404, 404],
    f"{P}{{past}}/hand-over/": [302, 403, 403, 404, 404, 404, 404],
    f"{P}{{past}}/history/": MANAGING,
    f"{P}99999999999999999999/edit/": [302, 403, 403, 404, 404, 404, 404],
    f"{P}invitations/{{invitation}}/resend/": POSTED,
    f"{P}invitations/{{invitation}}/withdraw/": POSTED,
    f"{P}invitations/{{invitation}}/address/": MANAGING,
    f"{D}invitations/{{invitation}}/address/": [302, 404, 404, 403, 403, 404, 404],
    f"{P}requests/{{request}}/accept/": [302, 403, 403, 403, 403, 200, 403],
    f"{P}requests/{{request}}/refuse/": [302, 403, 403, 403, 403, 200, 403],
    f"{P}requests/{{late}}/accept/": MANAGING,
    f"{P}requests/{{late}}/refuse/": MANAGING,
    f"{D}requests/{{request}}/accept/": [302, 404, 404, 403, 403, 404, 404],
    f"{P}requests/0/accept/": GONE,
    "/fr/members/published/join/": ALL,
    "/fr/members/published/join/sent/": ALL,
    "/fr/members/published/join/withdraw/": [302, 405, 405, 405, 405, 405, 405],
    "/fr/members/draft/join/": [404] * 7,
    "/fr/members/draft/join/sent/": [404] * 7,
    "/fr/invitations/{token}/": ALL,
    "/fr/invitations/{token}/decline/": [405] * 7,
    "/fr/invitations/{token}/address/": [302, 405, 405, 405, 405, 405, 405],
    "/fr/invitations/none/": [404] * 7,
}


@pytest.fixture
def rows(people, organisations):
    published = organisations[0]
    yesterday = timezone.localdate() - timedelta(days=1)
    invitation = InvitationFactory(organisation=published)
    late = JoinRequestFactory(organisation=published)
    JoinRequest.objects.update(created_at=timezone.now() - timedelta(days=11))
    return {
        "mandate": MandateFactory(organisation=published, function="autre").pk,
        "past": MandateFactory(organisation=published, function="avant", ends_on=yesterday).pk,
        "invitation": invitation.pk,
        "token": invitation.token,
        "late": late.pk,
        "request": JoinRequestFactory(organisation=published).pk,
    }


@pytest.mark.parametrize("url", READ)
def test_who_may_read(people, rows, url):
    answers = [people[who].get(url.format(**rows)).status_code for who in PEOPLE]
    assert answers == READ[url]


SENT = [
    f"{P}invite/",
    f"{P}{{mandate}}/edit/",
    f"{P}{{mandate}}/end/",
    f"{P}{{mandate}}/hand-over/",
    f"{P}{{mandate}}/show/",
    f"{P}invitations/{{invitation}}/resend/",
    f"{P}invitations/{{invitation}}/withdraw/",
    f"{P}invitations/{{invitation}}/address/",
    f"{P}requests/{{late}}/accept/",
    f"{P}requests/{{late}}/refuse/",
]
DATA = {
    "email": "new@example.org", "language": "fr", "function": "élue", "starts_on": "2099-01-01",
    "last_day": "2099-01-01", "reason": "ended", "sendings": "1", "is_public": "on",
}  # fmt: skip


@pytest.mark.parametrize("url", SENT)
@pytest.mark.parametrize("who", ["anonymous", "stranger", "former", "member", "editor"])
def test_nobody_else_writes(people, rows, url, who):
    before = [
        list(model.objects.order_by("pk").values()) for model in (Mandate, Invitation, JoinRequest)
    ]  # noqa: E501
    response = people[who].post(url.format(**rows), DATA)
    assert response.status_code == (302 if who == "anonymous" else 403)
    assert who != "anonymous" or response["Location"].startswith("/fr/accounts/login/")
    after = [
        list(model.objects.order_by("pk").values()) for model in (Mandate, Invitation, JoinRequest)
    ]  # noqa: E501
    assert before == after


@pytest.mark.parametrize("url", SENT)
def test_a_manager_elsewhere_writes_nothing_here(client, rows, url):
    client.force_login(MandateFactory(manages_people=True).user)
    assert client.post(url.format(**rows), DATA).status_code == 403


def own(client, organisation, **capabilities):
    mandate = MandateFactory(user=UserFactory(), organisation=organisation, **capabilities)
    client.force_login(mandate.user)
    return mandate


def test_anybody_leaves_and_decides_on_being_shown(client, organisations):
    mandate = own(client, organisations[0])
    assert client.get(f"{P}{mandate.pk}/end/").status_code == 200
    assert client.get(f"{P}{mandate.pk}/history/").status_code == 200
    assert client.get(f"{P}{mandate.pk}/edit/").status_code == 403
    assert client.get(f"{P}{mandate.pk}/hand-over/").status_code == 403
    client.post(f"{P}{mandate.pk}/show/", {"is_public": "on"})
    mandate.refresh_from_db()
    assert mandate.is_public
    client.post(f"{P}{mandate.pk}/end/", {"last_day": timezone.localdate()})
    mandate.refresh_from_db()
    assert (mandate.ends_on, mandate.end_reason) == (timezone.localdate(), "left")


def test_who_left_yesterday_is_led_to_the_public_page(client, organisations):
    mandate = own(client, organisations[0])
    yesterday = timezone.localdate() - timedelta(days=1)
    response = client.post(f"{P}{mandate.pk}/end/", {"last_day": yesterday})
    assert response["Location"] == "/fr/members/published/"
    assert client.get(P).status_code == 403


def test_only_the_person_is_shown_or_not(people, organisations):
    mandate = MandateFactory(organisation=organisations[0], function="autre")
    assert people["manager"].post(f"{P}{mandate.pk}/show/").status_code == 403


def test_addresses_are_for_those_who_manage_people(people, organisations):
    MandateFactory(organisation=organisations[0], user__email="secret@example.org", function="x")
    InvitationFactory(organisation=organisations[0], email="invited@example.org")
    JoinRequestFactory(organisation=organisations[0], email="asking@example.org")
    for who, sees in {"member": False, "editor": False, "manager": True, "staff": True}.items():
        html = people[who].get(P).content.decode()
        for address in ("secret@example.org", "invited@example.org", "asking@example.org"):
            assert (address in html) is sees
