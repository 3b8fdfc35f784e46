"""Hostile Markdown: no script, no style, no request to another host, in no time."""

import random
import re
from html.parser import HTMLParser

import pytest

from core.templatetags.ui import markdown, post_markdown
from forum.models.written import MAX_TEXT

# From the CommonMark specification and the cheat sheets on cross-site scripting.
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<style>*{display:none}</style>",
    '<p style="position:fixed" class="x" onclick="a()">x</p>',
    "<iframe src=//evil.example></iframe>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\nscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:alert(1))",
    "[a](vbscript:msgbox(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
    "![x](https://evil.example/pixel.png)",
    "![x][y]\n\n[y]: https://evil.example/pixel.png",
    '![x](x "onerror=alert(1)")',
    '[a](https://x.example "\\" onmouseover=alert(1)")',
    "<a href='x' style='background:url(//evil.example)'>a</a>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!-- --><script>alert(1)</script>",
    "`<script>`\n\n    <script>alert(1)</script>",
    "<math><mi xlink:href=data:x,alert(1)>",
    "<form action=//evil.example><input name=x>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<object data=//evil.example>",
    "<video><source onerror=alert(1)>",
    "\x00<script>alert(1)</script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "| a |\n|---|\n| <script>x</script> |",
]
ALLOWED = {
    "a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "strong", "table", "tbody",
    "pre", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
SCHEMES = {"", "http", "https", "mailto", "tel"}
PIECES = [
    *HOSTILE, "> ", "- ", "\n", "\n\n", "`", "**", "[", "](", ")", "<", ">", "&#", ";", '"', "'",
    "javascript:", "on", "=", "\t", "é", "\u202e", "://", "a", " ",
]  # fmt: skip


class Checker(HTMLParser):
    """Reads as a browser does: what it takes for a tag must be allowed, an attribute too."""

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED
        assert {name for name, _value in attrs} <= (
            {"href", "rel", "title"} if tag == "a" else set()
        )
        address = "".join(dict(attrs).get("href", "").split()).lower()
        scheme = address.partition(":")[0] if re.match("[a-z][a-z0-9+.-]*:", address) else ""
        assert scheme in SCHEMES

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_harmless(html):
    checker = Checker()
    checker.feed(html)
    checker.close()


@pytest.mark.parametrize(
    "html", ["<svg>", '<p class="a">', '<a href="java\tscript:x">', "<!--a-->"]
)
def test_the_check_itself_sees_harm(html):
    with pytest.raises(AssertionError):
        assert_harmless(html)


@pytest.mark.parametrize("text", HOSTILE)
def test_known_attacks_are_words(text):
    assert_harmless(post_markdown(text))
    assert_harmless(post_markdown(f"> {text}\n\n- {text}"))


@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_mixtures_are_words(seed):
    chance = random.Random(seed)
    for _number in range(1_000):
        assert_harmless(post_markdown("".join(chance.choices(PIECES, k=chance.randint(1, 12)))))


@pytest.mark.parametrize(
    "text",
    [
        ">" * 1_000_000,
        (">" * 1_000 + "a\n") * 1_000,
        "[" * MAX_TEXT,
        "![" * (MAX_TEXT // 2),
        "*a_ " * (MAX_TEXT // 4),
        "- " * (MAX_TEXT // 2),
        "|a" * 2_500 + "\n" + "|-" * 2_500 + "\n" + "x\n" * 5_000,
        "|a" * 20 + "\n" + "|-" * 20 + "\n" + "x\n" * 9_900,
    ],
    ids=[
        "quotes",
        "lines of quotes",
        "brackets",
        "pictures",
        "emphasis",
        "lists",
        "wide table",
        "long table",
    ],  # fmt: skip
)
def test_deep_nesting_stays_shallow(text):
    html = post_markdown(text)
    assert_harmless(html)
    assert html.count("<blockquote>") + html.count("<ul>") <= 20
    assert len(html) < 2 * len(text) + 1_000


def test_a_table_that_can_be_read_is_a_table():
    html = post_markdown("| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 200)
    assert html.count("<td>") == 400


def test_a_link_is_not_followed_and_a_heading_is_no_heading():
    html = post_markdown("# Titre\n\n[ici](https://example.org)")
    assert 'rel="nofollow noopener"' in html
    assert "<h1" not in html
    assert "<h2" not in html
    assert "# Titre" in html
    assert "<h2>" in markdown("## Titre")
