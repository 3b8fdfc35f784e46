"""What is done with a post: accepted, reported, translated, looked at as it was before."""

import pytest
from django.test import Client
from django.urls import reverse

from forum.models import Flag, Post, PostTranslation, Topic
from forum.post_tools import Tools
from forum.services import moderation, writing
from forum.services.writing import Words
from tests.browsing import client_of
from tests.factories import MandateFactory, UserFactory
from tests.forms import as_sent
from tests.forum.factories import PostFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    """Somebody of whom two posts are shown."""
    user = MandateFactory().user
    PostFactory.create_batch(2, topic=TopicFactory(), author=user)
    return user


def test_the_author_of_a_question_or_the_staff_accept_an_answer(writer):
    topic = TopicFactory(author=writer)
    post = PostFactory(topic=topic)
    url = reverse("forum:post_accept", args=[post.pk])
    assert client_of(post.author).post(url, {"accept": "yes"}).status_code == 403
    assert Client().post(url).status_code == 302
    assert not Post.objects.get(pk=post.pk).is_accepted
    client_of(writer).post(url, {"accept": "yes"})
    assert Post.objects.get(pk=post.pk).is_accepted
    client_of(UserFactory(is_staff=True)).post(url, {"accept": "no"})
    assert not Post.objects.get(pk=post.pk).is_accepted
    Topic.objects.filter(pk=topic.pk).update(is_locked=True)
    assert client_of(writer).post(url, {"accept": "yes"}).status_code == 403


def test_a_reader_reports_a_post_once(writer):
    post = PostFactory()
    url = reverse("forum:post_report", args=[post.pk])
    browser = client_of(UserFactory())
    assert browser.get(url).status_code == 200
    assert browser.post(url, {}).status_code == 422
    for _time in range(2):
        browser.post(url, {"reason": "wrong", "words": "Ce n’est plus vrai."})
    assert Flag.objects.get().words == "Ce n’est plus vrai."
    Post.objects.filter(pk=post.pk).update(state="waiting")
    assert browser.get(url).status_code == 404


def edit(browser, post, text):
    url = reverse("forum:post_edit", args=[post.pk])
    data = as_sent(browser.get(url).context["form"], text=text)
    data |= {"files-TOTAL_FORMS": "0", "files-INITIAL_FORMS": "0"}
    assert browser.post(url, data).status_code == 302


def test_everyone_reads_what_a_post_said_since_it_is_shown(writer):
    staff = UserFactory(is_staff=True, name="Équipe")
    post = PostFactory(author=writer, text="Un numéro secret : 0102030405", state="waiting")
    moderation.show(post, by=staff)
    url = reverse("forum:post_history", args=[post.pk])
    edit(client_of(writer), post, "Le texte corrigé")
    edit(client_of(staff), post, "Le texte bien corrigé")
    page = Client().get(url)
    assert [one.who for one in page.context["wordings"]] == [
        "Équipe", writer.name, writer.name,
    ]  # fmt: skip
    assert "<ins>" in page.content.decode()
    assert "0102030405" in page.content.decode()
    # A moderator takes words out for good: hidden, changed, shown again.
    moderation.hide(post, "Numéro personnel.", by=staff)
    assert Client().get(url).status_code == 404
    moderation.show(post, by=staff)
    assert "0102030405" not in Client().get(url).content.decode()


def translation(browser, url, **typed):
    return as_sent(browser.get(url).context["form"], **typed)


def test_a_translation_says_whose_it_is_and_goes_stale(writer):
    post = PostFactory(text="Bonjour", author=writer)
    other = MandateFactory().user
    PostFactory.create_batch(2, author=other)
    url = reverse("forum:post_translate", args=[post.pk, "de"])
    browser = client_of(other)
    browser.post(url, translation(browser, url, text="Guten Tag"))
    row = PostTranslation.objects.get()
    assert (row.language, row.text, row.origin, row.by, row.is_stale) == (
        "de", "Guten Tag", "person", other, False,
    )  # fmt: skip
    writing.edit_post(post, Words("Bonsoir", "fr"), by=writer)
    assert PostTranslation.objects.get().is_stale
    browser = client_of(writer)
    browser.post(url, translation(browser, url, text="Guten Abend", how="reviewed"))
    row = PostTranslation.objects.get()
    assert (row.text, row.origin, row.is_stale) == ("Guten Abend", "reviewed", False)


def test_a_translation_of_words_that_changed_comes_back(writer):
    post = PostFactory(text="Bonjour", author=writer)
    url = reverse("forum:post_translate", args=[post.pk, "de"])
    browser = client_of(writer)
    data = translation(browser, url, text="Guten Tag")
    writing.edit_post(post, Words("Bonsoir", "fr"), by=writer)
    answer = browser.post(url, data)
    assert answer.status_code == 422
    assert "Guten Tag" in answer.content.decode()
    assert "Bonsoir" in answer.content.decode()
    assert not PostTranslation.objects.exists()
    browser.post(url, data | {"seen": "Bonsoir"})
    assert PostTranslation.objects.get().text == "Guten Tag"


def test_the_first_post_is_translated_with_the_title(writer):
    post = TopicFactory(title="Télétravail").posts.get()
    url = reverse("forum:post_translate", args=[post.pk, "en"])
    browser = client_of(writer)
    assert browser.post(url, translation(browser, url, text="Text")).status_code == 422
    browser.post(url, translation(browser, url, text="Text", title="Telework"))
    row = PostTranslation.objects.get()
    assert (row.title, row.is_stale) == ("Telework", False)
    of_old_title = translation(browser, url, title="Home working")
    Topic.objects.update(title="Travail à domicile")
    assert PostTranslation.objects.get().is_stale
    answer = browser.post(url, of_old_title)
    assert answer.status_code == 422
    assert "Travail à domicile" in answer.content.decode()
    browser.post(url, as_sent(answer.context["form"]))
    row = PostTranslation.objects.get()
    assert (row.title, row.is_stale) == ("Home working", False)


def test_a_title_that_a_moderator_changed_is_in_no_translation(writer):
    topic = TopicFactory(title="Le cas de Jeanne", text="Texte.")
    post = topic.posts.get()
    url = reverse("forum:post_translate", args=[post.pk, "en"])
    browser = client_of(writer)
    browser.post(url, translation(browser, url, text="Text", title="The case of Jeanne"))
    staff = UserFactory(is_staff=True)
    moderation.hide(post, "Un nom.", by=staff)
    Topic.objects.update(title="Un cas")
    moderation.show(post, by=staff)
    assert "Jeanne" not in Client().get(topic.get_absolute_url()).content.decode()


def test_who_may_translate(writer):
    post = PostFactory()
    url = reverse("forum:post_translate", args=[post.pk, "de"])
    assert client_of(writer).get(url).status_code == 200
    for user in (UserFactory(), MandateFactory().user):
        assert client_of(user).get(url).status_code == 403
    for language in ("fr", "xx"):
        wrong = reverse("forum:post_translate", args=[post.pk, language])
        assert client_of(writer).get(wrong).status_code == 404
        assert client_of(writer).post(wrong, {}).status_code == 404


def test_tools_are_those_that_work(writer):
    topic = TopicFactory(author=writer)
    post, own = PostFactory(topic=topic), PostFactory(topic=topic, author=writer)

    def urls(user, row):
        return {tool.url.split("?")[0] for tool in Tools(topic, user).of(row)}

    for user in (writer, UserFactory(), UserFactory(is_staff=True), MandateFactory().user):
        browser = client_of(user)
        for row in (topic.posts.get(is_first=True), post, own):
            for url in urls(user, row):
                assert browser.get(url).status_code in {200, 302, 405}, url
    assert reverse("forum:post_accept", args=[post.pk]) in urls(writer, post)
    assert reverse("forum:post_edit", args=[own.pk]) in urls(writer, own)
    assert reverse("forum:post_edit", args=[post.pk]) not in urls(writer, post)


def test_tools_of_a_page_cost_the_same_for_one_post_and_for_fifty(writer, queries):
    topic = TopicFactory()
    posts = PostFactory.create_batch(50, topic=topic)

    def cost(user, rows):
        tools = Tools(topic, user)
        return queries(lambda: [tools.of(row) for row in rows])

    assert cost(writer, posts[:1]) == cost(writer, posts) <= 4
    from django.contrib.auth.models import AnonymousUser

    assert cost(AnonymousUser(), posts) == 0
