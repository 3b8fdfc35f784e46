"""The page of an organisation, kept by its people: saving, proposing, preview, conflicts."""

import io
import threading

import pghistory
import pytest
from django.contrib.messages import get_messages
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from members.forms.profile import ProfileForm
from members.forms.profile_sections import sections
from members.models import IDENTIFIERS, SENSITIVE, Letter, Mandate, Organisation, ProfileChange
from members.presence import SILENCE
from members.profile import FREE
from members.services.changes import propose
from tests.browsing import typed
from tests.factories import (
    BorderFactory,
    MandateFactory,
    OrganisationFactory,
    TerritoryFactory,
    ThemeFactory,
    UserFactory,
)

EDIT = "/fr/members/strasbourg/edit/"


@pytest.fixture
def organisation(db):
    return OrganisationFactory(
        slug="strasbourg",
        name_fr="Strasbourg",
        city="Strasbourg",
        description_fr="Une ligne.\n\nUne autre.",
        lat=48.58,
        lon=7.75,
        has_legal_personality=True,
        contact_email="lettres@example.org",
        borders=[BorderFactory(code="FR-DE")],
        themes=[ThemeFactory(code="health")],
    )


def keeper(organisation, **capabilities):
    user = UserFactory()
    MandateFactory(user=user, organisation=organisation, **{"edits_profile": True, **capabilities})
    browser = Client()
    browser.force_login(user)
    browser.user = user
    return browser


@pytest.fixture
def editor(organisation):
    return keeper(organisation)


@pytest.fixture
def colleague(organisation):
    return keeper(organisation)


def picture(size=(60, 40), color=(10, 20, 30), form="PNG"):
    stream = io.BytesIO()
    Image.new("RGB", size, color).save(stream, form)
    return stream.getvalue()


def logo(**kwargs):
    return SimpleUploadedFile("logo.png", picture(**kwargs), content_type="image/png")


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def everything():
    """All rows that a page could write."""
    return (
        list(Organisation.objects.values()),
        list(ProfileChange.objects.values()),
        Letter.objects.count(),
        Organisation.pgh_event_models["update"].objects.count(),
        sorted(Organisation.themes.through.objects.values_list("theme__code", flat=True)),
        sorted(Organisation.borders.through.objects.values_list("border__code", flat=True)),
    )


class TestSaving:
    def test_free_fields_are_public_at_once(self, organisation, editor, client):
        ThemeFactory(code="water")
        health = organisation.themes.get()
        response = editor.post(
            EDIT,
            typed(
                editor.get(EDIT),
                city="Strasbourg Ville",
                website="example.org",
                lat="48,6",
                siren="246700488",
                themes=[ThemeFactory(code="water").pk, health.pk],
            ),
        )
        assert response.status_code == 302
        organisation.refresh_from_db()
        assert organisation.city == "Strasbourg Ville"
        assert organisation.website == "https://example.org"
        assert organisation.lat == 48.6
        assert organisation.siren == "246700488"
        assert organisation.theme_codes == ["health", "water"]
        assert b"Strasbourg Ville" in client.get("/fr/members/strasbourg/").content
        assert ProfileChange.objects.count() == 0

    def test_a_form_sent_back_untouched_changes_nothing(self, organisation, editor):
        before = everything()
        response = editor.post(EDIT, typed(editor.get(EDIT)))
        assert response.status_code == 302
        assert "Rien n’a été changé" in said(response)
        assert everything() == before

    def test_sensitive_fields_are_proposed_and_stay_as_they_are(self, organisation, editor):
        place = TerritoryFactory(slug="pamina")
        belgium = BorderFactory(code="FR-BE")
        response = editor.post(
            EDIT,
            typed(
                editor.get(EDIT),
                name_fr="Strasbourg et Kehl",
                kind="municipality",
                has_legal_personality="false",
                territory=place.pk,
                borders=[belgium.pk],
                city="Kehl",
            ),
        )
        assert response.status_code == 302
        assert "5 modifications sont proposées à la MOT" in said(response)
        organisation.refresh_from_db()
        assert organisation.name_fr == "Strasbourg"
        assert organisation.territory is None
        assert organisation.border_codes == ["FR-DE"]
        assert organisation.city == "Kehl"
        found = {
            change.field: (change.old, change.new) for change in ProfileChange.objects.waiting()
        }
        assert found == {
            "name_fr": ("Strasbourg", "Strasbourg et Kehl"),
            "kind": ("region", "municipality"),
            "has_legal_personality": (True, False),
            "territory": (None, "pamina"),
            "borders": (["FR-DE"], ["FR-BE"]),
        }
        assert len(set(ProfileChange.objects.values_list("batch", flat=True))) == 1
        assert [letter.kind for letter in Letter.objects.all()] == ["changes_proposed"]

    def test_history_says_under_which_mandate(self, organisation, editor):
        editor.post(EDIT, typed(editor.get(EDIT), city="Kehl"))
        event = Organisation.pgh_event_models["update"].objects.order_by("pgh_id").last()
        assert event.pgh_context.metadata["user"] == editor.user.pk
        assert event.pgh_context.metadata["function"] == "présidente"

    def test_staff_change_all_at_once_and_nobody_is_told(self, organisation, people):
        staff = people["staff"]
        page = staff.get(EDIT)
        assert "proposé à la MOT" not in page.content.decode()
        data = typed(page, name_fr="Strasbourg et Kehl", logo=logo())
        assert staff.post(EDIT, data).status_code == 302
        organisation.refresh_from_db()
        assert organisation.name_fr == "Strasbourg et Kehl"
        assert default_storage.exists(organisation.logo.name)
        assert Letter.objects.count() == 0
        assert {change.decision for change in ProfileChange.objects.all()} == {"accepted"}

    def test_what_only_staff_keep_is_not_taken_from_the_form(self, organisation, editor):
        Organisation.objects.update(siren="246700488", checked_identifiers=["siren"])
        page = editor.get(EDIT)
        assert "246700488" in page.content.decode()
        forged = {
            "slug": "other", "is_published": "", "siren": "", "successor": organisation.pk,
            "ended_on": "2020", "confirmed_on": "2026-01-01", "source": "me",
            "checked_identifiers": "", "initial-siren": "x",
        }  # fmt: skip
        before = Organisation.objects.values().get()
        assert editor.post(EDIT, typed(page) | forged).status_code == 302
        assert Organisation.objects.values().get() == before

    def test_the_address_for_letters_is_never_public(self, organisation, editor, client):
        editor.post(EDIT, typed(editor.get(EDIT), contact_email="anne.martin@example.org"))
        organisation.refresh_from_db()
        assert organisation.contact_email == "anne.martin@example.org"
        for url in ["/fr/members/strasbourg/", "/fr/members/export.json", "/fr/members/feed.atom"]:
            assert b"anne.martin" not in body(client.get(url))


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


class TestBadInput:
    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("lat", "100", "inférieure ou égale à 90"),
            ("lat", "nord", "nombre"),
            ("lat", "", "une latitude et une longitude"),
            ("siren", "123456789", "n’est pas un SIREN"),
            ("website", "javascript:alert(1)", "URL"),
            ("contact_email", "personne", "adresse"),
            ("name_fr", "", "une langue au moins"),
            ("kind", "nothing", "choix"),
            ("borders", ["999999"], "choix"),
            ("description_fr", "x" * 5001, "5000"),
            ("acronym", "x" * 41, "40"),
        ],
    )
    def test_a_sentence_beside_the_field_and_nothing_lost(
        self, organisation, editor, field, value, words
    ):
        before = everything()
        data = typed(editor.get(EDIT), description_en="Typed words.", **{field: value})
        response = editor.post(EDIT, data)
        assert response.status_code == 422
        assert words in " ".join(response.context["form"].errors[field])
        assert "Typed words." in response.content.decode()
        assert 'data-unsaved="typed"' in response.content.decode()
        again = typed(response)
        if field not in ("borders", "kind"):
            assert again.get(field, [""]) == [value]
        assert everything() == before

    def test_a_number_of_another_organisation(self, organisation, editor):
        OrganisationFactory(siren="246700488")
        response = editor.post(EDIT, typed(editor.get(EDIT), siren="246700488"))
        assert response.status_code == 422
        assert response.context["form"].errors["siren"] == ["Un autre organisme porte ce numéro."]

    @pytest.mark.parametrize(
        "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"", b"\x89PNG\r\n"]
    )
    def test_what_is_no_picture_is_refused(self, organisation, editor, content):
        file = SimpleUploadedFile("logo.png", content, content_type="image/png")
        response = editor.post(EDIT, typed(editor.get(EDIT), logo=file))
        assert response.status_code == 422
        assert response.context["form"].errors["logo"]
        assert "logo_kept" not in response.content.decode()
        assert ProfileChange.objects.count() == 0

    def test_a_logo_and_none_at_once(self, organisation, editor):
        Organisation.objects.update(logo="logos/old.png")
        response = editor.post(EDIT, typed(editor.get(EDIT), logo=logo(), remove_logo="on"))
        assert response.status_code == 422
        assert "remove_logo" in response.context["form"].errors

    @pytest.mark.parametrize("missing", ["version", "seen", "initial-city", "lat"])
    def test_a_broken_form_is_no_failure(self, organisation, editor, missing):
        data = typed(editor.get(EDIT), city="Kehl")
        del data[missing]
        assert editor.post(EDIT, data).status_code in (302, 422)


class TestLogo:
    def test_it_is_kept_through_a_refusal_a_preview_and_proposed(self, organisation, editor):
        stored = default_storage_names("logos-waiting")
        refused = editor.post(EDIT, typed(editor.get(EDIT), logo=logo(), lat="1000"))
        assert "« logo.png » est conservé" in refused.content.decode().replace("\xa0", " ")
        preview = editor.post(EDIT, typed(refused, lat="48.5", action="preview"))
        assert preview.status_code == 200
        back = editor.post(EDIT, typed(preview, action="back"))
        assert default_storage_names("logos-waiting") == stored
        assert editor.post(EDIT, typed(back, action="save")).status_code == 302
        change = ProfileChange.objects.get()
        assert change.field == "logo"
        with default_storage.open(f"logos-waiting/{change.new}") as file:
            assert Image.open(file).size == (60, 40)

    def test_it_can_be_forgotten(self, organisation, editor):
        refused = editor.post(EDIT, typed(editor.get(EDIT), logo=logo(), lat="1000"))
        data = typed(refused, lat="48.5", logo_forgotten="on")
        assert editor.post(EDIT, data).status_code == 302
        assert ProfileChange.objects.count() == 0

    def test_nonsense_carried_in_the_page_is_no_failure(self, organisation, editor):
        for kept in ["%%%", "AAAA", "é"]:
            data = typed(editor.get(EDIT), logo_kept=kept)
            assert editor.post(EDIT, data).status_code in (302, 422)
        assert ProfileChange.objects.count() == 0

    def test_only_those_who_keep_the_page_see_one_that_waits(self, organisation, people, editor):
        editor.post(EDIT, typed(editor.get(EDIT), logo=logo()))
        change = ProfileChange.objects.get()
        url = f"/fr/members/strasbourg/edit/logo/{change.pk}/"
        response = editor.get(url)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert people["staff"].get(url).status_code == 200
        assert people["stranger"].get(url).status_code == 403
        assert people["anonymous"].get(url).status_code == 302
        assert people["anonymous"].get(f"/media/logos/{change.new}").status_code == 404
        assert people["anonymous"].get(f"/media/logos-waiting/{change.new}").status_code == 404
        other = OrganisationFactory(slug="other")
        MandateFactory(user=editor.user, organisation=other, edits_profile=True)
        assert editor.get(f"/fr/members/other/edit/logo/{change.pk}/").status_code == 404


def default_storage_names(folder):
    try:
        return default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return []


class TestPreview:
    def test_it_shows_the_page_as_a_visitor_gets_it_and_writes_nothing(self, organisation, editor):
        waiting, stored = BorderFactory(code="FR-LU"), default_storage_names("logos-waiting")
        propose(
            organisation, {"borders": ["FR-DE", "FR-LU"]}, by=editor.user,
            mandate=Mandate.objects.get(user=editor.user),
        )  # fmt: skip
        before = everything()
        data = typed(
            editor.get(EDIT),
            city="Kehl",
            name_fr="Strasbourg et Kehl",
            logo=logo(),
            contact_email="anne.martin@example.org",
            action="preview",
        )
        response = editor.post(EDIT, data)
        page = response.content.decode()
        assert response.status_code == 200
        article = page[page.index("<article") :]
        assert "Kehl, France" in article
        assert "Strasbourg et Kehl" not in article
        assert "data:image/png" not in article
        assert "Se déconnecter" not in page
        assert "Se connecter" in page
        assert "anne.martin" not in article
        assert everything() == before

        response = editor.post(EDIT, typed(response, action="preview_accepted"))
        page = response.content.decode()
        article = page[page.index("<article") :]
        assert "Strasbourg et Kehl" in article
        assert str(waiting) in article
        assert "data:image/png;base64," in article
        assert everything() == before
        assert default_storage_names("logos-waiting") == stored

        back = editor.post(EDIT, typed(response, action="back"))
        assert back.status_code == 200
        assert 'data-unsaved="typed"' in back.content.decode()
        again = typed(back)
        assert again["city"] == ["Kehl"]
        assert again["name_fr"] == ["Strasbourg et Kehl"]
        assert again["contact_email"] == ["anne.martin@example.org"]
        assert again["description_fr"] == ["Une ligne.\r\n\r\nUne autre."]

    def test_it_can_be_saved_from_there(self, organisation, editor):
        preview = editor.post(EDIT, typed(editor.get(EDIT), city="Kehl", action="preview"))
        assert editor.post(EDIT, typed(preview, action="save")).status_code == 302
        organisation.refresh_from_db()
        assert organisation.city == "Kehl"

    def test_a_conflict_is_met_there_too(self, organisation, editor, colleague):
        preview = editor.post(EDIT, typed(editor.get(EDIT), city="Kehl", action="preview"))
        colleague.post(EDIT, typed(colleague.get(EDIT), city="Colmar"))
        response = editor.post(EDIT, typed(preview, action="save"))
        assert response.status_code == 422
        assert typed(response)["city"] == ["Kehl"]
        assert "Colmar" in response.content.decode()


class TestConflict:
    def test_what_does_not_overlap_is_merged_the_rest_is_shown(
        self, organisation, editor, colleague
    ):
        mine, theirs = editor.get(EDIT), colleague.get(EDIT)
        water = ThemeFactory(code="water")
        saved = colleague.post(
            EDIT,
            typed(
                theirs, city="Colmar", postal_code="68000", description_fr="La leur.",
                themes=[water.pk],
            ),
        )  # fmt: skip
        assert saved.status_code == 302
        response = editor.post(
            EDIT, typed(mine, city="Kehl", address="1, rue", description_fr="La mienne.")
        )
        assert response.status_code == 422
        form, page = response.context["form"], response.content.decode()
        assert set(form.conflicts) == {"city", "description_fr"}
        assert form.conflicts["description_fr"].new == "La leur."
        assert form.conflicts["description_fr"].old == "Une ligne.\n\nUne autre."
        assert {change.label for change in form.taken_over} == {"Code postal", "Thèmes"}
        assert "La leur." in page
        assert "Colmar" in page
        again = typed(response)
        assert again["city"] == ["Kehl"]
        assert again["description_fr"] == ["La mienne."]
        assert again["address"] == ["1, rue"]
        assert again["postal_code"] == ["68000"]
        assert again["themes"] == [str(water.pk)]
        assert editor.post(EDIT, again).status_code == 302
        organisation.refresh_from_db()
        assert organisation.city == "Kehl"
        assert organisation.description_fr == "La mienne."
        assert organisation.postal_code == "68000"
        assert organisation.address == "1, rue"
        assert organisation.theme_codes == ["water"]

    def test_what_is_not_in_the_form_is_no_conflict(self, organisation, editor):
        mine = editor.get(EDIT)
        Organisation.objects.update(confirmed_on="2026-01-01", source="https://example.org")
        assert editor.post(EDIT, typed(mine, city="Kehl")).status_code == 302

    def test_a_double_click_saves_once_and_is_no_conflict(self, organisation, editor):
        data = typed(editor.get(EDIT), city="Kehl", name_fr="Kehl", description_fr="A\r\nB")
        assert [editor.post(EDIT, data).status_code for _click in range(2)] == [302, 302]
        assert ProfileChange.objects.count() == 1
        assert Letter.objects.count() == 1
        organisation.refresh_from_db()
        assert organisation.description_fr == "A\nB"

    def test_a_colleagues_proposal_is_not_replaced_unseen(self, organisation, editor, colleague):
        mine, theirs = editor.get(EDIT), colleague.get(EDIT)
        colleague.post(EDIT, typed(theirs, name_fr="Le leur"))
        response = editor.post(EDIT, typed(mine, name_fr="Le mien", city="Kehl"))
        assert response.status_code == 422
        assert "name_fr" in response.context["form"].errors
        assert "Le leur" in response.content.decode()
        assert [change.new for change in ProfileChange.objects.all()] == ["Le leur"]
        assert editor.post(EDIT, typed(response)).status_code == 302
        found = [(change.new, change.decision) for change in ProfileChange.objects.all()]
        assert found == [("Le leur", "withdrawn"), ("Le mien", "")]

    def test_a_colleagues_logo_neither(self, organisation, editor, colleague):
        mine, theirs = editor.get(EDIT), colleague.get(EDIT)
        colleague.post(EDIT, typed(theirs, logo=logo()))
        response = editor.post(EDIT, typed(mine, logo=logo(color=(200, 0, 0))))
        assert response.status_code == 422
        assert "logo" in response.context["form"].errors
        assert editor.post(EDIT, typed(response)).status_code == 302
        assert ProfileChange.objects.waiting().count() == 1


class TestPresence:
    URL = "/fr/members/strasbourg/edit/presence/"

    def test_who_else_has_the_form_open(self, organisation, editor, colleague, monkeypatch):
        assert editor.post(self.URL).json() == {"others": []}
        [words] = colleague.post(self.URL).json()["others"]
        assert words.startswith(editor.user.shown_name)
        assert editor.user.shown_name in colleague.get(EDIT).content.decode()
        assert (
            editor.user.shown_name not in colleague.get("/fr/members/strasbourg/").content.decode()
        )
        assert editor.post(EDIT, typed(editor.get(EDIT))).status_code == 302
        assert colleague.post(self.URL).json() == {"others": []}
        editor.post(self.URL)
        later = timezone.now() + 2 * SILENCE
        monkeypatch.setattr(timezone, "now", lambda: later)
        assert colleague.post(self.URL).json() == {"others": []}


class TestWithdrawing:
    def propose(self, organisation, editor):
        editor.post(EDIT, typed(editor.get(EDIT), name_fr="Strasbourg et Kehl"))
        return ProfileChange.objects.get()

    def test_from_the_page(self, organisation, editor, colleague):
        change = self.propose(organisation, editor)
        page = colleague.get(EDIT)
        assert "Strasbourg et Kehl" in page.content.decode()
        response = colleague.post(EDIT, typed(page, withdraw=change.pk))
        assert response.status_code == 302
        change.refresh_from_db()
        assert (change.decision, change.decided_by) == ("withdrawn", colleague.user)
        assert "Strasbourg et Kehl" not in colleague.get(EDIT).content.decode()

    def test_what_was_typed_stays_in_the_form(self, organisation, editor):
        change = self.propose(organisation, editor)
        response = editor.post(EDIT, typed(editor.get(EDIT), city="Kehl", withdraw=change.pk))
        assert response.status_code == 200
        assert typed(response)["city"] == ["Kehl"]
        organisation.refresh_from_db()
        assert organisation.city == "Strasbourg"

    def test_twice_or_of_another_organisation(self, organisation, editor):
        change = self.propose(organisation, editor)
        data = typed(editor.get(EDIT), withdraw=change.pk)
        assert editor.post(EDIT, data).status_code == 302
        response = editor.post(EDIT, data)
        assert response.status_code == 302
        assert "n’attend plus" in said(response)
        other = OrganisationFactory(slug="other")
        MandateFactory(user=editor.user, organisation=other, edits_profile=True)
        for pk in [change.pk, "x", "", "99999999"]:
            response = editor.post("/fr/members/other/edit/", {"withdraw": pk})
            assert response.status_code == 404


def test_proposals_leak_nowhere(organisation, editor, client):
    BorderFactory(code="FR-IT", name_fr="France–Italie")
    place = TerritoryFactory(slug="secret-place", name_fr="Territoire secret")
    before = Organisation.objects.values().get()
    editor.post(
        EDIT,
        typed(
            editor.get(EDIT),
            name_fr="Nom secret",
            acronym="SECRET",
            territory=place.pk,
            borders=[BorderFactory(code="FR-IT").pk],
            logo=logo(),
        ),
    )
    assert ProfileChange.objects.waiting().count() == 5
    assert Organisation.objects.values().get() == before
    urls = [
        "/fr/members/strasbourg/", "/fr/members/", "/fr/members/?q=secret",
        "/fr/members/map.geojson", "/fr/members/export.csv", "/fr/members/export.json",
        "/fr/members/export.geojson", "/fr/members/feed.atom", "/fr/search/?q=secret",
        "/fr/members/strasbourg/contact/", "/sitemap.xml",
    ]  # fmt: skip
    for url in urls:
        content = body(client.get(url)).decode().lower().replace("q=secret", "")
        for word in ["nom secret", "logos-waiting"]:
            assert word not in content, url
    assert "secret-place" not in client.get("/fr/members/strasbourg/").content.decode()
    assert "FR-IT" not in body(client.get("/fr/members/export.json")).decode()
    assert b"strasbourg" not in body(client.get("/fr/members/export.json?border=FR-IT"))


def test_visitors_get_the_page_as_before(organisation, client, editor):
    response = client.get("/fr/members/strasbourg/")
    page = response.content.decode()
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in page
    assert "/edit/" not in page
    assert "edit.css" not in page
    mine = editor.get("/fr/members/strasbourg/").content.decode()
    assert "/fr/members/strasbourg/edit/" in mine
    assert "/fr/members/strasbourg/history/" in mine
    assert "/fr/members/strasbourg/confirm/" in mine


@pytest.mark.parametrize("url", [EDIT, "/fr/members/strasbourg/"])
def test_cost_does_not_grow(organisation, editor, queries, url):
    mandate = Mandate.objects.get(user=editor.user)

    def more(number):
        borders = [BorderFactory(code=f"{number:02}-ZZ".replace("0", "A")).code]
        propose(organisation, {"borders": borders}, by=editor.user, mandate=mandate)

    more(1)
    costs = [queries(lambda: editor.get(url))]
    for number in range(2, 30):
        more(number)
        ThemeFactory()
        TerritoryFactory()
    costs.append(queries(lambda: editor.get(url)))
    assert costs[0] == costs[1]


LOCKED = {
    "slug", "is_published", "checked_identifiers", "ended_on", "successor", "source", "facts_on",
    "confirmed_on",
}  # fmt: skip


def test_each_field_is_in_one_class_and_in_the_form(organisation):
    """A new field of an organisation is somebody's: say whose in `members.profile`."""
    columns = [*Organisation._meta.fields, *Organisation._meta.many_to_many]
    fields = {field.name for field in columns if field.editable and not field.generated} - {"id"}
    classes = [set(FREE), set(SENSITIVE), set(IDENTIFIERS), LOCKED]
    assert set.union(*classes) == fields
    assert sum(map(len, classes)) == len(fields)
    form = ProfileForm(instance=organisation, waiting={}, decides=False)
    shown = [row.field.name for section in sections(form, []) for row in section.rows]
    for section in sections(form, []):
        for text in section.texts:
            shown += [row.field.name for row in [*text.first, *text.more]]
    assert sorted(shown) == sorted(field.name for field in form.visible_fields())
    assert set(form.fields) - {"version", "seen", "remove_logo"} == fields - LOCKED


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("field", ["description_fr", "name_fr"])
def test_twenty_save_one_page_at_once_one_wins_and_no_word_is_lost(field):
    """Over real connections: the others get the page back with the conflict and their words."""
    organisation = OrganisationFactory(slug="strasbourg")
    browsers = [keeper(organisation) for _person in range(20)]
    forms = [typed(one.get(EDIT), **{field: f"Words {n}"}) for n, one in enumerate(browsers)]
    answers = {}
    gate = threading.Barrier(20)

    def save(number):
        try:
            gate.wait()
            response = browsers[number].post(EDIT, forms[number])
            answers[number] = (response.status_code, response.content.decode())
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [number for number, (status, _page) in answers.items() if status == 302]
    losers = [number for number, (status, _page) in answers.items() if status == 422]
    assert len(winners) == 1
    assert len(losers) == 19
    organisation.refresh_from_db()
    if field == "description_fr":
        assert organisation.description_fr == f"Words {winners[0]}"
    else:
        assert [change.new for change in ProfileChange.objects.all()] == [f"Words {winners[0]}"]
    for number in losers:
        assert f"Words {number}" in answers[number][1]
        assert f"Words {winners[0]}" in answers[number][1]
        assert 'data-unsaved="typed"' in answers[number][1]
    assert pghistory.models.Context.objects.exists()
