"""The forum as it is read: list, filters, page, addresses of posts."""

import json
import re

import pytest

from forum.models import TopicTally
from forum.topics import TopicFilter
from forum.views.topic import PER_PAGE
from tests.factories import BorderFactory, OrganisationFactory, ThemeFactory
from tests.forum.factories import ObstacleFactory, PostFactory, TopicFactory

pytestmark = pytest.mark.django_db
URL = "/fr/forum/"


def listed(client, query=""):
    return [entry.row.title for entry in client.get(URL + query).context["listing"].entries]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=experience", ["Une expérience"]),
        ("?answered=yes", ["Une question"]),
        ("?answered=no", ["Une expérience"]),
        ("?answered=peut-être", []),
        ("?border=FR-DE", ["Une question"]),
        ("?theme=health", ["Une expérience"]),
        ("?language=de", ["Une expérience"]),
        ("?q=question", ["Une question"]),
        ("?q=ambulances", ["Une question"]),
        ("?territory=nowhere", []),
    ],
)
def test_each_filter_narrows(client, query, expected):
    question = TopicFactory(title="Une question", borders=[BorderFactory(code="FR-DE")])
    PostFactory(topic=question, text="Les ambulances passent.", is_accepted=True)
    health = ThemeFactory(code="health")
    TopicFactory(title="Une expérience", kind="experience", language="de", themes=[health])
    assert listed(client, query) == expected


def test_the_last_answered_comes_first(client):
    first, second = TopicFactory(title="Un"), TopicFactory(title="Deux")
    assert listed(client) == [second.title, first.title]
    PostFactory(topic=first)
    assert listed(client) == [first.title, second.title]


def test_counts_that_are_kept_are_those_of_the_rows(client):
    PostFactory(topic=TopicFactory(borders=[BorderFactory()]), is_accepted=True)
    TopicFactory(kind="experience", themes=[ThemeFactory()], language="nl")
    TopicFactory(audience="members")
    kept = TopicTally.objects.kept_counts(TopicFilter.facets)
    organisation = OrganisationFactory()
    TopicFactory(organisation=organisation)
    fresh = client.get(f"{URL}?organisation={organisation.slug}").context["listing"].counts
    assert fresh.total == 1
    assert kept.total == 2
    assert kept.choices["answered"] == {"yes": 1, "no": 1}
    assert kept.choices["language"] == {"fr": 1, "nl": 1}


def test_the_accepted_answer_stands_second_and_posts_are_on_pages(client):
    topic = TopicFactory()
    posts = [PostFactory(topic=topic) for _number in range(PER_PAGE + 5)]
    posts[-1].is_accepted = True
    posts[-1].save()
    shown = client.get(topic.get_absolute_url()).context["page"].object_list
    assert len(shown) == PER_PAGE
    assert [shown[0].is_first, shown[1].pk] == [True, posts[-1].pk]
    last = posts[-2]
    place = client.get(last.get_absolute_url())
    assert place["Location"] == f"{topic.get_absolute_url()}?page=2#post-{last.pk}"
    assert f'id="post-{last.pk}"' in client.get(place["Location"]).content.decode()


@pytest.mark.parametrize("rows", [1, 20])
def test_a_page_costs_the_same(client, queries, rows):
    topic = TopicFactory()
    for _number in range(rows):
        PostFactory(topic=topic, organisation=OrganisationFactory())
    assert queries(lambda: client.get(topic.get_absolute_url())) <= 12


@pytest.mark.parametrize("rows", [1, 50])
def test_a_list_costs_the_same(client, queries, rows):
    for _number in range(rows):
        TopicFactory(organisation=OrganisationFactory())
    assert queries(lambda: client.get(URL)) <= 9


def test_machines_read_a_question_with_its_answers(client):
    topic = TopicFactory(title="Une question", text="Comment faire ?")
    PostFactory(topic=topic, text="Ainsi.", is_accepted=True)
    page = client.get(topic.get_absolute_url()).content.decode()
    data = json.loads(
        re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1]
    )
    question = data["mainEntity"]
    assert (data["@type"], question["name"], question["answerCount"]) == (
        "QAPage",
        "Une question",
        1,
    )
    assert question["acceptedAnswer"]["text"] == "Ainsi."


def test_the_page_names_the_obstacle_it_became(client):
    topic = TopicFactory()
    shown, hidden = ObstacleFactory(topic=topic), ObstacleFactory(topic=topic, audience="staff")
    page = client.get(topic.get_absolute_url()).content.decode()
    assert shown.reference in page
    assert hidden.reference not in page


def test_each_text_says_its_language(client):
    topic = TopicFactory(language="de", title="Frage", text="Wie?")
    page = client.get(topic.get_absolute_url()).content.decode()
    assert '<h1 lang="de">Frage</h1>' in page
    assert 'post__text" lang="fr"' in page  # that of the post
