import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.identifiers import validate_pic, validate_siren, validate_siret, validate_vat
from members.models import Organisation
from tests.factories import (
    BorderFactory,
    MandateFactory,
    OrganisationFactory,
    TerritoryFactory,
    ThemeFactory,
    UserFactory,
)


def accepts(validate, value):
    try:
        validate(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("validate", "value", "good"),
    [
        (validate_siren, "246700488", True),
        (validate_siren, "246700489", False),
        (validate_siren, "246 700 488", False),
        (validate_siren, "²46700488", False),
        (validate_siret, "73282932000074", True),
        (validate_siret, "73282932000075", False),
        (validate_vat, "FR40303265045", True),
        (validate_vat, "FR41303265045", False),
        (validate_vat, "LU15027442", True),
        (validate_vat, "CHE-107.787.577 MWST", True),
        (validate_vat, "12", False),
        (validate_pic, "999997736", True),
        (validate_pic, "99999773", False),
    ],
)
def test_identifiers_are_checked(validate, value, good):
    assert accepts(validate, value) is good


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"name_fr": ""},
        {"lat": 48.5},
        {"lat": 91.0, "lon": 0.0},
        {"ended_on": "2019-13"},
        {"facts_on": "hier"},
    ],
)
def test_the_database_refuses_what_must_never_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(**wrong)
    with pytest.raises(ValidationError):
        OrganisationFactory.build(**wrong).full_clean()


@pytest.mark.django_db
def test_a_number_belongs_to_one_organisation():
    OrganisationFactory(siren="246700488")
    with pytest.raises(ValidationError, match="Un autre organisme porte ce numéro"):
        OrganisationFactory.build(siren="246700488").full_clean()


@pytest.mark.django_db
class TestPage:
    def page(self, client, slug, language="fr"):
        return client.get(f"/{language}/members/{slug}/").content.decode()

    def test_it_tells_who_where_what_and_since_when(self, client):
        OrganisationFactory(
            slug="pamina",
            name_fr="Eurodistrict PAMINA",
            kind="cross_border_grouping",
            city="Lauterbourg",
            website="https://www.eurodistrict-pamina.eu",
            borders=[BorderFactory(code="FR-DE")],
            themes=[ThemeFactory(name_fr="Mobilités")],
            territory=TerritoryFactory(name_fr="Territoire PAMINA"),
            confirmed_on=timezone.localdate(),
            source="https://example.org/facts",
            facts_on="2023-04",
        )
        text = self.page(client, "pamina")
        for part in (
            "Eurodistrict PAMINA",
            "groupement transfrontalier",
            "Lauterbourg",
            "/fr/borders/FR-DE/",
            "Mobilités",
            "Territoire PAMINA",
            "www.eurodistrict-pamina.eu",
            "Données confirmées par l’organisme le",
            "example.org",
            "avril 2023",
            "/fr/members/pamina/contact/",
        ):
            assert part in text

    def test_unknown_facts_are_left_out(self, client):
        OrganisationFactory(slug="bare")
        text = self.page(client, "bare")
        assert "Pas encore confirmées" in text
        assert "SIREN" not in text
        assert "data-map" not in text

    def test_json_ld_has_the_type_of_its_kind_and_cannot_break_out(self, client):
        OrganisationFactory(
            slug="x", name_fr="</script><script>alert(1)</script>", kind="state", siren="246700488"
        )
        text = self.page(client, "x")
        block = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        facts = json.loads(block[1])
        assert facts["@type"] == "GovernmentOrganization"
        assert facts["name"].startswith("</script>")
        assert facts["identifier"][0]["value"] == "246700488"
        assert "description" not in facts

    def test_another_language_is_marked_and_said(self, client):
        OrganisationFactory(slug="x", name_fr="Nom", description_fr="Un texte.")
        text = self.page(client, "x", "en")
        assert '<span lang="fr">Nom</span>' in text
        assert 'lang="fr"><p>Un texte.' in text
        assert "This text exists only in French." in text

    def test_merged_regions_lead_to_each_other(self, client):
        new = OrganisationFactory(slug="new", name_fr="Grand Est")
        OrganisationFactory(
            slug="old", name_fr="Champagne-Ardenne", successor=new, ended_on="2016-01-01"
        )
        assert "/fr/members/new/" in self.page(client, "old")
        assert "1 janvier 2016" in self.page(client, "old")
        assert "/fr/members/old/" in self.page(client, "new")


@pytest.mark.django_db
class TestRights:
    def visible(self, user):
        return set(Organisation.objects.visible_to(user).values_list("slug", flat=True))

    def editable(self, user):
        return set(Organisation.objects.editable_by(user).values_list("slug", flat=True))

    @pytest.mark.parametrize(
        ("mandate", "sees", "edits"),
        [
            ({"edits_profile": True}, True, True),
            ({"speaks_for": True}, True, False),
            ({"edits_profile": True, "starts_on": "2099-01-01"}, False, False),
            ({"edits_profile": True, "ends_on": "2020-01-02"}, False, False),
            ({"edits_profile": True, "user__is_active": False}, False, False),
        ],
    )
    def test_rights_follow_the_mandate_in_force_today(self, organisations, mandate, sees, edits):
        draft = organisations[1]
        user = MandateFactory(organisation=draft, **mandate).user
        assert ("draft" in self.visible(user)) is sees
        assert ("draft" in self.editable(user)) is edits
        assert "published" not in self.editable(user)

    def test_both_end_days_give_rights(self):
        today = timezone.localdate()
        mandate = MandateFactory(starts_on=today, ends_on=today, manages_people=True)
        assert mandate.is_in_force()
        assert type(mandate).objects.in_force().count() == 1

    def test_a_function_is_held_once_at_a_time(self):
        first = MandateFactory()
        with pytest.raises(IntegrityError), transaction.atomic():
            MandateFactory(user=first.user, organisation=first.organisation, ends_on="2030-01-01")

    def test_addresses_are_one_whatever_their_case(self):
        UserFactory(email="anne@example.org")
        with pytest.raises(IntegrityError), transaction.atomic():
            UserFactory(email="ANNE@example.org")


@pytest.mark.django_db
def test_a_successor_is_named_once_it_is_published(client):
    new = OrganisationFactory(slug="nouvelle", name_fr="Nouvelle région", draft=True)
    OrganisationFactory(slug="ancienne", ended_on="2016", successor=new)
    urls = ["/fr/members/ancienne/", "/fr/members/export.json"]

    def read(url):
        answer = client.get(url)
        return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()

    assert [word in read(url) for url in urls for word in ("Nouvelle", "nouvelle")] == [False] * 4
    Organisation.objects.filter(pk=new.pk).update(is_published=True)
    assert ["nouvelle" in read(url) for url in urls] == [True, True]
