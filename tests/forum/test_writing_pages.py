"""The pages on which people write: rights, preview, drafts, files, what is lost (nothing)."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from forum.models import Post, PostFile, Topic
from tests.browsing import client_of
from tests.factories import (
    BorderFactory,
    MandateFactory,
    OrganisationFactory,
    ThemeFactory,
    UserFactory,
)
from tests.forms import as_sent
from tests.forum.factories import PostFactory, TopicFactory

pytestmark = pytest.mark.django_db
NO_FILES = {"files-TOTAL_FORMS": "0", "files-INITIAL_FORMS": "0"}


@pytest.fixture
def author():
    """Somebody who speaks for Lille, and of whom two posts are shown."""
    place = OrganisationFactory(slug="lille")
    user = MandateFactory(organisation=place, speaks_for=True, function="maire").user
    PostFactory.create_batch(2, topic=TopicFactory(), author=user)
    return user


def filled(browser, url, **typed):
    """What a browser sends of the form at `url`, with `typed` in it."""
    context = browser.get(url).context
    data = as_sent(context["form"]) | NO_FILES
    if context["topic_form"]:
        data |= as_sent(context["topic_form"]) | {"topic-kind": "question"}
    return data | typed


NEW = {"text": "Qui **paie** ?", "topic-title": "Télétravail et impôt", "topic-audience": "public"}


def test_a_topic_is_begun(author):
    browser, url = client_of(author), reverse("forum:topic_new")
    border, theme = BorderFactory(code="FR-DE"), ThemeFactory(code="tax")
    sent = filled(browser, url, **NEW, voice="lille") | {
        "topic-borders": [border.pk],
        "topic-themes": [theme.pk],
    }
    answer = browser.post(url, sent)
    topic = Topic.objects.get(title="Télétravail et impôt")
    assert answer["Location"] == topic.posts.get().get_absolute_url()
    assert (topic.state, topic.organisation.slug, topic.border_codes) == (
        "shown", "lille", ["FR-DE"],
    )  # fmt: skip
    again = browser.post(url, sent)
    assert again["Location"] == answer["Location"]
    assert Topic.objects.filter(author=author).count() == 1


def test_a_preview_keeps_nothing_but_what_was_typed(author):
    browser, url = client_of(author), reverse("forum:topic_new")
    page = browser.post(url, filled(browser, url, **NEW, action="preview"))
    assert "Qui <strong>paie</strong> ?" in page.content.decode()
    assert page.context["form"]["text"].value() == NEW["text"]
    assert not Topic.objects.filter(author=author).exists()
    bad = browser.post(url, filled(browser, url, **NEW | {"topic-title": ""}, action="preview"))
    assert bad.status_code == 422
    assert NEW["text"] in bad.content.decode()


def test_a_draft_is_kept_gone_on_with_and_sent(author):
    browser, url = client_of(author), reverse("forum:topic_new")
    answer = browser.post(url, filled(browser, url, **NEW, action="draft", voice="lille"))
    draft = Post.objects.get(author=author, state="draft")
    edit = reverse("forum:post_edit", args=[draft.pk])
    assert answer["Location"] == edit
    assert draft.topic.title in browser.get(reverse("forum:mine")).content.decode()
    sent = filled(browser, edit, text="Autrement ?", action="send")
    assert sent["voice"] == "lille"
    browser.post(edit, sent)
    draft.refresh_from_db()
    assert (draft.state, draft.text) == ("shown", "Autrement ?")
    assert client_of(MandateFactory().user).get(edit).status_code == 403


def test_nobody_reads_anothers_draft_not_even_to_write_it(author):
    draft = PostFactory(author=author, state="draft")
    edit = reverse("forum:post_edit", args=[draft.pk])
    for user in (MandateFactory().user, UserFactory(is_staff=True)):
        assert client_of(user).get(edit).status_code == 404


def test_a_draft_is_thrown_away_by_its_author_alone(author):
    draft = PostFactory(author=author, state="draft")
    url = reverse("forum:post_discard", args=[draft.pk])
    assert client_of(UserFactory()).post(url).status_code == 404
    client_of(author).post(url)
    assert not Post.objects.filter(pk=draft.pk).exists()


def test_an_answer_quotes_what_it_answers(author):
    topic = TopicFactory()
    other = PostFactory(topic=topic, text="Première ligne\n\nSeconde")
    browser = client_of(author)
    url = reverse("forum:answer", args=[topic.pk])
    form = browser.get(f"{url}?quote={other.pk}").context["form"]
    assert form["text"].value().startswith("> Première ligne\n>\n> Seconde\n\n")
    browser.post(url, filled(browser, f"{url}?quote={other.pk}"))
    post = Post.objects.get(topic=topic, author=author)
    assert post.answers == other
    elsewhere = PostFactory(state="waiting")
    for key in (elsewhere.pk, "x", 10**30):
        assert not browser.get(f"{url}?quote={key}").context["form"]["text"].value()


def test_who_may_answer():
    topic = TopicFactory()
    url = reverse("forum:answer", args=[topic.pk])
    member, stranger = client_of(MandateFactory().user), client_of(UserFactory())
    assert Client().get(url).status_code == 302
    assert (member.get(url).status_code, stranger.get(url).status_code) == (200, 403)
    Topic.objects.filter(pk=topic.pk).update(is_locked=True)
    assert member.get(url).status_code == 403
    Topic.objects.filter(pk=topic.pk).update(state="hidden", hidden_because="Non.")
    assert member.get(url).status_code == 404


def test_the_page_says_who_reads_the_answer(author):
    browser = client_of(author)
    closed = TopicFactory(audience="members")
    page = browser.get(reverse("forum:answer", args=[closed.pk])).content.decode()
    assert "seuls" in page or "alone read it" in page


def picture(name="plan.png"):
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "PNG")
    return SimpleUploadedFile(name, stream.getvalue(), "image/png")


def test_files_come_along_checked(author):
    topic, browser = TopicFactory(), client_of(author)
    url = reverse("forum:answer", args=[topic.pk])
    data = filled(browser, url, text="Voir le plan.") | {
        "files-TOTAL_FORMS": "2",
        "files-0-title": "Plan de la ligne",
        "files-0-file": picture(),
    }
    bad = browser.post(url, data | {"files-1-file": SimpleUploadedFile("x.pdf", b"MZ virus")})
    assert bad.status_code == 422
    assert not Post.objects.filter(author=author, topic=topic).exists()
    shown = browser.post(url, data | {"files-0-file": picture(), "action": "preview"})
    found = re.findall(r'name="(files-0-file_kept\w*)" value="([^"]+)"', shown.content.decode())
    kept = dict(found)  # the file comes back in the page
    assert set(kept) == {"files-0-file_kept", "files-0-file_kept_name"}
    del data["files-0-file"]
    browser.post(url, data | kept)
    row = PostFile.objects.get(post__topic=topic)
    assert (row.title, row.file_name, row.is_picture) == ("Plan de la ligne", "plan.png", True)
    address = reverse("forum:post_file", args=[row.pk])
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    Post.objects.filter(pk=row.post_id).update(state="hidden", hidden_because="Non.")
    assert Client().get(address).status_code == 404


def test_an_edit_keeps_what_a_colleague_wrote_meanwhile(author):
    post = PostFactory(author=author, text="Un")
    edit = reverse("forum:post_edit", args=[post.pk])
    mine, staff = client_of(author), client_of(UserFactory(is_staff=True))
    first, second = filled(mine, edit, text="Deux"), filled(staff, edit, text="Trois")
    assert staff.post(edit, second).status_code == 302
    conflict = mine.post(edit, first)
    assert conflict.status_code == 422
    assert "Trois" in conflict.content.decode()
    post.refresh_from_db()
    assert post.text == "Trois"


def test_one_changes_ones_own_while_it_is_open(author):
    post = PostFactory(author=author)
    edit = reverse("forum:post_edit", args=[post.pk])
    browser = client_of(author)
    assert browser.get(edit).status_code == 200
    assert client_of(MandateFactory().user).get(edit).status_code == 403
    Topic.objects.filter(pk=post.topic_id).update(is_locked=True)
    assert browser.get(edit).status_code == 403
    Topic.objects.filter(pk=post.topic_id).update(is_locked=False)
    Post.objects.filter(pk=post.pk).update(organisation=OrganisationFactory())
    assert browser.get(edit).status_code == 403  # one does not speak for it any more


def test_a_refusal_stands_in_the_form(author):
    topic, browser = TopicFactory(), client_of(author)
    url = reverse("forum:answer", args=[topic.pk])
    other = PostFactory(state="draft")
    answer = browser.post(url, filled(browser, url, text="Mes mots", key=str(other.key)))
    assert answer.status_code == 422
    assert "Mes mots" in answer.content.decode()
    long = browser.post(url, filled(browser, url, text="> " * 20_000))
    assert long.status_code == 422


def test_who_is_no_member_writes_for_everyone(author):
    browser = client_of(author)
    url = reverse("forum:topic_new")
    choices = browser.get(url).context["topic_form"].fields["audience"].choices
    assert [key for key, _label in choices] == ["public", "members"]
    assert client_of(UserFactory()).get(url).status_code == 403
