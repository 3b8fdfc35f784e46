"""From a question to the answer of an authority, in two languages; axe on each page."""

import pytest
from django.core.management import call_command

from forum.models import CrossBorderFile, Obstacle, Post, Step, Topic
from members.models import Organisation
from territories.models import Border
from tests.browser.axe import problems
from tests.factories import MandateFactory, UserFactory
from tests.forum.factories import AddresseeFactory, PostFactory

WORDS = {
    "fr": ("Ambulances arrêtées au pont", "Deux conventions se contredisent."),
    "en": ("Ambulances stopped at the bridge", "Two agreements contradict each other."),
}


@pytest.fixture
def accounts(network):
    """Who asks and carries, who answers (both known to moderators or not), and the staff."""
    pamina = Organisation.objects.get(slug="eurodistrict-pamina")
    Organisation.objects.filter(pk=pamina.pk).update(has_legal_personality=True)
    answers = MandateFactory(user=UserFactory(), function="maire", speaks_for=True).user
    for _number in range(2):
        PostFactory(author=answers)
    keeper = UserFactory(name="Claire Muller")
    return {
        "keeper": MandateFactory(user=keeper, organisation=pamina, speaks_for=True).user,
        "answers": answers,
        "staff": UserFactory(is_staff=True, is_superuser=True),
    }


def go(reader, selector):
    """Follow a link, or press a button, and look at the page that comes."""
    reader.follow(selector)
    assert problems(reader) == []


def send(reader, scope="main"):
    go(reader, f"{scope} form.form button[type=submit].button--primary")


def ask(keeper, staff, language):
    """The first post of somebody waits for a moderator, who shows it."""
    title, text = WORDS[language]
    page = keeper.open("forum/new/", language)
    page.fill("[name=topic-title]", title)
    page.fill("[name=text]", f"{text}\n\n> **citation**")
    page.select_option("[name=language]", language)
    page.click("button[name=action][value=preview]")
    page.wait_for_selector(".post--preview strong")
    assert problems(keeper) == []
    page.click("button[name=action][value=send]")
    page.wait_for_selector(".messages")
    post = Post.objects.get(topic__title=title)
    assert post.state == "waiting"
    back = staff.page
    back.goto(f"{staff.origin}/admin/forum/post/{post.pk}/decide/")
    assert problems(staff) == []
    back.check("[name=act][value=show]")
    back.click("input[type=submit].default")
    back.wait_for_selector(".messagelist .success")
    return Topic.objects.get(title=title)


def answer(reader, topic, keeper, language):
    page = reader.open(f"forum/{topic.pk}/", language)
    go(reader, f"a[href$='/forum/{topic.pk}/answer/']")
    page.fill("[name=text]", "Chez nous, les deux SDIS ont signé.")
    page.click("button[name=action][value=send]")
    page.wait_for_selector(".messages")
    page = keeper.open(f"forum/{topic.pk}/", language)
    go(keeper, "button[name=accept]")
    assert page.locator(".post--accepted").count() == 1


def raise_it(keeper, topic, language):
    page = keeper.open(f"forum/{topic.pk}/", language)
    go(keeper, f"a[href*='/obstacles/new/?topic={topic.pk}']")
    page.fill("[name=title_fr]", WORDS["fr"][0])
    page.fill("[name=title_en]", WORDS["en"][0])
    page.fill("[name=summary_fr]", WORDS["fr"][1])
    page.select_option("[name=main_border]", str(Border.objects.get(code="FR-DE").pk))
    for _try in ("those alike are shown", "none of them is it"):
        with page.expect_navigation():
            page.click("main form button[type=submit]")
        assert problems(keeper) == []
        if page.locator("[name=is_new]").count():
            page.check("[name=is_new]")
    return Obstacle.objects.get(topic=topic)


def describe(keeper, row, language):
    """Both sides, then what a file needs."""
    manage = f"obstacles/{row.reference}/manage/"
    for country in ("FR", "DE"):
        page = keeper.open(f"{manage}sides/{country}/", language)
        assert problems(keeper) == []
        page.fill("[name=authority_fr]", f"Ministère ({country})")
        page.fill("[name=provision_fr]", "Décret du 3 mai")
        page.fill("[name=practice_fr]", "On attend au pont.")
        with page.expect_navigation():
            page.click("main form button[type=submit]")
    page = keeper.open(f"{manage}edit/", language)
    assert problems(keeper) == []
    page.select_option("[name=interaction]", "service")
    for name in ("hindered", "effect", "why", "area", "proposal"):
        page.fill(f"[name={name}_fr]", "Les secours passent le pont chaque jour.")
    page.fill("[name=duration]", "Sans fin")
    page.fill("[name=filed_elsewhere]", "non")
    with page.expect_navigation():
        page.click("main form button[type=submit] >> nth=0")
    assert problems(keeper) == []


def triage(staff, row, language):
    page = staff.open(f"obstacles/{row.reference}/manage/triage/", language)
    assert problems(staff) == []
    page.check("[name=way_out][value=obstacle]")
    page.select_option("[name=nature]", "rule")
    page.select_option("[name=audience]", "public")
    with page.expect_navigation():
        page.click("main form button[type=submit]")
    assert problems(staff) == []


def carry_and_send(keeper, row, body, language):
    """Carried, prepared, with the file as it was sent, sent."""
    page = keeper.open(f"obstacles/{row.reference}/manage/", language)
    go(keeper, f"a[href*='/carry/{row.raised_by.slug}/']")
    with page.expect_navigation():
        page.click("main form button[type=submit]")
    page = keeper.open(f"obstacles/{row.reference}/manage/steps/?to=addressee-{body.pk}", language)
    assert problems(keeper) == []
    page.select_option("[name=kind]", "file")
    with page.expect_navigation():
        page.click("main form button[type=submit]")
    step = Step.objects.get(obstacle=row)
    page = keeper.open(f"obstacles/{row.reference}/files/cross_border/", language)
    assert problems(keeper) == []
    with page.expect_navigation():
        page.click("main form[method=post] button[type=submit]")
    assert problems(keeper) == []
    assert CrossBorderFile.objects.get(obstacle=row).steps.get() == step
    page = keeper.open(f"obstacles/{row.reference}/manage/steps/{step.pk}/send/", language)
    assert problems(keeper) == []
    page.fill("[name=sent_on]", "2026-03-31")
    with page.expect_navigation():
        page.click("main form button[type=submit]")
    assert problems(keeper) == []
    return step


def hear(keeper, row, step, language):
    page = keeper.open(f"obstacles/{row.reference}/manage/steps/{step.pk}/answer/", language)
    assert problems(keeper) == []
    page.fill("[name=answered_on]", "2026-05-04")
    page.check("[name=meaning][value=final]")
    page.fill("[name=answer]", "La loi ne le permet pas.")
    with page.expect_navigation():
        page.click("main form button[type=submit]")
    page = keeper.open(f"obstacles/{row.reference}/manage/outcome/", language)
    assert problems(keeper) == []
    page.check("[name=outcome][value=refused]")
    page.fill("[name=on]", "2026-09-01")
    page.fill("[name=reasons]", "La loi ne le permet pas.")
    with page.expect_navigation():
        page.click("main form button[type=submit]")
    assert problems(keeper) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_question_becomes_an_obstacle_that_an_authority_answers(
    window, log_in, mailoutbox, accounts, language
):
    body = AddresseeFactory(name_fr="Ministère de la Santé", name_en="Ministry of Health")
    keeper, answers, staff = window(), window(width=360, height=740), window()
    for name, reader in (("keeper", keeper), ("answers", answers), ("staff", staff)):
        log_in(reader, name)
    topic = ask(keeper, staff, language)
    answer(answers, topic, keeper, language)
    row = raise_it(keeper, topic, language)
    describe(keeper, row, language)
    triage(staff, row, language)
    step = carry_and_send(keeper, row, body, language)
    hear(keeper, row, step, language)
    row.refresh_from_db()
    assert (row.status, row.outcome, row.level) == ("closed", "refused", "national")
    assert CrossBorderFile.objects.get(obstacle=row).steps.get() == step
    visitor = window(width=360, height=740, scripts=False)
    page = visitor.open(f"obstacles/{row.reference}/", language)
    text = page.inner_text("main")
    assert WORDS[language][0] in text
    assert "La loi ne le permet pas." in text
    call_command("run_due", verbosity=0)
    assert not [letter for letter in mailoutbox if "None" in letter.body]
