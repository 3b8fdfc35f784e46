"""Files to authorities: what they say, what they lack, who makes them, that they never change."""

import io
import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from forum.files.collect import collect
from forum.files.document import render
from forum.files.missing import Weight, missing
from forum.files.parts import parts
from forum.files.words import SOURCE, words
from forum.models import CrossBorderFile, ObstacleDocument
from forum.services.files import attach, facts_of, make
from tests.browsing import client_of
from tests.factories import BorderFactory, MandateFactory, OrganisationFactory, UserFactory
from tests.forum.factories import (
    CoordinationPointFactory,
    CountrySideFactory,
    EndorsementFactory,
    ObstacleFactory,
    SolutionFactory,
    StepFactory,
)

pytestmark = pytest.mark.django_db
HOSTILE = '#import "x": y\n= Titre $x$ @ref <b> #panic() =1+1 \\ * _ ` [ ] { }'
ANSWERS = {
    "area_of": "services",
    "cause": "incoherent",
    "is_structural": True,
    "expected": "Un avis.",
    "on_behalf": "",
}
WHOLE = {
    "summary_fr": "Le car s’arrête à la frontière.",
    "hindered_fr": "Une ligne de car.",
    "why_fr": "Les élèves marchent.",
    "effect_fr": "Moins d’élèves.",
    "area_fr": "Deux communes.",
    "proposal_fr": "Un arrêté commun.",
    "filed_elsewhere": "non",
    "interaction": "service",
    "duration": "sans limite",
    "people_affected": 1200,
    "affected_source": "enquête des communes",
}


def texts(facts):
    return [lack.text for lack in missing(facts)]


def read(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.fixture
def border():
    return BorderFactory(code="FR-DE", countries=["FR", "DE"], is_internal_eu=True)


@pytest.fixture
def obstacle(border):
    row = ObstacleFactory(is_ready=True, main_border=border, title_fr="Le car scolaire", **WHOLE)
    row.sides.update(provision_fr="Article 3.")
    return row


@pytest.fixture
def point_step(obstacle, border):
    point = CoordinationPointFactory(border=border, name_fr="Point rhénan", languages=["de", "fr"])
    return StepFactory(obstacle=obstacle, level="point", point=point, addressee=None, sent_on=None)


@pytest.fixture
def carrier(obstacle):
    """Who speaks for the organisation that carries the obstacle."""
    return MandateFactory(organisation=obstacle.carrier, speaks_for=True).user


def test_every_word_exists_in_every_language():
    every = {code: set(words(code)) for code in ("fr", "en", "de", "nl", "it", "es")}
    assert len({frozenset(keys) for keys in every.values()}) == 1
    assert all(cell for line in SOURCE.read_text("utf-8").splitlines() for cell in line.split(","))


def test_a_complete_file_lacks_nothing_that_closes_it(obstacle, point_step):
    facts = collect(obstacle, "cross_border", "fr", point_step)
    assert [lack for lack in missing(facts) if lack.weight < Weight.HELPS] == []


@pytest.mark.parametrize("name", ["summary_fr", "hindered_fr", "why_fr", "effect_fr", "area_fr"])
def test_each_text_that_the_law_asks_for_is_missed(obstacle, name):
    whole = texts(collect(obstacle, "cross_border", "fr"))
    setattr(obstacle, name, "")
    lacks = missing(collect(obstacle, "cross_border", "fr"))
    new = [lack for lack in lacks if lack.text not in whole]
    assert [lack.weight for lack in new] == [Weight.CLOSES]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"carrier": None}, "personne physique"),
        ({"triage": ""}, "tri "),
        ({"triage": "eu_breach"}, "tri "),
        ({"is_reading": True}, "source"),
    ],
)
def test_what_stops_a_file(obstacle, change, sentence):
    for name, value in {"status": "preparation", **change}.items():
        setattr(obstacle, name, value)
    obstacle.save()
    with pytest.raises(ValidationError, match=sentence):
        make(obstacle, "cross_border", "fr", by=UserFactory())
    assert not CrossBorderFile.objects.exists()


def test_one_side_stops_a_file(border):
    obstacle = ObstacleFactory(
        main_border=border, triage="obstacle", carrier=OrganisationFactory(), sides=False
    )
    CountrySideFactory(obstacle=obstacle)
    with pytest.raises(ValidationError, match="deux côtés"):
        make(obstacle, "cross_border", "fr", by=UserFactory())


def test_only_a_file_to_a_coordination_point_names_the_regulation(obstacle, point_step):
    outer = BorderFactory(code="FR-CH", countries=["FR", "CH"], is_internal_eu=False)
    beyond = ObstacleFactory(is_ready=True, main_border=outer)
    to_point = render(collect(obstacle, "cross_border", "fr", point_step), at=timezone.now())
    without = render(collect(beyond, "cross_border", "fr"), at=timezone.now())
    assert "2025/925" in read(to_point)
    assert "2025/925" not in read(without)


def test_the_addressees_language_is_proposed_and_spoken(obstacle, point_step, carrier):
    url = reverse("forum:file_make", args=[obstacle.reference, "cross_border"])
    page = client_of(carrier).get(url)
    assert page.context["form"]["language"].value() == "de"
    facts = page.context["facts"]
    assert [part["title"] for part in parts(facts)][1:3] == [
        "Die grenzübergreifende Interaktion und ihr Kontext",
        "Das Hindernis",
    ]
    assert facts["texts"]["summary"] == {"text": WHOLE["summary_fr"], "lang": "fr"}
    assert any("allemand" in text for text in texts(facts))
    assert "Empfänger" in read(render(facts, at=timezone.now()))


def test_the_document_says_what_is_recorded(obstacle):
    EndorsementFactory(obstacle=obstacle, place="Kehl", people=40, text="Nos élèves aussi.")
    EndorsementFactory(obstacle=obstacle, place="Ailleurs", hidden_because="Faux.")
    obstacle.solutions.add(SolutionFactory(title_fr="Un arrêté double"))
    obstacle.solutions.add(SolutionFactory(title_fr="Brouillon", is_draft=True))
    ObstacleDocument.objects.create(
        obstacle=obstacle, title="Étude", audience="public", link="https://example.org/e"
    )
    ObstacleDocument.objects.create(
        obstacle=obstacle, title="Note interne", audience="staff", link="https://example.org/n"
    )
    StepFactory(obstacle=obstacle, addressee_name="Préfecture", audience="public")
    StepFactory(obstacle=obstacle, addressee_name="Cabinet", audience="staff")
    said = read(render(collect(obstacle, "cross_border", "fr"), at=timezone.now()))
    for wanted in (*(WHOLE[name] for name in WHOLE if name.endswith("_fr")), "Kehl", "Préfecture"):
        assert wanted in said
    for kept in ("Ailleurs", "Note interne", "Cabinet", "Brouillon"):
        assert kept not in said


def test_hostile_texts_are_only_texts(obstacle):
    for name in ("title_fr", "summary_fr", "hindered_fr", "area_fr"):
        setattr(obstacle, name, HOSTILE)
    reader = PdfReader(
        io.BytesIO(render(collect(obstacle, "cross_border", "it"), at=timezone.now()))
    )
    said = "\n".join(page.extract_text() for page in reader.pages)
    assert "#panic()" in said
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_a_file_never_changes(obstacle, point_step):
    made = make(obstacle, "cross_border", "fr", by=UserFactory(), step=point_step)
    obstacle.summary_fr = "Autre chose."
    obstacle.save()
    row = CrossBorderFile.objects.get()
    assert row.facts["texts"]["summary"]["text"] == WHOLE["summary_fr"]
    assert WHOLE["summary_fr"] in read(bytes(row.pdf))
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        CrossBorderFile.objects.update(language="en")
    point_step.refresh_from_db()
    assert point_step.file == made


def test_what_was_sent_stays_attached(obstacle, point_step):
    first = make(obstacle, "cross_border", "fr", by=UserFactory(), step=point_step)
    second = make(obstacle, "cross_border", "de", by=UserFactory(), step=point_step)
    point_step.refresh_from_db()
    assert point_step.file == second  # not sent yet: the newest counts
    point_step.sent_on = date(2026, 4, 1)
    point_step.save()
    with pytest.raises(ValidationError, match="autre dossier"):
        attach(first, point_step)
    point_step.file = first
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        point_step.save()


def test_a_file_goes_with_a_step_of_its_obstacle(obstacle):
    made = make(obstacle, "cross_border", "fr", by=UserFactory())
    other = StepFactory()
    with pytest.raises(ValidationError, match="autre obstacle"):
        attach(made, other)
    other.file = made
    with pytest.raises(DatabaseError, match="another obstacle"), transaction.atomic():
        other.save()


def test_making_and_reading(obstacle, point_step, carrier):
    url = reverse("forum:file_make", args=[obstacle.reference, "cross_border"])
    browser = client_of(carrier)
    draft = browser.get(reverse("forum:file_draft", args=[obstacle.reference, "cross_border"]))
    assert draft.content.startswith(b"%PDF")
    assert not CrossBorderFile.objects.exists()
    answer = browser.post(url, {"language": "fr", "step": point_step.pk})
    made = CrossBorderFile.objects.get()
    assert answer["Location"] == reverse("forum:file", args=[obstacle.reference, made.pk])
    assert browser.get(answer["Location"]).status_code == 200
    document = browser.get(reverse("forum:file_pdf", args=[obstacle.reference, made.pk]))
    assert document.content == bytes(made.pdf)
    told = browser.get(reverse("forum:file_json", args=[obstacle.reference, made.pk]))
    assert json.loads(told.content) == made.facts


def test_a_wrong_choice_is_a_sentence(obstacle, carrier):
    url = reverse("forum:file_make", args=[obstacle.reference, "b_solutions"])
    answer = client_of(carrier).post(url, {"language": "xx", "step": "zz", "expected": "Un avis."})
    assert answer.status_code == 422
    assert "Un avis." in answer.content.decode()
    assert client_of(carrier).get(f"{url}?language=xx&step=zz").status_code == 200
    assert client_of(carrier).get(url.replace("b_solutions", "other")).status_code == 404


def test_who_makes_and_who_reads(obstacle, point_step, carrier):
    made = make(obstacle, "cross_border", "fr", by=UserFactory(), step=point_step)
    point_step.refresh_from_db()
    others = {
        "anonymous": client_of(),
        "stranger": client_of(UserFactory()),
        "member": client_of(MandateFactory(organisation=obstacle.carrier).user),
        "carrier": client_of(carrier),
        "staff": client_of(UserFactory(is_staff=True)),
    }
    making = reverse("forum:file_make", args=[obstacle.reference, "cross_border"])
    reading = reverse("forum:file_pdf", args=[obstacle.reference, made.pk])

    def answers(url):
        return [browser.get(url).status_code for browser in others.values()]

    assert answers(making) == [302, 403, 403, 200, 200]
    assert answers(reading) == [404, 404, 404, 200, 200]  # not sent yet
    point_step.sent_on = date(2026, 4, 1)
    point_step.save()
    assert answers(reading) == [200] * 5
    point_step.audience = "staff"
    point_step.save()
    assert answers(reading) == [404, 404, 404, 200, 200]
    assert answers(making.replace(obstacle.reference, "FR-DE-1999-001"))[1:] == [404] * 4


def test_an_application_to_b_solutions(obstacle):
    facts = facts_of(obstacle, "b_solutions", "en", None, ANSWERS)
    assert [lack for lack in missing(facts) if lack.weight < Weight.HELPS] == []
    said = read(make(obstacle, "b_solutions", "en", by=UserFactory(), answers=ANSWERS).pdf)
    for wanted in ("b-solutions application", "public services", "administrative", "Un avis."):
        assert wanted in said


@pytest.mark.parametrize("name", ["area_of", "cause", "is_structural", "expected"])
def test_each_answer_that_b_solutions_asks_for_is_missed(obstacle, name):
    facts = facts_of(obstacle, "b_solutions", "fr", None, ANSWERS | {name: ""})
    assert [lack.weight for lack in missing(facts)][0] == Weight.CLOSES


def test_b_solutions_covers_some_borders_and_bodies(border):
    beyond = BorderFactory(code="FR-BR", countries=["FR", "BR"], is_internal_eu=False)
    carrier = OrganisationFactory(has_legal_personality=False, kind="cross_border_grouping")
    obstacle = ObstacleFactory(
        main_border=beyond, triage="obstacle", nature="law", carrier=carrier, **WHOLE
    )
    found = " ".join(texts(facts_of(obstacle, "b_solutions", "fr", None, ANSWERS)))
    assert "Brésil" in found
    assert "personnalité juridique" in found
    named = facts_of(obstacle, "b_solutions", "fr", None, ANSWERS | {"on_behalf": "Ville"})
    assert "personnalité juridique" not in " ".join(texts(named))
