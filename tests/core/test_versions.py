import pghistory
import pytest

from members.models import Organisation
from tests.factories import BorderFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def test_each_change_counts_and_a_save_without_change_does_not():
    row = OrganisationFactory()
    row.save()
    row.refresh_from_db()
    before = (row.version, row.updated_at)
    Organisation.objects.update(city="Lille")
    row.refresh_from_db()
    assert row.version == before[0] + 1
    assert row.updated_at > before[1]


def test_a_save_without_change_counts_nothing():
    row = OrganisationFactory()
    before = Organisation.objects.values().get()
    row.save()
    assert Organisation.objects.values().get() == before


def test_history_says_what_and_through_what():
    with pghistory.context(through="command", command="test"):
        row = OrganisationFactory(city="Lille")
        Organisation.objects.filter(pk=row.pk).update(city="Metz")
        row.delete()
    events = Organisation.pgh_event_models["update"].objects.order_by("pgh_id")
    assert [(event.pgh_label, event.city) for event in events] == [
        ("insert", "Lille"),
        ("update", "Metz"),
        ("delete", "Metz"),
    ]
    assert {event.pgh_context.metadata["command"] for event in events} == {"test"}


def test_borders_are_copied_beside_the_row_and_into_its_history():
    row = OrganisationFactory(borders=[BorderFactory(code="FR-LU"), BorderFactory(code="FR-BE")])
    row.refresh_from_db()
    assert row.border_codes == ["FR-BE", "FR-LU"]
    row.borders.remove(BorderFactory(code="FR-LU"))
    row.refresh_from_db()
    assert row.border_codes == ["FR-BE"]
    events = Organisation.pgh_event_models["update"].objects.order_by("pgh_id")
    assert [event.border_codes for event in events][-1] == ["FR-BE"]
