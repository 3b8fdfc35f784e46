"""Every kind of page by axe, in both languages, both colour schemes, wide and at 320 px."""

import pytest

from tests.browser.axe import problems, violations
from tests.browser.pages import KINDS

OUTLINE = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .map((heading) => Number(heading.tagName[1]))"""


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
                reader.open(kind, language)
            wrong = problems(reader)
            found += [f"{kind} {width} {scheme}: {what}" for what in wrong]
    assert found == []


def test_outlines_begin_at_one_and_skip_nothing(window, log_in):
    reader = window()
    for kind in KINDS:
        log_in(reader, kind.who)
        levels = reader.open(kind).evaluate(OUTLINE)
        assert levels.count(1) == 1, kind
        assert levels[0] == 1, kind
        steps = zip(levels, levels[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), (str(kind), levels)


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
