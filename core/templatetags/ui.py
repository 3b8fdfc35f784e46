"""Tags of the portal's components."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django_countries import countries
from translated_fields import to_attribute

from core.icons import ICONS
from core.markdown import page_html, post_html
from core.models import content_order

register = template.Library()

ISO_ALIASES = {"UK": "GB", "EL": "GR"}
JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_block_tag
def panel(content, title, *, level=2):
    """A titled box. `level` is its heading's, so that the outline of the page stays unbroken."""
    context = {"content": content, "title": title, "level": level}
    return render_to_string("components/panel.html", context)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside words that already say it; hidden from screen readers."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"'
        ' focusable="false"><path d="{}"/></svg>',
        ICONS[name],
    )


@register.simple_tag
def kind(value: str, label: str) -> SafeString:
    """A kind of organisation: its shape and colour, then its name."""
    return format_html('<span class="kind" data-kind="{}">{}</span>', value, label)


@dataclass(frozen=True)
class Text:
    """A text in the reader's language, else in the first that exists; empty when there is none."""

    value: str
    lang: str

    @property
    def is_fallback(self) -> bool:
        return bool(self.value) and self.lang != get_language()


@register.simple_tag
def text(obj: Any, field: str) -> Text:
    """The translated `field` of `obj` with its language; empty when `obj` is None.

    A field that is not translated is in the language that the row names.
    """
    for language in content_order():
        if value := getattr(obj, to_attribute(field, language), ""):
            return Text(value, language)
    if isinstance(plain := getattr(obj, field, "") if field else "", str) and plain:
        return Text(plain, obj.language)
    return Text("", get_language() or settings.LANGUAGE_CODE)


@register.simple_tag
def translated(obj: Any, field: str) -> SafeString:
    """Print the translated `field`, marked with `lang` when it is not the reader's language."""
    found = text(obj, field)
    if not found.is_fallback:
        return conditional_escape(found.value)
    return format_html('<span lang="{}">{}</span>', found.lang, found.value)


@register.simple_tag
def fallback_note(found: Text) -> SafeString | str:
    """Say in the reader's language that a text exists in another one only."""
    if not found.is_fallback:
        return ""
    note = _("This text exists only in %(language)s.") % {"language": language_name(found.lang)}
    return format_html('<p class="note">{}</p>', note)


@register.simple_tag
def language_name(code: str) -> str:
    """The name of a language in the reader's language; its code when Django does not know it."""
    try:
        name = str(get_language_info(code)["name_translated"])
        return name.lower() if get_language() == "fr" else name
    except KeyError:
        return code


@register.simple_tag
def country(code: str) -> str:
    """The name of a country in the reader's language; `code` when there is no such country."""
    return countries.name(ISO_ALIASES.get(code, code)) or code


@register.simple_tag
def partial_date(value: str) -> SafeString | str:
    """`2019`, `2019-12` or `2019-12-05` in words; nothing when it is empty."""
    if not value:
        return ""
    year, *rest = (int(part) for part in value.split("-"))
    formats = ["Y", "YEAR_MONTH_FORMAT", "DATE_FORMAT"]
    words = date_format(date(year, *[*rest, 1, 1][:2]), formats[len(rest)])
    return format_html('<time datetime="{}">{}</time>', value, words)


@dataclass(frozen=True)
class Translation:
    """The same page in a language of the interface: `url` from here, `address` with its host."""

    code: str
    name: str
    url: str
    address: str
    is_current: bool


@register.simple_tag(takes_context=True)
def language_urls(context) -> list[Translation]:
    """This page, filters included, in each language; empty where there is no request."""
    request = context.get("request")
    if request is None:
        return []
    urls = {
        code: translate_url(request.get_full_path(), code) for code, _name in settings.LANGUAGES
    }
    return [
        Translation(
            code,
            get_language_info(code)["name_local"].capitalize(),
            url,
            request.build_absolute_uri(url),
            code == get_language(),
        )
        for code, url in urls.items()
    ]


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """Facts for search engines: a block of data, which no browser runs."""
    payload = json.dumps(data, ensure_ascii=False).translate(JSON_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{payload}</script>')


@register.filter
def euros(value: Decimal | None) -> str:
    """`1 234,50 €` in French, `€1,234.50` in English; empty when the amount is unknown."""
    if value is None:
        return ""
    amount = number_format(value, 2, force_grouping=True)
    return f"€{amount}" if get_language() == "en" else f"{amount}\N{NO-BREAK SPACE}€"


@register.simple_tag
def report_cell(value: Any) -> str:
    """A cell of a report as a person reads it: an amount, a day, a figure or a text."""
    if isinstance(value, Decimal):
        return euros(value)
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return str(value)


@register.filter
def words(value: str) -> list[str]:
    """`"a b"` → `["a", "b"]`, for short lists in a template."""
    return value.split()


@register.simple_tag
def stylesheet(name: str) -> str:
    """The address of one layer of our style."""
    return static(f"css/{name}.css")


@register.simple_tag
def tiles_url() -> str:
    """Where a map takes its tiles; empty when it only draws our own outlines."""
    return settings.MAP_TILES_URL


@register.filter
def markdown(value: str) -> SafeString:
    """What the staff write in Markdown, as HTML."""
    return page_html(value or "")


@register.filter
def post_markdown(value: str) -> SafeString:
    """What members write in Markdown, as HTML."""
    return post_html(value or "")


@register.filter
def highlight(value: str) -> SafeString:
    """Escaped text; what stands between the characters \\x02 and \\x03 is marked."""
    marked = conditional_escape(value).replace("\x02", "<mark>").replace("\x03", "</mark>")
    return mark_safe(marked)


@register.filter
def source_host(value: str) -> str:
    """The site of an address, for a link that says where it leads."""
    return urlsplit(value).hostname or value
