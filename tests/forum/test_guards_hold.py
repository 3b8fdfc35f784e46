"""What could be got round, leaked or fell silent once: each must not again."""

import uuid
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.deadlines import date_committees
from forum.digests import write_digests
from forum.forms.solutions import ReuseForm
from forum.models import (
    CommitteeDate,
    CountrySide,
    Endorsement,
    Obstacle,
    Post,
    Step,
    Subscription,
)
from forum.services import files, moderation, obstacles, raising, steps, support, writing
from forum.services.following import follow
from forum.services.steps import Answer
from forum.services.writing import Heading, Words
from forum.voices import Voice
from members.models import Letter
from tests.factories import BorderFactory, MandateFactory, OrganisationFactory, UserFactory
from tests.forms import as_sent
from tests.forum.factories import (
    AddresseeFactory,
    ClockRuleFactory,
    CoordinationPointFactory,
    EndorsementFactory,
    ObstacleFactory,
    PostFactory,
    TopicFactory,
)
from tests.forum.workflow import internal, obstacle_at, speaker, staff

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 31)


def known_author():
    author = MandateFactory(user=UserFactory()).user
    for _number in range(2):
        PostFactory(author=author)
    return author


def prepared(row, by, **values):
    values = {"kind": "file", "level": "national", "addressee": AddresseeFactory()} | values
    return steps.prepare(row, Step(**values), by=by)


def test_an_answer_is_recorded_though_the_border_was_taken_off():
    point_border = internal("FR-DE")
    row = obstacle_at("carried", main_border=internal("FR-CH", is_internal_eu=False))
    row.borders.add(point_border)
    by = staff()
    point = CoordinationPointFactory(border=point_border)
    step = steps.send(prepared(row, by, level="point", point=point, addressee=None), DAY, by=by)
    row.borders.remove(point_border)
    asked = steps.record_answer(step, Answer(date(2026, 4, 2), "completion"), by=by)
    assert asked.answered_on == date(2026, 4, 2)
    assert row.steps.filter(kind="completion", due_on=None).count() == 1


def test_an_answer_is_recorded_though_nobody_carries_it_any_more():
    row, by = obstacle_at("closed"), staff()
    obstacles.reopen(row, "x", by=by)
    raising.set_carrier(row, None, by=by)
    step = steps.record_answer(row.steps.get(), Answer(date(2026, 4, 2), "received"), by=by)
    assert step.answered_on == date(2026, 4, 2)


def test_redress_of_what_is_closed_waits_until_its_day():
    row, by = obstacle_at("sent"), staff()
    due = timezone.localdate() + timedelta(days=30)
    today = timezone.localdate()
    steps.record_answer(row.steps.get(), Answer(today, "final", "non", due_on=due), by=by)
    obstacles.close(row, "refused", by=by, reasons="non")
    redress = row.steps.get(kind="redress")
    assert redress in Step.objects.waiting()
    Step.objects.filter(pk=redress.pk).update(sent_on=DAY, due_on=today - timedelta(days=1))
    assert redress not in Step.objects.waiting()
    assert not Step.objects.late()


def test_an_acknowledgement_stops_no_clock():
    row = obstacle_at("sent")
    row.steps.update(due_on=date(2026, 5, 31))
    steps.record_answer(row.steps.get(), Answer(date(2026, 4, 2), "received", "Reçu."), by=staff())
    assert Step.objects.late().get().due_on == date(2026, 5, 31)
    row.refresh_from_db()
    assert row.silent_since == Step.objects.late().get().sent_on


def test_each_refusal_has_reasons_of_its_own():
    row, by = obstacle_at("sent"), staff()
    obstacles.close(row, "refused", by=by, reasons="Motif ancien")
    with pytest.raises(ValidationError, match="motifs"):
        obstacles.close(row, "refused", by=by, reasons="Un autre motif")
    obstacles.reopen(row, "x", by=by)
    with pytest.raises(ValidationError):
        obstacles.close(row, "refused", by=by)
    assert not obstacles.close(row, "practice", by=by).outcome_reasons_fr


def test_a_closed_case_is_not_reopened_by_a_move(client):
    row = obstacle_at("closed")
    client.force_login(staff().user)
    client.post(reverse("forum:obstacle_move", args=[row.reference]), {"new": "preparation"})
    row.refresh_from_db()
    assert row.status == "closed"


def test_who_raised_it_makes_no_file_once_another_carries_it(client):
    raiser = OrganisationFactory()
    row = obstacle_at("sent", raised_by=raiser)
    client.force_login(speaker(raiser).user)
    address = reverse("forum:file_make", args=[row.reference, "cross_border"])
    assert client.post(address, {"language": "fr", "step": row.steps.get().pk}).status_code == 403
    assert row.steps.get().file is None


def test_a_file_does_not_outlive_whom_it_names():
    row, by = obstacle_at("carried"), staff()
    step = prepared(row, by)
    files.make(row, "cross_border", "fr", by=by.user, step=step)
    step.refresh_from_db()
    step.their_reference = "A 12"
    assert steps.prepare(row, step, by=by).file is not None
    step.addressee = AddresseeFactory(name_fr="Un autre destinataire")
    assert steps.prepare(row, step, by=by).file is None
    files.make(row, "cross_border", "fr", by=by.user, step=step)
    raising.set_carrier(row, OrganisationFactory(has_legal_personality=True), by=by)
    step.refresh_from_db()
    assert step.file is None


def test_a_file_names_nobody_whose_page_is_not_published():
    row, by = obstacle_at("carried"), staff()
    EndorsementFactory(obstacle=row, organisation=OrganisationFactory(name_fr="Cachée", draft=True))
    made = files.make(row, "cross_border", "de", by=by.user, step=prepared(row, by))
    assert made.facts["support"][0]["organisation"].startswith("eine Organisation")


def test_a_carrier_without_legal_personality_sends_nothing():
    row, by = obstacle_at("carried"), staff()
    step = prepared(row, by)
    type(row.carrier).objects.filter(pk=row.carrier_id).update(has_legal_personality=False)
    with pytest.raises(ValidationError, match="personnalité morale"):
        steps.send(step, DAY, by=by)
    with pytest.raises(IntegrityError, match="Nothing is sent"):
        Step.objects.filter(pk=step.pk).update(sent_on=DAY)


def test_the_two_sides_are_those_of_the_border():
    row, by = obstacle_at("carried", main_border=internal("FR-CH", is_internal_eu=False)), staff()
    step = prepared(row, by)
    for side, country in zip(row.sides.all(), ("ES", "IT"), strict=True):
        CountrySide.objects.filter(pk=side.pk).update(country=country)
    with pytest.raises(ValidationError, match="deux pays"):
        steps.send(step, DAY, by=by)


def test_the_rule_dates_the_answer_when_only_the_day_of_sending_is_changed(client):
    ClockRuleFactory(kind="file", level="", months=2)
    row, by = obstacle_at("carried"), staff()
    step = prepared(row, by)
    client.force_login(by.user)
    address = reverse("forum:step_send", args=[row.reference, step.pk])
    sent = as_sent(client.get(address).context["form"]) | {"sent_on": "2025-12-31"}
    assert client.post(address, sent).status_code == 302
    step.refresh_from_db()
    assert step.due_on == date(2026, 2, 28)
    assert client.post(address, sent | {"sent_on": "2026-01-05"}).status_code == 422


def test_a_committee_that_meets_later_dates_what_it_was_sent():
    row, by = obstacle_at("carried"), staff()
    body = AddresseeFactory(level="bilateral")
    step = prepared(row, by, kind="committee", level="bilateral", addressee=body)
    steps.send(step, DAY, by=by)
    CommitteeDate.objects.create(addressee=body, date=date(2026, 5, 1))
    date_committees()
    step.refresh_from_db()
    assert step.due_on == date(2026, 5, 1)


def test_days_in_the_wrong_order_are_said_in_the_back_office(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    step = obstacle_at("sent").steps.get()
    address = reverse("admin:forum_step_change", args=[step.pk])
    sent = as_sent(client.get(address).context["adminform"].form)
    for wrong in ({"due_on": "2020-01-01"}, {"answer": "Sans date."}):
        answer = client.post(address, sent | wrong)
        assert answer.status_code == 422
        assert answer.context["errors"]


def test_what_is_prepared_is_for_who_takes_it_forward(client):
    row, by = obstacle_at("carried"), staff()
    prepared(row, by, text="Pas encore parti")
    assert "Pas encore parti" not in client.get(row.get_absolute_url()).content.decode()


def test_what_is_prepared_before_the_triage_is_read_by_who_reads_the_obstacle():
    row = obstacle_at("reported", audience="staff")
    Obstacle.objects.update(triage="", nature="")
    browser = Client()
    browser.force_login(UserFactory(is_staff=True))
    page = browser.get(f"/fr/obstacles/{row.reference}/manage/steps/")
    assert page.context["form"].initial["audience"] == "public"
    step = prepared(row, staff(), audience="public")
    assert step not in Step.objects.visible_to(AnonymousUser())
    raising.triage(row, "obstacle", by=staff(), nature="rule", audience="public")
    Step.objects.filter(pk=step.pk).update(sent_on=DAY)
    assert step in Step.objects.visible_to(AnonymousUser())


def test_a_topic_that_is_opened_shows_nothing_it_said_before(client):
    author = known_author()
    topic = TopicFactory(audience="members", author=author, text="Un secret")
    post = topic.posts.get()
    heading = Heading(topic.kind, topic.title, "public")
    writing.edit_post(post, Words("Rien de particulier", "fr"), by=author, heading=heading)
    page = client.get(reverse("forum:post_history", args=[post.pk])).content.decode()
    assert "Rien de particulier" in page
    assert "secret" not in page


def test_a_changed_title_is_told_to_who_could_read_it(client):
    author = known_author()
    topic = TopicFactory(author=author, title="Un premier titre")
    post = topic.posts.get()
    words = Words(post.text, "fr")

    def change(title, audience):
        heading = Heading(topic.kind, title, audience)
        writing.edit_post(post, words, by=author, heading=heading)
        return client.get(reverse("forum:post_history", args=[post.pk])).content.decode()

    page = change("Un autre titre", "public")
    assert '<del lang="fr">Un premier titre</del>' in page
    change("Un titre pour les membres", "members")
    page = change("Un dernier titre", "public")
    assert "Un dernier titre" in page
    assert "pour les membres" not in page


def test_nobody_reads_the_draft_of_another(client):
    topic = TopicFactory()
    PostFactory(topic=topic, state="draft", text="Un brouillon")
    client.force_login(UserFactory(is_staff=True))
    assert "Un brouillon" not in client.get(topic.get_absolute_url()).content.decode()


def test_a_locked_topic_takes_no_answer_through_another_form(client):
    author, locked, other = known_author(), TopicFactory(), TopicFactory()
    key = uuid.uuid4()
    words = Words("x", "fr")
    draft = writing.write_answer(Voice(author), locked, words, key=key, sends=False).post
    moderation.lock(locked, "non", by=UserFactory(is_staff=True))
    with pytest.raises(ValidationError):
        writing.write_answer(Voice(author), other, words, key=key, sends=True)
    draft.refresh_from_db()
    assert draft.state == "draft"
    client.force_login(author)
    assert client.get(reverse("forum:post_edit", args=[draft.pk])).status_code == 200
    sent = {
        "text": "Un long texte", "language": "fr", "voice": "own", "key": str(uuid.uuid4()),
        "version": 0, "files-TOTAL_FORMS": 0, "files-INITIAL_FORMS": 0,
    }  # fmt: skip
    answer = client.post(reverse("forum:answer", args=[locked.pk]), sent)
    assert answer.status_code == 422
    assert "Un long texte" in answer.content.decode()
    assert "Ce sujet est verrouillé" in answer.content.decode()


def test_the_form_of_a_topic_that_was_merged_says_so():
    author, key = known_author(), uuid.uuid4()
    older = TopicFactory(created_at=timezone.now() - timedelta(days=3))
    heading = Heading("question", "Titre", "public")
    words = Words("x", "fr")
    post = writing.write_topic(Voice(author), heading, words, key=key, sends=True).post
    moderation.merge(post.topic, older, "double", by=UserFactory(is_staff=True))
    with pytest.raises(ValidationError, match="fusionné"):
        writing.write_topic(Voice(author), heading, words, key=key, sends=True)


def test_a_new_file_of_somebody_new_waits_for_a_moderator():
    post = PostFactory(author=MandateFactory(user=UserFactory()).user)
    words = Words(post.text, post.language)
    assert writing.edit_post(post, words, by=post.author).state == "shown"
    assert writing.edit_post(post, words, by=post.author, has_files=True).state == "waiting"


def test_what_was_hidden_does_not_come_back_by_itself():
    row, who = ObstacleFactory(), speaker()
    given = support.endorse(row, by=who.mandate, values={"text": "x"})
    Endorsement.objects.filter(pk=given.pk).update(hidden_because="injure")
    support.withdraw(row, by=who.mandate)
    with pytest.raises(ValidationError, match="masqué"):
        support.endorse(row, by=who.mandate, values={"text": "x"})


@pytest.mark.parametrize("begins_with", ["weekly", "daily"])
def test_a_digest_tells_nothing_older_than_it_follows(begins_with):
    """Neither of a new subscription beside a quiet one, nor after another rhythm was chosen."""
    user, border, old = MandateFactory(user=UserFactory()).user, BorderFactory(code="FR-DE"), 400
    if begins_with == "daily":
        follow(user, "topic", TopicFactory(), "daily")
    else:
        follow(user, "border", border, "weekly")
    Subscription.objects.update(since=timezone.now() - timedelta(days=old))
    Post.objects.update(shown_at=timezone.now() - timedelta(days=500))
    PostFactory(topic=TopicFactory(borders=[border]), shown_at=timezone.now() - timedelta(days=300))
    Post.objects.filter(shown_at__gt=timezone.now() - timedelta(days=9)).update(
        shown_at=timezone.now() - timedelta(days=300)
    )
    if begins_with == "weekly":
        letter = Letter.objects.create(
            kind="forum_digest", user=user, recipient=user.email, subject_key="weekly:2026-01-01",
            language="fr", facts={},
        )  # fmt: skip
        Letter.objects.filter(pk=letter.pk).update(written_at=timezone.now() - timedelta(days=8))
    follow(user, "border", border, "daily")
    assert write_digests() == 0


@pytest.mark.parametrize(("state", "is_wrong"), [("running", True), ("planned", False)])
def test_what_is_in_use_began_already(state, is_wrong):
    form = ReuseForm({"state": state, "since": "2099", "language": "fr", "version": 0})
    assert ("since" in form.errors) == is_wrong
