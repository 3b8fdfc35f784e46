"""What a reader does without a mouse."""


def tab_to(page, words, *, key="Tab"):
    """Press the tabulator until what has the focus says `words`; `Shift+Tab` goes back."""
    for _stop in range(120):
        page.keyboard.press(key)
        focus = page.locator(":focus")
        if focus.count() and words in focus.inner_text():
            return
    raise AssertionError(f"The keyboard does not reach {words}.")


def press(page, words):
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fill(page, name, words):
    page.locator(f"[name={name}]").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)
