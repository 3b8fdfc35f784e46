"""What a browser sends when it sends a form back."""

from django import forms


def as_sent(form, **changes):
    """The data of `form` as a page shows it, hidden fields included, with `changes` typed in."""
    data = {}
    for bound in form:
        if isinstance(bound.field, forms.FileField):
            continue
        value = bound.field.prepare_value(bound.value())
        names = [bound.html_name] + [bound.html_initial_name] * bound.field.show_hidden_initial
        for name in names:
            if value is not None and value is not False:
                data[name] = "on" if value is True else value
    return data | changes


def admin_form(client, url, **changes):
    """Open the form at `url` of the back office and return what its browser would send."""
    return as_sent(client.get(url).context["adminform"].form, **changes)
