"""The pages on which an obstacle is raised and taken forward: who, what is refused, conflicts."""

from datetime import date

import pytest
from django.urls import reverse

from forum.models import Obstacle, ObstacleDocument, Step
from members.models import Letter
from tests.factories import UserFactory
from tests.forms import as_sent
from tests.forum.factories import (
    AddresseeFactory,
    ClockRuleFactory,
    EndorsementFactory,
    ObstacleFactory,
    StepFactory,
    TopicFactory,
)
from tests.forum.workflow import internal, obstacle_at, speaker, staff

pytestmark = pytest.mark.django_db


def at(name, row, *args):
    return reverse(f"forum:{name}", args=[row.reference, *args])


def logged(client, actor):
    client.force_login(actor.user)
    return client


def sent_by(page):
    """What a browser sends from the form of an obstacle, documents included."""
    rows = page.context["documents"]
    sent = as_sent(page.context["form"]) | as_sent(rows.management_form)
    for form in rows:
        sent |= as_sent(form)
    return sent


def carry(client, row, actor, organisation):
    client.force_login(actor.user)
    return client.post(at("obstacle_carry", row, organisation.slug)).status_code


def test_an_obstacle_is_raised_for_an_organisation_from_a_topic(client):
    border = internal("FR-DE")
    by = speaker()
    topic = TopicFactory(title="Le car s’arrête à Kehl", borders=[border], text="Chaque matin.")
    logged(client, by)
    address = f"{reverse('forum:obstacle_new')}?topic={topic.pk}"
    form = client.get(address).context["form"]
    assert form.initial["title_fr"] == "Le car s’arrête à Kehl"
    assert form.initial["main_border"] == border
    sent = {
        "voice": by.mandate.organisation.slug,
        "title_fr": "Le car s’arrête à Kehl",
        "main_border": border.pk,
        "borders": [border.pk],
    }
    answers = [client.post(address, sent) for _time in range(2)]
    [row] = Obstacle.objects.all()
    assert answers[0]["Location"] == at("obstacle_manage", row)
    assert (row.topic, row.raised_by, row.border_codes) == (
        topic,
        by.mandate.organisation,
        ["FR-DE"],
    )
    assert client.get(at("obstacle_manage", row)).status_code == 200


def test_what_is_alike_is_shown_before_a_new_one_is_made(client):
    ObstacleFactory(title_fr="Reconnaissance des vignettes antipollution")
    logged(client, speaker())
    address = reverse("forum:obstacle_new")
    key = client.get(address).context["form"].initial["voice"]
    sent = {"voice": key, "title_fr": "Reconnaissance des vignettes antipollution"}
    answer = client.post(address, sent)
    assert answer.status_code == 200
    assert "Rien n’est encore écrit" in answer.content.decode()
    assert client.post(address, sent | {"is_new": "on"}).status_code == 302
    assert Obstacle.objects.count() == 2


def test_who_speaks_for_nobody_raises_nothing(client):
    client.force_login(UserFactory())
    assert client.get(reverse("forum:obstacle_new")).status_code == 403


@pytest.mark.parametrize(
    "sent", [{}, {"title_fr": ""}, {"title_fr": "a" * 300}, {"main_border": "x", "title_en": "b"}]
)
def test_a_bad_first_form_gets_a_sentence(client, sent):
    logged(client, speaker())
    assert client.post(reverse("forum:obstacle_new"), sent).status_code == 422
    assert not Obstacle.objects.exists()


GET = [
    "obstacle_manage",
    "obstacle_edit",
    "obstacle_triage",
    "obstacle_carrier",
    "obstacle_close",
    "obstacle_reopen",
    "step_new",
]
STAFF_ALONE = {"obstacle_triage", "obstacle_carrier", "obstacle_reopen"}


@pytest.mark.parametrize("name", GET)
def test_who_reaches_the_pages(client, name):
    row = obstacle_at("sent")
    assert client.get(at(name, row)).status_code == 302
    for actor, expected in [
        (speaker(), 403),
        (speaker(row.carrier), 403 if name in STAFF_ALONE else 200),
        (staff(), 200),
    ]:
        assert logged(client, actor).get(at(name, row)).status_code == expected
    Obstacle.objects.filter(pk=row.pk).update(audience="staff")
    assert logged(client, speaker()).get(at(name, row)).status_code == 404


@pytest.mark.parametrize("status", Obstacle.Status.values)
@pytest.mark.parametrize("is_reading", [False, True])
def test_the_page_stands_at_every_status(client, status, is_reading):
    row = obstacle_at(status)
    if is_reading:
        Obstacle.objects.filter(pk=row.pk).update(is_reading=True)
    for actor in (staff(), speaker(row.carrier)):
        assert logged(client, actor).get(at("obstacle_manage", row)).status_code == 200


def test_nobody_loses_what_a_colleague_wrote(client):
    row = obstacle_at("carried")
    logged(client, speaker(row.carrier))
    page = client.get(at("obstacle_edit", row))
    mine = sent_by(page)
    theirs = mine | {"hindered_fr": "La ligne 21."}
    assert client.post(at("obstacle_edit", row), theirs).status_code == 302
    answer = client.post(at("obstacle_edit", row), mine | {"hindered_fr": "Le car."})
    assert answer.status_code == 422
    assert "La ligne 21." in answer.content.decode()
    assert "Le car." in answer.content.decode()
    row.refresh_from_db()
    assert row.hindered_fr == "La ligne 21."


def test_a_translation_is_stale_when_the_original_changes(client):
    row = obstacle_at("carried", title_en="Bus")
    logged(client, speaker(row.carrier))

    def change(**values):
        page = client.get(at("obstacle_edit", row))
        sent = sent_by(page) | values
        assert client.post(at("obstacle_edit", row), sent).status_code == 302
        row.refresh_from_db()
        return row.stale_languages

    assert change(title_fr="Le car") == ["en"]
    assert change(title_en="The coach") == []


def test_the_main_border_stays_and_the_audience_is_for_staff(client):
    row = obstacle_at("carried")
    logged(client, speaker(row.carrier))
    page = client.get(at("obstacle_edit", row))
    sent = sent_by(page)
    sent |= {"borders": [], "audience": "staff", "title_fr": "Autre"}
    assert client.post(at("obstacle_edit", row), sent).status_code == 302
    row.refresh_from_db()
    assert (row.title_fr, row.audience, list(row.borders.all())) == (
        "Autre",
        "public",
        [row.main_border],
    )


def test_a_document_is_a_file_or_an_address(client):
    row = obstacle_at("carried")
    logged(client, staff())
    page = client.get(at("obstacle_edit", row))
    sent = sent_by(page)
    sent |= {"documents-0-title": "Étude"}
    assert client.post(at("obstacle_edit", row), sent).status_code == 422
    sent |= {"documents-0-link": "https://example.org/etude.pdf"}
    assert client.post(at("obstacle_edit", row), sent).status_code == 302
    assert ObstacleDocument.objects.get().title == "Étude"


def test_each_country_of_the_borders_has_its_side(client):
    border = internal("FR-DE")
    row = ObstacleFactory(main_border=border)
    logged(client, staff())
    assert client.get(at("obstacle_side", row, "IT")).status_code == 404
    for country in border.countries:
        address = at("obstacle_side", row, country)
        assert client.post(address, {"version": "0"}).status_code == 422
        sent = {"version": "0", "practice_fr": "On attend."}
        assert client.post(address, sent).status_code == 302
    assert row.sides.count() == 2
    assert client.post(at("obstacle_side", row, "DE"), sent | {"effect_fr": "x"}).status_code in (
        302,
        422,
    )
    assert row.sides.count() == 2


def test_from_triage_to_outcome_in_pages(client):
    ClockRuleFactory(kind="file", level="", months=2)
    border = internal("FR-DE")
    raiser = speaker()
    row = ObstacleFactory(
        main_border=border, raised_by=raiser.mandate.organisation, audience="staff", sides=True
    )
    body = AddresseeFactory(level="national")
    logged(client, staff())
    triage = {"way_out": "obstacle", "nature": "rule", "language": "fr", "audience": "public"}
    assert client.post(at("obstacle_triage", row), triage).status_code == 302
    logged(client, raiser)
    slug = raiser.mandate.organisation.slug
    assert client.get(at("obstacle_carry", row, slug)).status_code == 200
    assert client.post(at("obstacle_carry", row, slug)).status_code == 302
    page = client.get(f"{at('step_new', row)}?to=addressee-{body.pk}")
    sent = as_sent(page.context["form"]) | {"kind": "file", "text": "Le dossier."}
    assert client.post(at("step_new", row), sent).status_code == 302
    step = Step.objects.get()
    assert (step.addressee, step.level, step.sent_on) == (body, "national", None)
    form = as_sent(client.get(at("step_edit", row, step.pk)).context["form"])
    assert form["to"] == f"addressee-{body.pk}"
    assert client.post(at("step_edit", row, step.pk), form).status_code == 302
    assert client.get(at("step_send", row, step.pk)).status_code == 200
    send = {"sent_on": "2026-03-31"}
    assert client.post(at("step_send", row, step.pk), send).status_code == 302
    step.refresh_from_db()
    assert (step.sent_on, step.due_on) == (date(2026, 3, 31), date(2026, 5, 31))
    assert client.get(at("step_edit", row, step.pk)).status_code == 403
    answer = {"answered_on": "2026-05-04", "meaning": "admission", "answer_language": "fr"}
    assert client.post(at("step_answer", row, step.pk), answer).status_code == 302
    close = {"outcome": "refused", "on": "2026-09-01", "reasons": "", "language": "fr"}
    assert client.post(at("obstacle_close", row), close).status_code == 422
    close["reasons"] = "La loi ne le permet pas."
    assert client.post(at("obstacle_close", row), close).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.outcome) == ("closed", "refused")
    page = client.get(at("obstacle_manage", row))
    assert [change.new for change in page.context["changes"]] == [
        "preparation",
        "carried",
        "sent",
        "admitted",
        "closed",
    ]


BAD = {
    "obstacle_triage": [{}, {"way_out": "x"}, {"way_out": "obstacle", "audience": "public"}],
    "obstacle_carrier": [{"carrier": "x"}, {"carrier": "999999"}],
    "obstacle_close": [{}, {"outcome": "act", "on": "2026-02-30", "language": "fr"}],
    "obstacle_reopen": [{}, {"comment": " "}],
    "step_new": [{}, {"to": "point-1"}, {"kind": "file", "to": "", "language": "fr"}],
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_a_sentence(client, name):
    row = obstacle_at("closed" if name == "obstacle_reopen" else "carried")
    logged(client, staff())
    for sent in BAD[name]:
        assert client.post(at(name, row), sent).status_code == 422, sent


def test_an_answer_is_refused_beside_its_field(client):
    row = obstacle_at("sent")
    logged(client, staff())
    address = at("step_answer", row, row.steps.get().pk)
    for sent, field in [
        ({"answered_on": "2026-03-01", "meaning": "received"}, "answered_on"),
        ({"answered_on": "2099-03-01", "meaning": "received"}, "answered_on"),
        ({"answered_on": "2026-05-01", "meaning": "x"}, "meaning"),
    ]:
        answer = client.post(address, sent | {"answer_language": "fr"})
        assert answer.status_code == 422
        assert field in answer.context["form"].errors


def test_moves_are_clicked_and_refused_in_words(client):
    row = obstacle_at("sent")
    logged(client, speaker(row.carrier))
    for new in ("preparation", "closed", "sent", "x", ""):
        assert client.post(at("obstacle_move", row), {"new": new}).status_code == 302
        row.refresh_from_db()
        assert row.status == "sent"
    client.post(at("obstacle_move", row), {"new": "admitted"})
    row.refresh_from_db()
    assert row.status == "admitted"
    assert client.get(at("obstacle_move", row)).status_code == 405


def test_who_is_affected_may_offer_to_carry_others_are_told_no(client):
    row = ObstacleFactory()
    affected, other = speaker(), speaker()
    EndorsementFactory(obstacle=row, organisation=affected.mandate.organisation)
    assert carry(client, row, other, other.mandate.organisation) == 422
    assert carry(client, row, other, affected.mandate.organisation) == 403
    assert carry(client, row, affected, affected.mandate.organisation) == 302
    row.refresh_from_db()
    assert row.carrier == affected.mandate.organisation


def test_a_reading_is_taken_up_by_the_staff(client):
    row = ObstacleFactory(is_reading=True, status="sent")
    logged(client, staff())
    assert client.post(at("obstacle_take_up", row)).status_code == 302
    row.refresh_from_db()
    assert (row.is_reading, row.status) == (False, "triage")


def test_the_page_costs_the_same_for_one_step_and_for_many(client, queries):
    row = obstacle_at("sent")
    logged(client, staff())
    costs = []
    for more in (1, 15):
        for _n in range(more):
            StepFactory(obstacle=row)
            EndorsementFactory(obstacle=row)
        costs.append(queries(lambda: client.get(at("obstacle_manage", row))))
    assert costs[0] == costs[1]


def test_what_waits_for_us_is_settled_and_their_reference_is_kept(client):
    row = obstacle_at("sent")
    wait = StepFactory(obstacle=row, kind="redress", due_on=date(2026, 9, 30))
    logged(client, staff())
    sent = {"answered_on": "2026-09-01", "meaning": "received", "answer_language": "fr"}
    address = at("step_answer", row, wait.pk)
    assert address in client.get(at("obstacle_manage", row)).content.decode()
    assert client.post(address, sent | {"their_reference": "X/12"}).status_code == 302
    wait.refresh_from_db()
    assert (wait.answered_on, wait.their_reference) == (date(2026, 9, 1), "X/12")


def test_the_staff_are_told_of_what_is_raised(client):
    by = speaker()
    logged(client, by)
    sent = {"voice": by.mandate.organisation.slug, "title_fr": "Car"}
    assert client.post(reverse("forum:obstacle_new"), sent).status_code == 302
    assert Letter.objects.get(kind="obstacle_reported").subject_key == str(
        Obstacle.objects.get().pk
    )
