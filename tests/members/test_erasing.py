"""An erased account names nobody any more; what was done for an organisation stays."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from members.letters.outbox import write
from members.models import Mandate, User
from members.services.erasing import erase_account
from tests.factories import MandateFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "trois mots secrets"
ERASE = "/fr/me/data/erase/"
NAME, EMAIL = "Mme Anne Quirin-Delmotte", "anne.quirin@example.org"


@pytest.fixture
def organisation():
    return OrganisationFactory(slug="place")


@pytest.fixture
def anne(organisation):
    user = UserFactory(name=NAME, email=EMAIL, is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    MandateFactory(user=user, organisation=organisation, edits_profile=True)
    return user


def places_that_name(*words):
    """Every table of the database with a row that holds one of `words`."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            tests = " OR ".join(["t::text ILIKE %s"] * len(words))
            values = [f"%{word}%" for word in words]
            cursor.execute(f"SELECT count(*) FROM {name} t WHERE {tests}", values)
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def fill(client, anne):
    """All kinds of traces of a person."""
    client.post("/fr/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    client.post("/fr/me/preferences/", {"name": NAME, "language": "fr"})
    client.post("/fr/accounts/password/reset/", {"email": EMAIL})
    TOTP.activate(anne, "JBSWY3DPEHPK3PXP")
    SocialAccount.objects.create(user=anne, provider="oidc", uid="1", extra_data={"email": EMAIL})
    facts = {"event": "password_changed", "at": "2026-11-01T10:00:00", "browser": "Firefox"}
    write("security", "1", anne, facts=facts)
    for row in (anne, anne.mandates.get()):
        LogEntry.objects.create(
            user=UserFactory(is_staff=True),
            content_type=ContentType.objects.get_for_model(row),
            object_id=row.pk,
            object_repr=str(row),
            action_flag=CHANGE,
        )


@pytest.mark.django_db(transaction=True)
def test_no_table_names_an_erased_person(client, anne, mailoutbox):
    fill(client, anne)
    call_command("run_due", verbosity=0)
    assert {"members_user", "members_letter", "post_office_email", "django_admin_log"} <= set(
        places_that_name(NAME, EMAIL)
    )
    erase_account(anne)
    assert places_that_name(NAME, EMAIL) == []
    assert not Authenticator.objects.filter(user=anne).exists()


def test_what_was_done_stays_under_another_name(anne, organisation):
    erased = erase_account(anne)
    assert str(erased) == "ancien représentant"
    mandate = Mandate.objects.get(user=anne)
    assert mandate.organisation == organisation
    assert not Mandate.objects.in_force().filter(user=anne).exists()


def test_nobody_logs_in_with_it_again(client, anne):
    erased = erase_account(anne)
    assert (erased.is_active, erased.is_staff, erased.has_usable_password()) == (False,) * 3
    data = {"login": EMAIL, "password": PASSWORD}
    assert client.post("/fr/accounts/login/", data).status_code == 422
    assert UserFactory(email=EMAIL).pk != anne.pk


def test_two_accounts_can_be_erased(anne):
    other = UserFactory()
    assert erase_account(anne).email != erase_account(other).email
    assert User.objects.filter(erased_at__isnull=False).count() == 2


def test_the_last_who_manages_people_must_hand_over_first(organisation, anne):
    manager = Mandate.objects.get(organisation=organisation, manages_people=True).user
    with pytest.raises(ValidationError) as refused:
        erase_account(manager)
    assert refused.value.messages
    manager.refresh_from_db()
    assert manager.erased_at is None
    assert manager.is_active


def test_who_is_alone_may_go(organisation, anne):
    alone = UserFactory()
    MandateFactory(user=alone, organisation=OrganisationFactory(), manages_people=True)
    assert erase_account(alone).erased_at


def test_one_erases_oneself_with_password_and_tick(client, anne):
    client.post("/fr/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    proof = client.get(ERASE)["Location"]
    assert proof.startswith("/fr/accounts/reauthenticate/")
    assert client.post(proof, {"password": "wrong"}).status_code == 422
    assert client.post(proof, {"password": PASSWORD})["Location"] == ERASE
    assert client.get(ERASE).status_code == 200
    assert client.post(ERASE, {}).status_code == 422
    assert User.objects.get(pk=anne.pk).erased_at is None
    done = client.post(ERASE, {"is_sure": "on"}, follow=True)
    assert "Votre compte est effacé" in done.content.decode()
    assert User.objects.get(pk=anne.pk).erased_at
    assert "_auth_user_id" not in client.session


def test_a_refusal_is_said_on_the_page(client, organisation, anne):
    manager = Mandate.objects.get(organisation=organisation, manages_people=True).user
    manager.set_password(PASSWORD)
    manager.save()
    client.post("/fr/accounts/login/", {"login": manager.email, "password": PASSWORD})
    client.post(client.get(ERASE)["Location"], {"password": PASSWORD})
    response = client.post(ERASE, {"is_sure": "on"})
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert "_auth_user_id" in client.session
