from io import StringIO

import pytest
from django.core.management import call_command

from members.models import Invitation, JoinRequest
from mot_portal.management.commands.create_demo import ASKING, GROUP, INVITED
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_the_demo_has_one_invitation_and_one_request_waiting_however_often(settings, tmp_path):
    settings.DEMO, settings.BASE_DIR = True, tmp_path
    place = OrganisationFactory(slug=GROUP)
    for _start in range(2):
        call_command("create_demo", stdout=StringIO())
    assert [row.email for row in Invitation.objects.waiting()] == [INVITED]
    assert [row.email for row in JoinRequest.objects.waiting()] == [ASKING]
    assert place.mandates.count() == 2
    assert "démonstration" in Invitation.objects.get().function
    assert "démonstration" in JoinRequest.objects.get().name
