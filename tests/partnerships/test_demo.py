"""What a demonstration shows of the pipeline."""

import pytest
from django.core.management import call_command

from partnerships.models import Consent, Investment
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_demonstration_opens_one_example_to_the_partner(network, settings, tmp_path):
    settings.DEMO, settings.BASE_DIR = True, tmp_path
    for _time in range(2):
        call_command("create_demo", verbosity=0)
    investment = Investment.objects.get()
    assert (investment.amount, investment.gap) == (None, None)
    assert "démonstration" in investment.notes
    assert Consent.objects.in_force().count() == 1
    officer = Consent.objects.get().partnership.partner.mandates.get().user
    assert Investment.objects.visible_to(officer).exists()
    assert not Investment.objects.visible_to(UserFactory()).exists()
