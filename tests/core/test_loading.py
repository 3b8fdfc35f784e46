import pytest
from django.core.management import CommandError, call_command

from core.loading import load
from members.models import Organisation
from territories.facts import texts
from territories.models import Theme

pytestmark = pytest.mark.django_db


def read(row):
    return texts(row, "name") | {"position": int(row["position"])}, {}


def run(*rows):
    lines = [{"code": code, "name_fr": name, "position": "1"} for code, name in rows]
    return load(Theme, "code", lines, read, quiet=True)


def test_a_second_run_changes_nothing():
    assert run(("water", "Eau")) == {"created": 1}
    before = Theme.objects.values().get()
    assert run(("water", "Eau")) == {"unchanged": 1}
    assert Theme.objects.values().get() == before


def test_a_new_fact_replaces_the_old_one_unless_staff_edited_it():
    run(("water", "Eau"), ("health", "Santé"))
    Theme.objects.filter(code="health").update(name_fr="Santé et soins")
    assert run(("water", "Eaux"), ("health", "Soins")) == {"changed": 1, "unchanged": 1}
    assert dict(Theme.objects.values_list("code", "name_fr")) == {
        "water": "Eaux",
        "health": "Santé et soins",
    }


def test_a_row_that_staff_deleted_stays_deleted():
    run(("water", "Eau"))
    Theme.objects.all().delete()
    assert run(("water", "Eau")) == {"left": 1}
    assert not Theme.objects.exists()


def test_a_bad_row_is_named_and_nothing_is_written():
    with pytest.raises(CommandError, match=r"line 2 \(water\)"):
        load(Theme, "code", [{"code": "water", "position": "many"}], read, quiet=True)
    assert not Theme.objects.exists()


def test_the_real_network_loads_once(network):
    before = list(Organisation.objects.order_by("pk").values())
    call_command("load_network", verbosity=0)
    assert len(before) == 49
    assert list(Organisation.objects.order_by("pk").values()) == before


def test_every_fact_has_a_source(network):
    assert not Organisation.objects.filter(source="").exists()


def test_links_that_staff_changed_stay(network):
    strasbourg = Organisation.objects.get(slug="eurometropole-de-strasbourg")
    strasbourg.borders.clear()
    call_command("load_network", verbosity=0)
    strasbourg.refresh_from_db()
    assert strasbourg.border_codes == []


def test_a_dry_run_writes_nothing(db):
    call_command("load_network", "--dry-run", verbosity=0)
    assert not Organisation.objects.exists()
