"""What waits, is hidden, merged, a draft or for members alone is nowhere that others look."""

import pytest
from django.test import Client

from forum.models import Post, Topic
from forum.similar import similar
from tests.factories import (
    BorderFactory,
    MandateFactory,
    ObstacleFactory,
    PostFactory,
    SolutionFactory,
    ThemeFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SECRET = "Licorne"
WAYS = {
    "list": "/fr/forum/",
    "table": "/fr/forum/?view=table",
    "count by border": "/fr/forum/?border=FR-DE",
    "words": f"/fr/forum/?q={SECRET}",
    "near words": "/fr/forum/?q=licornne",
    "search of the site": f"/fr/search/?q={SECRET}",
    "feed": "/fr/forum/feed.atom",
    "CSV": "/fr/forum/export.csv",
    "JSON": "/fr/forum/export.json",
    "GeoJSON": "/fr/forum/export.geojson",
    "XLSX": "/fr/forum/export.xlsx",
    "map": "/fr/forum/map.geojson",
    "border": "/fr/borders/FR-DE/",
    "theme": "/fr/themes/health/",
    "sitemap": "/sitemap.xml",
    "home": "/fr/",
}
UNSHOWN = {
    "waiting": {"state": "waiting"},
    "hidden": {"is_hidden": True},
    "draft": {"state": "draft"},
    "members only": {"audience": "members"},
}


def body(answer):
    return answer.getvalue() if answer.streaming else answer.content


@pytest.fixture
def place():
    return {
        "borders": [BorderFactory(code="FR-DE")],
        "themes": [ThemeFactory(code="health")],
        "lat": 48.5,
        "lon": 7.7,
    }


def member():
    client = Client()
    client.force_login(MandateFactory(user=UserFactory()).user)
    return client


@pytest.mark.parametrize("kind", UNSHOWN)
@pytest.mark.parametrize("way", WAYS)
def test_nothing_leaks_to_visitors(client, place, kind, way):
    TopicFactory(title=f"{SECRET} secrète", **place, **UNSHOWN[kind])
    answer = client.get(WAYS[way])
    assert answer.status_code == 200
    assert "secrète" not in body(answer).decode(errors="ignore")


@pytest.mark.parametrize("kind", UNSHOWN)
def test_the_page_itself_is_not_there(client, place, kind):
    topic = TopicFactory(**place, **UNSHOWN[kind])
    assert client.get(topic.get_absolute_url()).status_code == 404
    assert client.get(topic.posts.get().get_absolute_url()).status_code == 404


def test_members_read_theirs_and_nothing_else(place):
    topics = {kind: TopicFactory(**place, **facts) for kind, facts in UNSHOWN.items()}
    reader = member()
    codes = {kind: reader.get(row.get_absolute_url()).status_code for kind, row in topics.items()}
    assert codes == {"waiting": 404, "hidden": 404, "draft": 404, "members only": 200}
    assert reader.get("/fr/forum/").context["listing"].counts.total == 1


@pytest.mark.parametrize("state", ["waiting", "hidden", "draft"])
def test_an_answer_that_is_not_shown_is_not_found_counted_or_read(client, place, state):
    topic = TopicFactory(title="Un sujet", **place)
    why = "Hors sujet." if state == "hidden" else ""
    post = PostFactory(topic=topic, text=f"{SECRET} secrète.", state=state, hidden_because=why)
    page = client.get(topic.get_absolute_url())
    assert SECRET.encode() not in page.content
    assert client.get(post.get_absolute_url()).status_code == 404
    assert client.get(f"/fr/forum/?q={SECRET}").context["listing"].counts.total == 0
    topic.refresh_from_db()
    assert topic.reply_count == 0


def test_a_merged_topic_leads_to_the_other_and_is_listed_nowhere(client, place):
    kept = TopicFactory(title="Le bon sujet", **place)
    lost = TopicFactory(title=f"{SECRET} secrète", **place)
    Topic.objects.filter(pk=lost.pk).update(state="merged", merged_into=kept)
    answer = client.get(lost.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (302, kept.get_absolute_url())
    assert "secrète" not in client.get("/fr/forum/").content.decode()


def test_what_is_proposed_while_typing_is_what_one_may_read(place):
    for facts in UNSHOWN.values():
        TopicFactory(title=f"{SECRET} des frontières", **place, **facts)
    ObstacleFactory(title_fr=f"{SECRET} des frontières", audience="staff")
    SolutionFactory(title_fr=f"{SECRET} des frontières", is_draft=True)
    assert not similar(f"{SECRET} des frontières")
    assert len(similar(f"{SECRET} des frontières", MandateFactory().user).topics) == 1


def test_a_person_reads_their_own_that_waits(place):
    topic = TopicFactory(state="waiting", **place)
    reader = Client()
    reader.force_login(topic.author)
    assert reader.get(topic.get_absolute_url()).status_code == 200
    assert Post.objects.visible_to(topic.author).count() == 1
