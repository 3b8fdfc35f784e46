"""Every kind of page by axe, in both languages, both colour schemes, wide and at 320 px; its
headings."""

import pytest

from tests.browser.axe import problems, violations
from tests.browser.pages import KINDS

OUTLINE = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .map((heading) => Number(heading.tagName[1]))"""


def is_outline(levels):
    """Whether headings begin at one, which comes once, and skip no level."""
    steps = zip(levels, levels[1:], strict=False)
    skips_none = all(after <= before + 1 for before, after in steps)
    return levels[:1] == [1] and levels.count(1) == 1 and skips_none


@pytest.mark.slow
@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_has_a_violation(window, log_in, settings, language, part):
    settings.DEMO = True  # its banner is part of the page
    reader = window()
    page = reader.page
    found = []
    for kind in KINDS[part::2]:
        log_in(reader, kind.who)
        for width, scheme in [(1280, "light"), (1280, "dark"), (320, "dark")]:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            if scheme == "light":
                levels = reader.open(kind, language).evaluate(OUTLINE)
                found += [f"{kind}: headings {levels}"] * (not is_outline(levels))
            wrong = problems(reader)
            found += [f"{kind} {width} {scheme}: {what}" for what in wrong]
    assert found == []


@pytest.mark.parametrize(
    ("levels", "is_one"),
    [([1, 2, 3, 2], True), ([1], True), ([], False), ([2, 1], False), ([1, 1], False),
     ([1, 3], False)],
)  # fmt: skip
def test_what_an_outline_is(levels, is_one):
    assert is_outline(levels) == is_one


def test_titles_tell_pages_apart(window):
    reader = window()
    titles = [
        reader.open(kind).title()
        for kind in KINDS
        if kind.who is None and "?" not in kind.path and not kind.path.endswith("sent/")
    ]
    assert all(title.endswith(" – MOT") for title in titles)
    assert len(set(titles)) == len(titles)


def test_mistakes_are_beside_their_fields_and_listed_first(window):
    reader = window()
    page = reader.open("members/eurodistrict-pamina/contact/")
    reader.refused.add(page.url)
    page.fill("[name=name]", "Ada")
    page.fill("[name=email]", "nowhere")
    page.click("main button[type=submit]")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("[name=name]") == "Ada"
    email = page.locator("[name=email]")
    assert email.get_attribute("aria-invalid") == "true"
    words = " ".join(
        page.locator(f"#{part}").inner_text()
        for part in (email.get_attribute("aria-describedby") or "").split()
    )
    assert "valide" in words
    page.click("[role=alert] a >> nth=0")
    assert page.evaluate("document.activeElement.name") == "email"
    assert violations(reader) == []
