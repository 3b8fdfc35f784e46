"""What a browser does with the page it got: the values that its form would send."""

from html.parser import HTMLParser

from django.test import Client


def client_of(user=None):
    """A browser in which `user` is logged in; without one, a visitor's."""
    browser = Client()
    if user:
        browser.force_login(user)
    return browser


class _Form(HTMLParser):
    """Collect the fields of the form whose opening tag has the attribute `marked`."""

    def __init__(self, marked):
        super().__init__(convert_charrefs=True)
        self.marked = marked
        self.is_inside = False
        self.data = {}
        self.select = self.textarea = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.is_inside = self.marked in attrs
        if not self.is_inside:
            return
        name, kind = attrs.get("name"), attrs.get("type", "text")
        if tag == "input" and name and kind not in ("submit", "file", "checkbox", "radio"):
            self.add(name, attrs.get("value") or "")
        elif tag == "input" and kind in ("checkbox", "radio") and "checked" in attrs:
            self.add(name, attrs.get("value", "on"))
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in attrs:
            self.add(self.select, attrs.get("value", ""))
        elif tag == "textarea":
            self.textarea = name
            self.add(name, "")

    def handle_data(self, text):
        if self.textarea:
            self.data[self.textarea][-1] += text

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False
        if tag == "textarea" and self.textarea:
            text = self.data[self.textarea].pop().removeprefix("\n")
            self.add(self.textarea, text)
            self.textarea = None

    def add(self, name, value):
        self.data.setdefault(name, []).append(value.replace("\n", "\r\n"))


def typed(response, marked="data-unsaved", **changes):
    """The form of a page as a browser sends it, with `changes` typed into it."""
    form = _Form(marked)
    form.feed(response.content.decode())
    data = {name: values for name, values in form.data.items() if name != "csrfmiddlewaretoken"}
    return data | changes
