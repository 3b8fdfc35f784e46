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


def suggested(page, field, words, whole):
    """Take in `field` the suggestion `whole` that `words` bring up."""
    page.focus(f"{field} + .select2 .select2-selection")
    page.keyboard.press("Enter")
    page.wait_for_selector(".select2-search__field:focus")  # what is typed before it is lost
    page.keyboard.type(words)
    # The whole list stands there until the answer to these letters comes.
    page.wait_for_selector(f'.select2-results__option--highlighted:has-text("{whole}")')
    page.keyboard.press("Enter")
