"""What waits, is hidden, merged, a draft or for members alone is nowhere that others look.

Each way is tried with a row that is shown too: a way that tells nothing of anything proves nothing.
"""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from forum.models import Post, Topic
from forum.similar import similar
from members.models import Organisation
from tests.factories import (
    BorderFactory,
    MandateFactory,
    OrganisationFactory,
    TerritoryFactory,
    ThemeFactory,
    UserFactory,
)
from tests.forum.factories import ObstacleFactory, PostFactory, SolutionFactory, TopicFactory

pytestmark = pytest.mark.django_db
WORD, SECRET = "Licorne", "Zanzibar"  # the word asked for, and one that only a leak tells
TITLE = f"{WORD} {SECRET}"
LISTS = ["", "?view=table", f"?q={WORD}", "?q=licornne", "?border=FR-DE", "?theme=health"]
FILES = [
    "feed.atom", f"feed.atom?q={WORD}", "map.geojson", "export.csv", "export.json",
    "export.geojson", "export.xlsx",
]  # fmt: skip
SEARCHES = {"search": f"/fr/search/?q={WORD}", "near search": "/fr/search/?q=licornne"}
CONCERNED = SEARCHES | {
    "border": "/fr/borders/FR-DE/",
    "theme": "/fr/themes/health/",
    "territory": "/fr/territories/ici/",
    "organisation": "/fr/members/nous/",
}


def ways(base: str, pages: dict[str, str], sitemap: str) -> dict[str, str]:
    files = {f"{base} {name}": f"/fr/{base}/{name}" for name in LISTS + FILES}
    other = {f"{base} {name}": url for name, url in pages.items()}
    return files | other | {f"{base} sitemap": f"/sitemap.xml?section={sitemap}"}


@pytest.fixture
def place():
    return {
        "borders": [BorderFactory(code="FR-DE")],
        "themes": [ThemeFactory(code="health")],
        "territories": [TerritoryFactory(slug="ici")],
        "lat": 48.5,
        "lon": 7.7,
    }


def us():
    return Organisation.objects.filter(slug="nous").first() or OrganisationFactory(slug="nous")


def topic(place, state="shown", **facts):
    facts["organisation"] = us()
    if state == "merged":
        row = TopicFactory(title=TITLE, text="Texte.", **place, **facts)
        kept = TopicFactory(title="Le bon sujet")
        row.posts.update(topic=kept, is_first=False)
        Topic.objects.filter(pk=row.pk).update(state="merged", merged_into=kept)
        return row
    why = "Hors sujet." if state == "hidden" else ""
    facts |= place | {"state": state, "hidden_because": why}
    return TopicFactory(title=TITLE, text="Texte.", **facts)


def obstacle(place, audience="public"):
    return ObstacleFactory(
        title_fr=TITLE,
        main_border=place["borders"][0],
        audience=audience,
        raised_by=us(),
        **place,
    )


def solution(place, **facts):
    links = {name: place[name] for name in ("borders", "themes", "lat", "lon")}
    return SolutionFactory(title_fr=TITLE, **links, **facts)


TOPICS = [{"state": one} for one in ("waiting", "hidden", "draft", "merged")]
UNSHOWN: dict[Callable, list[dict]] = {
    topic: [*TOPICS, {"audience": "members"}],
    obstacle: [{"audience": "members"}, {"audience": "staff"}],
    solution: [{"is_draft": True}],
}
CASES = [
    (make, name, url)
    for make, found in (
        (topic, ways("forum", CONCERNED, "topics")),
        (obstacle, ways("obstacles", CONCERNED, "obstacles")),
        (solution, ways("solutions", SEARCHES, "solutions")),
    )
    for name, url in found.items()
]


def told(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    body = answer.getvalue() if answer.streaming else answer.content
    if "export.xlsx" not in url:
        return body.decode()
    sheets = load_workbook(BytesIO(body)).worksheets
    return "\n".join(str(cell) for sheet in sheets for row in sheet.values for cell in row)


def member():
    client = Client()
    client.force_login(MandateFactory(user=UserFactory()).user)
    return client


@pytest.mark.parametrize(("make", "name", "url"), CASES, ids=[case[1] for case in CASES])
def test_visitors_are_told_what_is_shown_and_nothing_else(client, place, make, name, url):
    secret = [make(place, **facts) for facts in UNSHOWN[make]]
    page = told(client, url)
    assert SECRET not in page
    assert not [row for row in secret if f"{row.get_absolute_url()}<" in page]
    shown = make(place)
    client.cookies.clear()
    page = told(client, url)
    assert SECRET in page or f"{shown.get_absolute_url()}<" in page


@pytest.mark.parametrize("make", UNSHOWN)
def test_the_counts_are_of_what_is_shown(client, place, make):
    for facts in UNSHOWN[make]:
        make(place, **facts)
    base = {topic: "forum", obstacle: "obstacles", solution: "solutions"}[make]
    for query in (f"?q={WORD}", "?border=FR-DE"):
        assert client.get(f"/fr/{base}/{query}").context["listing"].counts.total == 0
    make(place)
    assert client.get(f"/fr/{base}/?q={WORD}").context["listing"].counts.total == 1


@pytest.mark.parametrize("facts", UNSHOWN[topic][:3] + UNSHOWN[topic][4:])
def test_the_page_itself_is_not_there(client, place, facts):
    row = topic(place, **facts)
    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.get(row.posts.get().get_absolute_url()).status_code == 404


def test_members_read_theirs_and_nothing_else(place):
    rows = [topic(place, **facts) for facts in UNSHOWN[topic]]
    reader = member()
    codes = [reader.get(row.get_absolute_url()).status_code for row in rows]
    assert codes == [404, 404, 404, 302, 200]
    assert reader.get(f"/fr/forum/?q={WORD}").context["listing"].counts.total == 1


@pytest.mark.parametrize("state", ["waiting", "hidden", "draft"])
@pytest.mark.parametrize("reads", [Client, member], ids=["visitor", "member"])
def test_an_answer_that_is_not_shown_is_not_found_counted_or_read(place, state, reads):
    row = TopicFactory(title="Un sujet", **place)
    why = "Hors sujet." if state == "hidden" else ""
    post = PostFactory(topic=row, text=TITLE, state=state, hidden_because=why)
    client = reads()
    assert SECRET not in told(client, row.get_absolute_url())
    assert client.get(post.get_absolute_url()).status_code == 404
    assert client.get(f"/fr/forum/?q={WORD}").context["listing"].counts.total == 0
    assert "Un sujet" not in told(client, f"/fr/search/?q={WORD}")
    row.refresh_from_db()
    assert row.reply_count == 0
    Post.objects.filter(pk=post.pk).update(state="shown", hidden_because="")
    assert SECRET in told(client, row.get_absolute_url())
    assert client.get(f"/fr/forum/?q={WORD}").context["listing"].counts.total == 1


def test_nobody_lists_what_is_not_shown(place):
    """Not its author nor the staff, who read it on its page."""
    row = topic(place, state="waiting")
    for user in (row.author, UserFactory(is_staff=True)):
        reader = Client()
        reader.force_login(user)
        for url in ("", "export.csv", "feed.atom", "map.geojson"):
            assert SECRET not in told(reader, f"/fr/forum/{url}")
        assert SECRET not in told(reader, f"/fr/search/?q={WORD}")
        assert SECRET in told(reader, row.get_absolute_url())


def test_a_merged_topic_leads_to_the_other(client, place):
    row = topic(place, state="merged")
    kept = Topic.objects.get(title="Le bon sujet")
    answer = client.get(row.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (302, kept.get_absolute_url())


def test_what_is_proposed_while_typing_is_what_one_may_read(place):
    for make, kinds in UNSHOWN.items():
        for facts in kinds:
            make(place, **facts)
    assert not similar(TITLE)
    assert len(similar(TITLE, MandateFactory().user).topics) == 1
    for make in UNSHOWN:
        make(place)
    found = similar(TITLE)
    assert [len(found.topics), len(found.obstacles), len(found.solutions)] == [1, 1, 1]


def test_a_person_reads_their_own_that_waits(place):
    row = topic(place, state="waiting")
    reader = Client()
    reader.force_login(row.author)
    assert reader.get(row.get_absolute_url()).status_code == 200
    assert Post.objects.visible_to(row.author).count() == 1
