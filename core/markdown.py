"""Markdown as HTML that no browser runs and that asks nothing of another host.

Raw HTML is shown as text; of what is left, only a short list of tags is let through.
"""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table

TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "strong",
    "pre", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
HEADINGS = {"h2", "h3", "h4"}
MAX_CELLS = 5_000


def small_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table, unless its rows could hold more cells than anyone reads.

    A row may be one character long and still fills all its columns: a short text would make a
    page of megabytes.
    """
    head = state.src[state.bMarks[start] : state.eMarks[start]]
    if (head.count("|") + 1) * (end - start) > MAX_CELLS:
        return False
    return table(state, start, end, silent)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    parser.block.ruler.at("table", small_table, {"alt": ["paragraph", "reference"]})
    return parser


def _picture_as_link(renderer, tokens, index, options, env) -> str:
    token = tokens[index]
    address, words = escapeHtml(str(token.attrs["src"])), escapeHtml(token.content)
    return f'<a href="{address}">{words or address}</a>'


PAGES = _parser()
POSTS = _parser().disable(["heading", "lheading"])
POSTS.add_render_rule("image", _picture_as_link)


def page_html(text: str) -> SafeString:
    """What the staff write."""
    return mark_safe(nh3.clean(PAGES.render(text), tags=TAGS, attributes={"a": {"href"}}))


def post_html(text: str) -> SafeString:
    """What members write: no heading; a picture is a link; search engines follow none of them."""
    return mark_safe(
        nh3.clean(
            POSTS.render(text),
            tags=TAGS - HEADINGS,
            attributes={"a": {"href"}},
            link_rel="nofollow noopener",
        )
    )
