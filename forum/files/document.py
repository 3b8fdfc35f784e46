"""A file to an authority as PDF/UA-1."""

from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import override

from core.pdf import render_pdf
from forum.files.collect import Facts
from forum.files.parts import parts
from forum.files.words import words
from partnerships.reports.document import SENDER, paragraphs


def render(facts: Facts, *, at: datetime, is_draft: bool = False) -> bytes:
    """The document of what `collect` gave, in its language, made `at` that moment."""
    return render_pdf("file.typ", _data(facts, is_draft=is_draft), at=at, is_large=True)


def _data(facts: Facts, *, is_draft: bool) -> dict[str, Any]:
    w = words(facts["lang"])
    addressee = facts["addressee"] or {}
    with override(facts["lang"]):
        made = f"{w['made_on']} {date_format(date.fromisoformat(facts['made_on']))}"
    initiator = (facts["initiator"] or {}).get("name", "")
    head = [
        (w["reference"], facts["reference"]),
        (w["initiator"], initiator),
        (w["addressee"], addressee.get("name", "")),
        (w["borders"], ", ".join(row["name"] for row in facts["borders"])),
        (w["themes"], ", ".join(row["name"] for row in facts["themes"])),
        (w["address"], facts["address"]),
    ]
    title = facts["texts"]["title"]
    return {
        "lang": facts["lang"],
        "kind": w[facts["kind"]],
        "title": title["text"],
        "title_lang": title["lang"] or facts["lang"],
        "author": initiator or SENDER,
        "reference": facts["reference"],
        "note": w["draft"] if is_draft else made,
        "under": w["under_regulation"] if is_under_regulation(facts) else "",
        "head": [[name, value] for name, value in head if value],
        "parts": [
            part | {"blocks": [_block(one) for one in part["blocks"]]} for part in parts(facts)
        ],
        "words": {key: w[key] for key in ("colon", "page", "of", "not_stated")},
    }


def is_under_regulation(facts: Facts) -> bool:
    """Whether the file goes to a coordination point: then, and only then, it names the law."""
    is_file = facts["kind"] == "cross_border"
    return is_file and bool(facts["addressee"] and facts["addressee"]["is_point"])


def _block(block: dict[str, Any]) -> dict[str, Any]:
    """Long texts, cut into the paragraphs that the template draws."""
    if block["kind"] != "text":
        return block
    return block | {"paragraphs": paragraphs(block["said"]["text"])}
