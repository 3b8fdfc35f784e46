import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from core.pdf import blocks, render_pdf

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
LETTER = {
    "lang": "fr",
    "title": "Appel de cotisation",
    "sender": {"name": "MOT", "lines": ["23, rue des Bourdonnais"]},
    "recipient": ["Exemple", "67000 Strasbourg"],
    "date": "24 novembre 2026",
    "paragraphs": ["Un paragraphe."],
    "header": ["Objet", "Détail"],
    "facts": [["Année", "2026"]],
    "terms_title": "Comment payer",
    "terms": [{"kind": "heading", "text": "Virement"}, {"kind": "item", "text": "un"}],
    "page": "Page",
    "of": "sur",
}


def read(**changes) -> PdfReader:
    return PdfReader(io.BytesIO(render_pdf("letter.typ", LETTER | changes, at=AT)))


def text(reader: PdfReader) -> str:
    return " ".join(page.extract_text() for page in reader.pages)


def structure(node, found=None) -> set[str]:
    """The kinds of elements of a tagged document."""
    found = set() if found is None else found
    if isinstance(node, list):
        for child in node:
            structure(child, found)
        return found
    node = node.get_object()
    if hasattr(node, "get"):
        found |= {node["/S"]} if "/S" in node else set()
        children = node.get("/K")
        for child in children if isinstance(children, list) else [children]:
            if hasattr(child, "get_object") and not isinstance(child, int):
                structure(child, found)
    return found


def test_the_document_is_pdf_ua_with_title_language_and_tags():
    reader = read(lang="en", title="Call")
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Call"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    tags = structure(root["/StructTreeRoot"]["/K"])
    assert {"/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD", "/L", "/LI"} <= tags


@pytest.mark.parametrize(
    "hostile", ['#panic("x")', "*gras* _it_ $x$ = titre", '#import "x.typ"', "<b>&amp; \\ ` @ref"]
)
def test_what_looks_like_markup_is_text(hostile):
    for place in ({"title": hostile}, {"paragraphs": [hostile]}, {"recipient": [hostile]}):
        assert hostile.split()[0] in text(read(**place))


@pytest.mark.parametrize("odd", ["🏔", "中文", "\x00", "\ud7ff", "\x07", "\ufffe"])
def test_what_the_font_lacks_becomes_a_question_mark(odd):
    assert "avant?" in text(read(paragraphs=[f"avant{odd}"]))


def test_every_character_that_is_let_through_can_be_drawn():
    ranges = [(0x20, 0x7F), (0xA0, 0x370), (0x384, 0x500), (0x1E00, 0x1F00), (0x2000, 0x2070),
              (0x20A0, 0x20C1), (0x2190, 0x2300)]  # fmt: skip
    words = [f"a{chr(code)}a" for start, end in ranges for code in range(start, end)]
    assert len(read(paragraphs=words).pages) > 1


def test_the_same_data_make_the_same_document():
    assert render_pdf("letter.typ", LETTER, at=AT) == render_pdf("letter.typ", LETTER, at=AT)


def test_markdown_becomes_plain_blocks():
    found = blocks(
        "# Titre\n\nUn *mot* et [un lien](https://x).\nSuite.\n\n- un\n- deux\n\n<b>x</b>"
    )
    assert found == [
        {"kind": "heading", "text": "Titre"},
        {"kind": "paragraph", "text": "Un mot et un lien. Suite."},
        {"kind": "item", "text": "un"},
        {"kind": "item", "text": "deux"},
        {"kind": "paragraph", "text": "<b>x</b>"},
    ]
