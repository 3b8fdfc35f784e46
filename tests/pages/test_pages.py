"""The texts that staff edit: whole in both languages, safe, honest about their language."""

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.markdown import TAGS as ALLOWED_TAGS
from core.templatetags.ui import markdown
from pages.facts import DATA, read_markdown
from pages.models import Page
from pages.urls import KEYS
from tests.factories import PageFactory

LANGUAGES = ["fr", "en"]
TAG = re.compile(r"<\s*/?\s*([a-zA-Z0-9]+)([^>]*)>")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [*KEYS, "home"])
def test_each_page_has_its_first_text_in_both_languages(key, language):
    title, lede, body = read_markdown(DATA / f"{key}.{language}.md")
    assert all([title, lede, body])
    levels = [len(marks) for marks in re.findall(r"^(#+) ", body, re.MULTILINE)]
    assert set(levels) <= {2, 3}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_say_what_they_must(language):
    def text(key: str) -> str:
        return (DATA / f"{key}.{language}.md").read_text("utf-8")

    for key in ("home", "contact", "accessibility"):
        assert "23, rue des Bourdonnais, 75001 Paris" in text(key)
    assert "Licence Ouverte" in text("data")
    assert "Natural Earth" in text("data")
    assert "cookie" in text("privacy")
    assert ("non conforme" if language == "fr" else "not in conformity") in text("accessibility")
    assert ("interministériel" if language == "fr" else "interministerial") in text("home")


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_of_the_texts_lead_somewhere(client, network, language):
    """Inside the portal they answer and stay in the language; outside they are https."""
    bodies = [getattr(page, f"body_{language}") for page in Page.objects.all()]
    targets = {target for body in bodies for target in re.findall(r"\]\(([^)]+)\)", body)}
    inside = {target for target in targets if target.startswith("/")}
    assert inside
    assert all(target.startswith(f"/{language}/") for target in inside)
    assert {target: client.get(target).status_code for target in inside} == dict.fromkeys(
        inside, 200
    )
    assert all(target.startswith("https://") for target in targets - inside)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**gras**", "<strong>gras</strong>"),
        ("<b>brut</b>", "&lt;b&gt;brut&lt;/b&gt;"),
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("[ici](javascript:alert(1))", "[ici](javascript:alert(1))"),
        ("[ici](https://example.org)", 'href="https://example.org"'),
        ("![image](https://example.org/a.png)", "<p></p>"),
        ("| a |\n|---|\n| b |", "<td>b</td>"),
    ],
)
def test_markdown_is_shown_and_nothing_else(typed, shown):
    assert shown in markdown(typed)


@given(
    st.text(alphabet=st.sampled_from("<>\"'=&/()[]!#*_`~|:; \nabjsvdxonerclikmgphtu"), max_size=80)
)
def test_no_typed_text_becomes_another_tag_or_attribute(typed):
    for tag, attributes in TAG.findall(markdown(typed)):
        assert tag in ALLOWED_TAGS
        names = re.findall(r"([a-zA-Z-]+)\s*=\s*\"", attributes)
        assert set(names) <= {"href", "rel"}
        assert "javascript:" not in attributes.lower().replace("%", "")


@pytest.mark.django_db
def test_a_text_that_lacks_a_language_says_so(client):
    PageFactory(key="about", title_fr="Titre", lede_fr="Une phrase.", body_fr="Un texte.")
    words = client.get("/en/about/").content.decode()
    assert '<div class="prose" lang="fr">' in words
    assert "This text exists only in French." in words
    assert "This text exists only" not in client.get("/fr/about/").content.decode()


@pytest.mark.django_db
def test_what_staff_edit_is_what_visitors_read(client):
    page = PageFactory(key="contact", body_fr="Rue A")
    page.body_fr = "Rue B"
    page.save()
    words = client.get(reverse("pages:page", args=["contact"])).content.decode()
    assert "Rue B" in words
    assert "Rue A" not in words


@pytest.mark.django_db
def test_a_page_that_is_not_written_yet_is_not_there(client):
    assert client.get("/fr/about/").status_code == 404
