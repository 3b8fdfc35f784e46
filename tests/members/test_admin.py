"""The back office of organisations, people and letters."""

import csv
import io
import re
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from members.gaps import GAPS
from members.models import Letter, Mandate, Organisation, User
from tests.factories import (
    BorderFactory,
    MandateFactory,
    OrganisationFactory,
    TerritoryFactory,
    ThemeFactory,
    UserFactory,
)
from tests.forms import admin_form

pytestmark = pytest.mark.django_db
LIST = "/admin/members/organisation/"


@pytest.fixture
def anne():
    return UserFactory(is_staff=True, name="Anne Martin")


@pytest.fixture
def staff(anne):
    browser = Client()
    browser.force_login(anne)
    return browser


def change_url(row):
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])


def listed(staff, query=""):
    return [row.slug for row in staff.get(LIST + query).context["cl"].result_list]


def act(staff, action, *rows):
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return staff.post(LIST, data, follow=True).content.decode()


# The list


def test_filters_narrow_the_list(staff):
    border, theme = BorderFactory(code="FR-BE"), ThemeFactory(code="health")
    OrganisationFactory(slug="a", country="FR", borders=[border], themes=[theme], kind="state")
    OrganisationFactory(slug="b", country="BE", draft=True)
    assert listed(staff) == ["a", "b"]
    assert listed(staff, "?country=BE") == ["b"]
    assert listed(staff, "?border=FR-BE") == ["a"]
    assert listed(staff, "?theme=health") == ["a"]
    assert listed(staff, "?kind__exact=state") == ["a"]
    assert listed(staff, "?is_published__exact=0") == ["b"]
    assert listed(staff, "?gap=unpublished") == ["b"]


@pytest.mark.parametrize("words", ["eurodistrict", "EURODISTRICTS", "trasbour", "strasburg", "éms"])
def test_words_find_as_they_do_for_visitors_and_as_typed(staff, words):
    OrganisationFactory(slug="a", name_fr="Eurodistrict Strasbourg-Ortenau", acronym="EMS")
    OrganisationFactory(slug="b", name_fr="Département du Nord")
    assert listed(staff, f"?q={words}") == ["a"]


def test_suggestions_come_from_the_same_search(staff):
    OrganisationFactory(name_fr="Métropole européenne de Lille")
    answer = staff.get(
        "/admin/autocomplete/",
        {
            "term": "metropole",
            "app_label": "members",
            "model_name": "organisation",
            "field_name": "successor",
        },
    )
    assert [one["text"] for one in answer.json()["results"]] == ["Métropole européenne de Lille"]


def test_the_column_of_languages_says_what_is_complete(staff):
    OrganisationFactory(name_fr="Nom", description_fr="Texte", name_en="Name")
    page = staff.get(LIST).content.decode()
    assert '<span class="there" title="français\N{NO-BREAK SPACE}: complet">fr</span>' in page
    assert '<span class="partly" title="anglais\N{NO-BREAK SPACE}: en partie">(en)</span>' in page
    assert '<span class="absent" title="allemand\N{NO-BREAK SPACE}: manquant">–</span>' in page


# Several rows at once


def test_publishing_says_how_many_and_leaves_a_trace(staff):
    drafts = OrganisationFactory.create_batch(2, draft=True)
    already = OrganisationFactory()
    assert "2 organismes publiés" in act(staff, "publish", *drafts, already)
    assert Organisation.objects.filter(is_published=True).count() == 3
    event = Organisation.pgh_event_models["update"].objects.latest("pgh_id")
    assert event.pgh_context.metadata["through"] == "admin"
    history = staff.get(f"{LIST}{drafts[0].pk}/history/").content.decode()
    assert "Anne Martin, administration" in history
    assert re.search(r"Publié</th>\s*<td>non</td><td>oui</td>", history)
    assert already.pk not in {
        one.id for one in Organisation.pgh_event_models["update"].objects.filter(pgh_label="update")
    }


def test_hiding_and_confirming(staff):
    row = OrganisationFactory()
    assert "1 organisme dépublié" in act(staff, "unpublish", row)
    assert "1 organisme marqué" in act(staff, "confirm", row)
    assert "0 organisme marqué" in act(staff, "confirm", row)
    row.refresh_from_db()
    assert (row.is_published, row.confirmed_on) == (False, timezone.localdate())


# As a visitor


def banner_of(html):
    return re.search(r'<aside class="preview".*?</aside>', html, re.DOTALL)[0]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_preview_of_a_public_page_is_that_page(staff, client, language):
    row = OrganisationFactory(borders=[BorderFactory()], territory=TerritoryFactory())
    url = reverse("admin:members_organisation_preview", args=[row.pk])
    shown = staff.get(url, {"language": language}).content.decode()
    visited = client.get(f"/{language}/members/{row.slug}/").content.decode()
    assert "Cette page est publique" in banner_of(shown)
    assert shown.replace(banner_of(shown), "").split() == visited.split()


def test_the_preview_of_a_draft_says_what_a_visitor_gets(staff, client):
    row = OrganisationFactory(draft=True, name_fr="Projet de page", contact_email="x@example.org")
    hidden = OrganisationFactory(draft=True, name_fr="Ancien projet", successor=row)
    page = staff.get(reverse("admin:members_organisation_preview", args=[row.pk])).content.decode()
    assert "page introuvable" in page
    assert "Projet de page" in page
    assert "les visiteurs ne voient pas" not in page  # the note for editors
    assert hidden.name_fr not in page
    assert "Anne Martin" not in page
    assert "x@example.org" not in page
    assert client.get(f"/fr/members/{row.slug}/").status_code == 404
    row.refresh_from_db()
    assert not row.is_published


def test_the_form_leads_to_the_preview(staff):
    row = OrganisationFactory()
    assert f'href="{LIST}{row.pk}/preview/"' in staff.get(change_url(row)).content.decode()


# History


def test_history_is_told_in_words_and_keeps_addresses_to_itself(staff):
    row = OrganisationFactory(city="Metz", description_fr="un texte " * 30)
    url = change_url(row)
    long = row.description_fr + "neuf"
    data = admin_form(
        staff, url, city="Lille", contact_email="secret@example.org", description_fr=long
    )
    assert staff.post(url, data).status_code == 302
    page = staff.get(f"{LIST}{row.pk}/history/").content.decode()
    assert re.search(r"Ville</th>\s*<td>Metz</td><td>Lille</td>", page)
    assert "secret@example.org" not in page
    assert "non montré ici" in page
    assert "<ins>" in page
    assert "Anne Martin, administration" in page


def test_what_was_deleted_can_still_be_read(staff):
    row = OrganisationFactory(name_fr="Disparue")
    assert staff.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Organisation.objects.exists()
    latest = staff.get(f"{LIST}history/?what=delete").content.decode()
    assert f'href="{LIST}{row.pk}/history/">Disparue' in latest
    assert "n’existe plus" in staff.get(f"{LIST}{row.pk}/history/").content.decode()


def test_the_history_of_people_says_no_values(staff):
    person = UserFactory(name="Paul")
    url = change_url(person)
    staff.post(url, admin_form(staff, url, name="Paul Durand"))
    (entry,) = staff.get(f"/admin/members/user/{person.pk}/history/").context["action_list"]
    assert "Durand" not in entry.get_change_message()
    assert "Nom" in entry.get_change_message()


# Export


def exported(staff, query=""):
    answer = staff.get(f"{LIST}export.csv{query}")
    raw = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(raw), delimiter=";"))


def test_the_export_is_the_list_under_its_filters(staff):
    OrganisationFactory(slug="a", name_fr="=2+2", contact_email="x@example.org", city="-Lille")
    OrganisationFactory(slug="b", draft=True)
    rows = exported(staff)
    assert [row["slug"] for row in rows] == listed(staff)
    assert (rows[0]["name_fr"], rows[0]["city"]) == ("'=2+2", "'-Lille")
    assert "x@example.org" not in str(rows)
    assert [row["slug"] for row in exported(staff, "?gap=unpublished")] == ["b"]
    assert [row["slug"] for row in exported(staff, "?q=organisme")] == ["b"]


def test_the_selected_rows_are_exported(staff):
    rows = [OrganisationFactory(slug="a"), OrganisationFactory(slug="b")]
    data = {"action": "export_selected", "_selected_action": [rows[1].pk]}
    body = b"".join(staff.post(LIST, data).streaming_content).decode()
    assert re.findall(r";(a|b);", body) == ["b"]


# The form


def test_a_new_organisation(staff):
    url = f"{LIST}add/"
    data = admin_form(
        staff, url, name_fr="Essai", slug="essai", kind="region", country="FR", website="mot.eu"
    )
    assert staff.post(url, data)["Location"] == LIST
    row = Organisation.objects.get(slug="essai")
    assert not row.is_published
    assert row.website == "https://mot.eu"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"siren": "123456789"}, "SIREN"),
        ({"lat": "48.5"}, "une latitude et une longitude"),
        ({"name_fr": ""}, "Donnez le nom"),
        ({"ended_on": "hier"}, "une année, un mois ou un jour"),
        ({"website": "pas une adresse"}, "URL"),
        ({"country": "XX"}, "XX"),
    ],
)
def test_a_mistake_gets_a_sentence_and_nothing_typed_is_lost(staff, typed, sentence):
    row = OrganisationFactory()
    url = change_url(row)
    answer = staff.post(url, admin_form(staff, url, city="Ville tapée", **typed))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence.lower() in page.lower()
    assert "Ville tapée" in page
    row.refresh_from_db()
    assert row.city == ""


def test_what_is_missing_is_said_beside_its_language(staff):
    row = OrganisationFactory(name_fr="Nom", description_fr="Texte", description_en="Text")
    page = staff.get(change_url(row)).content.decode()
    assert re.search(r'for="id_name_en">Anglais <span class="missing">manquant</span>', page)
    assert re.search(r'for="id_description_en">Anglais', page)
    assert page.count('class="missing"') == 1
    assert re.search(r'<input[^>]*lang="de"[^>]*id="id_name_de"', page)


def test_the_address_of_a_page_stays(staff):
    row = OrganisationFactory(slug="adresse")
    url = change_url(row)
    staff.post(url, admin_form(staff, url, slug="autre"))
    row.refresh_from_db()
    assert row.slug == "adresse"


def test_two_people_at_once_lose_nothing(staff):
    row = OrganisationFactory(city="Metz", address="1 rue", acronym="A", borders=[BorderFactory()])
    paul = Client()
    paul.force_login(UserFactory(is_staff=True))
    url = change_url(row)
    mine = admin_form(staff, url, city="Lille", acronym="ANNE")
    theirs = admin_form(paul, url, address="2 rue", acronym="PAUL", borders=[])
    assert paul.post(url, theirs).status_code == 302
    answer = staff.post(url, mine)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Quelqu’un d’autre" in page
    assert "PAUL" in page  # what they wrote stands beside what I wrote
    form = answer.context["adminform"].form
    assert [form[name].value() for name in ("city", "acronym", "address")] == [
        "Lille", "ANNE", "2 rue",
    ]  # fmt: skip
    row.refresh_from_db()
    assert (row.city, row.acronym) == ("Metz", "PAUL")
    again = form.data.dict() | {"borders": form.data.getlist("borders")}
    assert staff.post(url, again).status_code == 302
    row.refresh_from_db()
    assert (row.city, row.acronym, row.address) == ("Lille", "ANNE", "2 rue")
    assert row.border_codes == []


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_saved_and_the_others_keep_their_words():
    row = OrganisationFactory()
    url = change_url(row)
    browsers = [Client() for _n in range(8)]
    for browser in browsers:
        browser.force_login(UserFactory(is_staff=True))
    forms = [admin_form(browser, url, city=f"Ville {n}") for n, browser in enumerate(browsers)]

    def save(browser, form):
        try:
            return browser.post(url, form)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(save, browsers, forms))
    assert sorted(answer.status_code for answer in answers) == [302] + [422] * 7
    for n, answer in enumerate(answers):
        assert answer.status_code == 302 or f'value="Ville {n}"' in answer.content.decode()
    row.refresh_from_db()
    assert row.city == f"Ville {[answer.status_code for answer in answers].index(302)}"
    assert row.version == 1


# Logos


def picture(fmt="PNG", size=(40, 20), name="logo.png"):
    stream = io.BytesIO()
    Image.new("RGB", size, "#1c4b78").save(stream, fmt)
    return SimpleUploadedFile(name, stream.getvalue(), "image/png")


def bomb():
    """A PNG of a few bytes that says it has 60 000 by 60 000 pixels."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")
    return SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n" + body)


def text():
    return SimpleUploadedFile("logo.png", b"ceci n'est pas une image")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BAD_LOGOS = {
    "svg": lambda: SimpleUploadedFile("logo.svg", SVG, "image/svg+xml"),
    "svg called png": lambda: SimpleUploadedFile("logo.png", SVG, "image/png"),
    "text": text,
    "empty": lambda: SimpleUploadedFile("logo.png", b""),
    "cut": lambda: SimpleUploadedFile("logo.png", picture().read()[:60]),
    "gif": lambda: picture("GIF"),
    "wide": lambda: picture(size=(2001, 10)),
    "heavy": lambda: SimpleUploadedFile("logo.png", b"\x89PNG" + b"\0" * 30_000_000),
    "bomb": bomb,
}


@pytest.mark.parametrize("kind", BAD_LOGOS)
def test_a_bad_logo_gets_a_sentence_and_nothing_typed_is_lost(staff, kind):
    row = OrganisationFactory()
    url = change_url(row)
    answer = staff.post(url, admin_form(staff, url, city="Lille") | {"logo": BAD_LOGOS[kind]()})
    assert answer.status_code == 422
    form = answer.context["adminform"].form
    assert list(form.errors) == ["logo"]
    assert form["city"].value() == "Lille"
    row.refresh_from_db()
    assert (row.logo.name, row.city) == ("", "")


def test_a_logo_is_drawn_anew_and_the_old_one_goes_after_the_commit(
    staff, django_capture_on_commit_callbacks
):
    row = OrganisationFactory()
    url = change_url(row)
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(url, admin_form(staff, url) | {"logo": picture(name="../../évil.png")})
    row.refresh_from_db()
    first = row.logo.name
    assert re.fullmatch(r"logos/[0-9a-f]{24}\.png", first)
    with django_capture_on_commit_callbacks() as callbacks:
        staff.post(url, admin_form(staff, url) | {"logo": picture("JPEG", name="b.jpg")})
    assert default_storage.exists(first)
    for callback in callbacks:
        callback()
    assert not default_storage.exists(first)
    row.refresh_from_db()
    second = row.logo.name
    assert second.endswith(".webp")
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(url, admin_form(staff, url, **{"logo-clear": "on"}))
    row.refresh_from_db()
    assert row.logo.name == ""
    assert not default_storage.exists(second)


def test_the_logo_of_a_deleted_organisation_goes(staff, django_capture_on_commit_callbacks):
    name = default_storage.save("logos/a.png", ContentFile(picture().read()))
    row = OrganisationFactory(logo=name)
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"{LIST}{row.pk}/delete/", {"post": "yes"})
    assert not default_storage.exists(name)


# What waits


def old():
    return timezone.localdate() - timedelta(days=400)


COMPLETE = {
    "country": "FR", "lat": 48.6, "lon": 7.7, "description_fr": "x", "description_en": "x",
    "source": "x", "contact_email": "x@example.org", "website": "https://example.org",
}  # fmt: skip
BROKEN = {
    "wrong-number": {"siren": "246700489"},
    "unlike-siret": {"siren": "246700488", "siret": "73282932000074"},
    "wrong-website": {"website": "javascript:alert(1)"},
    "reversed": {"lat": 7.7, "lon": 48.6},
    "far": {"lat": -33.0, "lon": 151.0},
    "elsewhere": {"country": "ES"},
    "unpublished": {"is_published": False},
    "without-place": {"lat": None, "lon": None},
    "never-confirmed": {"confirmed_on": None},
    "not-lately": {"confirmed_on": old()},
    "without-description-fr": {"description_fr": ""},
    "without-description-en": {"description_en": ""},
    "without-source": {"source": ""},
    "without-letters": {"contact_email": ""},
    "without-successor": {"ended_on": "2016"},
}


def gaps_of(row):
    return {gap.key for gap in GAPS if Organisation.objects.filter(gap.rows(), pk=row.pk).exists()}


@pytest.fixture
def complete():
    return OrganisationFactory(
        **COMPLETE,
        confirmed_on=timezone.localdate(),
        borders=[BorderFactory(code="FR-DE")],
        themes=[ThemeFactory()],
    )


def test_nothing_waits_for_a_complete_organisation(complete):
    assert gaps_of(complete) == set()


@pytest.mark.parametrize("gap", BROKEN)
def test_what_is_missing_or_wrong_is_found(complete, gap):
    Organisation.objects.filter(pk=complete.pk).update(**BROKEN[gap])
    assert gaps_of(complete) == {gap}


def test_relations_that_are_missing_or_wrong_are_found(complete):
    other = OrganisationFactory(name_fr=complete.name_fr, country="BE")
    assert gaps_of(complete) == set()
    Organisation.objects.filter(pk=other.pk).update(country="FR")
    assert gaps_of(complete) == {"namesake"}
    Organisation.objects.filter(pk=other.pk).update(name_fr="Autre")
    Organisation.objects.filter(pk=complete.pk).update(successor=other)
    assert gaps_of(complete) == {"succeeded"}
    Organisation.objects.filter(pk=complete.pk).update(successor=None)
    complete.borders.clear()
    complete.themes.clear()
    assert gaps_of(complete) == {"without-border", "without-theme"}
    Organisation.objects.filter(pk=complete.pk).update(kind="state")
    assert gaps_of(complete) == {"without-theme"}


@pytest.mark.parametrize(
    ("lat", "lon"), [(3.9, -53.0), (18.07, -63.08), (39.5, -8.0), (40.0, 40.0)]
)
def test_overseas_and_outer_borders_are_right(complete, lat, lon):
    Organisation.objects.filter(pk=complete.pk).update(lat=lat, lon=lon)
    assert gaps_of(complete) == set()


def test_the_real_network_holds_no_broken_organisation(network):
    wrong = {
        gap.key: list(Organisation.objects.filter(gap.rows()).values_list("slug", flat=True))
        for gap in GAPS
        if gap.is_error
    }
    assert wrong == dict.fromkeys(wrong, [])


# Mandates and people


def test_an_organisation_keeps_somebody_who_manages_its_people(staff):
    manager = MandateFactory(manages_people=True)
    MandateFactory(organisation=manager.organisation)
    url = change_url(manager)
    data = admin_form(staff, url, ends_on=str(timezone.localdate() - timedelta(days=1)))
    answer = staff.post(url, data)
    assert answer.status_code == 422
    assert "garde toujours une personne" in answer.content.decode()
    manager.refresh_from_db()
    assert manager.ends_on is None
    url = change_url(manager.user)
    data = admin_form(staff, url)
    data.pop("is_active")
    assert "garde toujours une personne" in staff.post(url, data).content.decode()
    assert User.objects.get(pk=manager.user_id).is_active


def test_mandates_are_listed_by_what_holds_today(staff):
    running = MandateFactory(manages_people=True)
    MandateFactory(
        organisation=running.organisation, ends_on=timezone.localdate() - timedelta(days=1)
    )
    url = "/admin/members/mandate/"
    assert list(staff.get(url + "?today=in_force").context["cl"].result_list) == [running]
    assert staff.get(url + "?today=ended").context["cl"].result_count == 1
    assert staff.get(url).context["cl"].result_count == 2
    assert staff.post(f"{url}{running.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_new_person_chooses_their_password_by_letter(staff, mailoutbox):
    url = "/admin/members/user/add/"
    data = admin_form(staff, url, email="New@Example.org", name="Nouvelle", language="en")
    assert data["send_letter"] == "on"
    assert staff.post(url, data).status_code == 302
    person = User.objects.get(email="new@example.org")
    assert not person.has_usable_password()
    letter = Letter.objects.get()
    assert (letter.kind, letter.user, letter.language) == ("choose_password", person, "en")
    again = staff.post(url, data)
    assert again.status_code == 422
    assert Letter.objects.count() == 1


def test_letters_are_sent_again_to_those_who_may_log_in(staff):
    people = [UserFactory(), UserFactory(is_active=False)]
    data = {"action": "send_letters", "_selected_action": [person.pk for person in people]}
    page = staff.post("/admin/members/user/", data, follow=True).content.decode()
    assert "1 lettre est en route" in page
    assert [letter.user for letter in Letter.objects.all()] == [people[0]]


def test_nobody_locks_themselves_out(staff, anne):
    url = change_url(anne)
    data = admin_form(staff, url, name="Anne M.")
    assert {"is_active", "is_staff"} & set(data) == set()
    staff.post(url, data)
    anne.refresh_from_db()
    assert (anne.name, anne.is_active, anne.is_staff) == ("Anne M.", True, True)


def test_who_is_erased_stays_so(staff):
    person = UserFactory(erased_at=timezone.now(), is_active=False)
    url = change_url(person)
    assert "former" not in staff.get(url).content.decode()
    assert staff.post(url, {"email": "x@example.org", "name": "x"}).status_code == 403


# Letters


def test_staff_read_what_was_written_but_no_keys(staff, mailoutbox):
    row = OrganisationFactory(contact_email="member@example.org")
    Letter.objects.create(
        kind="relay",
        subject_key="1",
        recipient="member@example.org",
        organisation=row,
        facts={"name": "Léa", "email": "lea@example.org", "subject": "Objet", "message": "Bonjour"},
    )
    staff.post(
        "/admin/members/user/",
        {"action": "send_letters", "_selected_action": [UserFactory(email="p@example.org").pk]},
    )
    call_command("run_due", verbosity=0)
    assert len(mailoutbox) == 2
    for letter in Letter.objects.all():
        page = staff.get(change_url(letter)).content.decode()
        assert letter.recipient in page
        assert ("Bonjour" in page) == (letter.kind == "relay")
        assert "/password/reset/key/" not in page


def test_what_is_read_only_is(staff):
    letter = Letter.objects.create(kind="relay", subject_key="1", recipient="x@example.org")
    url = change_url(letter)
    assert staff.post(url, {"recipient": "y@example.org"}).status_code == 403
    assert staff.get("/admin/members/letter/add/").status_code == 403
    assert Mandate.objects.count() == 0


def test_staff_tick_the_numbers_they_compared_with_a_register(staff):
    row = OrganisationFactory(siren="246700488")
    url = f"/admin/members/organisation/{row.pk}/change/"
    ticked = admin_form(staff, url, checked_identifiers=["siren"])
    assert staff.post(url, ticked).status_code == 302
    row.refresh_from_db()
    assert row.checked_identifiers == ["siren"]
    absent = staff.post(url, admin_form(staff, url, checked_identifiers=["siren", "pic"]))
    assert absent.status_code in (200, 422)
    row.refresh_from_db()
    assert row.checked_identifiers == ["siren"]
