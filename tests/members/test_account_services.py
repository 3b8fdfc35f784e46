import re

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from members.models import Letter, User
from members.services.accounts import create_account, invite_person, send_password_letter
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
GOOD = "quatre mots bien secrets"


def known(user):
    addresses = EmailAddress.objects.filter(user=user)
    return list(addresses.values_list("email", "verified", "primary"))


def test_an_account_is_whole():
    user = create_account(" Anne@Example.org ", "Anne Martin", "en", password=GOOD)
    assert (user.email, user.name, user.language) == ("anne@example.org", "Anne Martin", "en")
    assert user.check_password(GOOD)
    assert known(user) == [("anne@example.org", True, True)]


def test_without_a_password_nobody_logs_in():
    assert not create_account("anne@example.org", "Anne").has_usable_password()


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("ANNE@example.org", GOOD, "email"),
        ("not an address", GOOD, "email"),
        ("", GOOD, "email"),
        ("new@example.org", "12345", "password"),
        ("new@example.org", "new@example.org", "password"),
    ],
)
def test_what_is_refused_is_said_by_field(email, password, field):
    UserFactory(email="anne@example.org")
    with pytest.raises(ValidationError) as refused:
        create_account(email, "Anne", password=password)
    assert set(refused.value.message_dict) == {field}
    assert User.objects.count() == 1


@pytest.mark.parametrize("write", ["save", "update"])
def test_allauth_knows_the_address_that_a_person_has(write):
    user = UserFactory(email="old@example.org")
    if write == "save":
        user.email = "New@example.org"
        user.save()
    else:
        User.objects.filter(pk=user.pk).update(email="New@example.org")
    assert known(user) == [("new@example.org", True, True)]
    User.objects.filter(pk=user.pk).update(erased_at=timezone.now())
    assert known(user) == []


@pytest.mark.django_db(transaction=True)
def test_a_person_whom_staff_add_chooses_a_password_by_letter(client, mailoutbox):
    user = invite_person("anne@example.org", "Anne", "en")
    call_command("run_due", verbosity=0)
    letter = mailoutbox[0]
    assert letter.subject.startswith("Your account on the portal")
    assert "within 3 days" in letter.body
    link = re.search(r"http://testserver(/en/accounts/password/reset/key/\S+)", letter.body)[1]
    page = client.get(link, follow=True)
    answer = client.post(page.request["PATH_INFO"], {"password1": GOOD, "password2": GOOD})
    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.check_password(GOOD)
    again = client.get(link.replace("/en/", "/fr/"), follow=True)
    assert "Ce lien a déjà servi" in again.content.decode()


def test_the_letter_to_choose_a_password_is_withheld_from_who_may_not_log_in(mailoutbox):
    user = UserFactory()
    send_password_letter(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    call_command("run_due", verbosity=0)
    assert mailoutbox == []
    assert Letter.objects.get().withheld_because
