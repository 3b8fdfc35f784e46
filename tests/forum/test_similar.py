"""What is shown while a title is typed: what resembles it, and nothing one may not read."""

import pytest
from django.test import Client
from django.urls import reverse

from forum.similar import similar
from tests.factories import MandateFactory, UserFactory
from tests.forum.factories import ObstacleFactory, SolutionFactory, TopicFactory

pytestmark = pytest.mark.django_db


def test_topics_obstacles_and_solutions_with_the_words_of_the_title():
    topic = TopicFactory(title="Télétravail des frontaliers : quel impôt ?")
    TopicFactory(title="Ramassage des ordures à la frontière")
    obstacle = ObstacleFactory(title_fr="Télétravail et sécurité sociale")
    solution = SolutionFactory(title_fr="Accord fiscal sur le télétravail")
    found = similar("Impôt et teletravail frontalier")
    assert (found.topics, found.obstacles, found.solutions) == ([topic], [obstacle], [solution])


def test_what_shares_most_words_comes_first():
    one = TopicFactory(title="Reconnaissance des diplômes d’infirmière")
    both = TopicFactory(title="Reconnaissance des permis de conduire")
    TopicFactory(title="Transport scolaire")
    assert similar("Reconnaissance du permis de conduire").topics == [both, one]


def test_one_word_of_a_long_title_is_not_enough():
    TopicFactory(title="Homologation du matériel roulant le long du Rhin")
    assert not similar("Garde d’enfants des deux côtés du Rhin : agréments à reconnaître").topics
    both = TopicFactory(title="Agréments des gardes d’enfants")
    found = similar("Garde d’enfants des deux côtés du Rhin : agréments à reconnaître")
    assert found.topics == [both]


def test_a_misspelt_title_still_finds():
    topic = TopicFactory(title="Télétravail")
    assert similar("Teletravial").topics == [topic]


@pytest.mark.parametrize("title", ["", "a", "le la", "-", '"', "'" * 50, "%_\\", "x" * 3000])
def test_nothing_that_is_typed_is_an_error(title):
    TopicFactory()
    assert not similar(title)


def test_nothing_is_shown_that_the_reader_may_not_read():
    TopicFactory(title="Impôt un", state="waiting")
    TopicFactory(title="Impôt deux", is_hidden=True)
    members = TopicFactory(title="Impôt trois", audience="members")
    older = TopicFactory(title="Impôt quatre")
    TopicFactory(title="Impôt cinq", state="merged", merged_into=older)
    ObstacleFactory(title_fr="Impôt six", audience="staff")
    SolutionFactory(title_fr="Impôt sept", is_draft=True)
    assert similar("Impôt").topics == [older]
    assert not similar("Impôt").obstacles
    assert not similar("Impôt").solutions
    member = MandateFactory().user
    assert set(similar("Impôt", member).topics) == {older, members}
    assert similar("Impôt", member, but=older.pk).topics == [members]


def test_it_costs_four_queries(queries):
    for n in range(10):
        TopicFactory(title=f"Impôt {n}")
        ObstacleFactory(title_fr=f"Impôt {n}")
        SolutionFactory(title_fr=f"Impôt {n}")
    assert queries(lambda: similar("Impôt des frontaliers")) == 4


def test_the_page_shows_them_without_a_script():
    browser = Client()
    browser.force_login(UserFactory(is_staff=True))
    topic = TopicFactory(title="Télétravail des frontaliers")
    url = reverse("forum:topic_new")
    page = browser.get(url, {"topic-title": "Télétravail"}).content.decode()
    assert topic.get_absolute_url() in page
