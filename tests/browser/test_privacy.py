"""What a visit leaves behind: nothing."""

from tests.browser.pages import PUBLIC

# htmx notes where the reader is, for the time of the window: the address of the page and no more.
STORED = """() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]
  .filter((key) => key !== "htmx-current-path-for-history")"""
# Pages made to send something may hold the token of their form, and no other cookie.
SENDS = ("contact/", "join/", "login/", "reset/")


def test_a_visit_sets_no_cookie_and_stores_nothing(window):
    reader = window()
    for kind in PUBLIC:
        if kind.path.endswith(SENDS):
            continue
        page = reader.open(kind)
        assert reader.context.cookies() == [], kind
        assert page.evaluate(STORED) == [], kind


def test_filtering_with_scripts_stores_nothing(window):
    reader = window()
    page = reader.open("members/")
    page.check("#id_border_FR-CH")
    page.wait_for_url("**border=FR-CH**")
    page.click(".chips a")
    page.wait_for_url(lambda url: "border" not in url)
    assert reader.context.cookies() == []
    assert page.evaluate(STORED) == []


def test_a_form_sets_its_token_and_nothing_else(window):
    reader = window()
    reader.open("members/eurodistrict-pamina/contact/")
    assert [cookie["name"] for cookie in reader.context.cookies()] == ["csrftoken"]
