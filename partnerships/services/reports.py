"""The yearly report: begun, its texts corrected, frozen."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from members.models import User
from partnerships.models import Partnership, Report
from partnerships.reports.collect import LANGUAGES, collect, in_languages, opened_by
from partnerships.reports.document import render

Texts = dict[str, dict[str, str]]
OPENED = "opened"  # in a snapshot, beside the languages: the consents that it rests on


def begin(partnership: Partnership, year: int) -> Report:
    """The report of a year, made when there is none yet."""
    report, _new = Report.objects.get_or_create(partnership=partnership, year=year)
    return report


@transaction.atomic
def correct(report: Report, seen: Texts, sent: Texts) -> dict[tuple[str, str], str]:
    """Keep the texts that differ between what somebody saw and what they send.

    Returns what a colleague wrote meanwhile in the same places, by language and section: then
    nothing is written. `ValidationError` when the report is frozen.
    """
    row = Report.objects.select_for_update().get(pk=report.pk)
    if row.is_frozen:
        raise ValidationError(_("The report was frozen meanwhile: your texts are not kept."))
    conflicts, sections = {}, {code: dict(row.sections.get(code, {})) for code in LANGUAGES}
    for code, texts in sent.items():
        for key, text in texts.items():
            before, now = seen.get(code, {}).get(key, ""), sections[code].get(key, "")
            if text == before:
                continue
            if now not in (before, text) and now:
                conflicts[(code, key)] = now
            sections[code][key] = text
    if not conflicts:
        row.sections = sections
        row.save(update_fields=["sections"])
    return conflicts


@transaction.atomic
def freeze(report: Report, user: User) -> Report:
    """Keep all that the report says, and its documents, as they are now; twice is as once."""
    rows = Report.objects.select_for_update(of=["self"]).select_related("partnership__partner")
    row = rows.get(pk=report.pk)
    if row.is_frozen:
        return row
    now = timezone.now()
    snapshot: dict[str, Any] = in_languages(row)
    for code in LANGUAGES:
        with override(code):
            day = date_format(timezone.localtime(now))
            note = _("Frozen on %(day)s by %(name)s") % {"day": day, "name": user}
        snapshot[code]["note"] = note
        setattr(row, f"pdf_{code}", render(snapshot[code], at=now, note=note))
    snapshot[OPENED] = opened_by(row.partnership)
    row.snapshot, row.frozen_at, row.frozen_by = snapshot, now, user
    row.save()
    return row


def shown(report: Report, language: str) -> dict[str, Any]:
    """What the report says in a language: as frozen, else as things are now."""
    if report.snapshot:
        return report.snapshot[language]
    with override(language):
        return collect(report) | {"note": _("Draft")}


def pdf(report: Report, language: str) -> bytes:
    """The kept document of a frozen report, else one of the draft."""
    if report.is_frozen:
        return bytes(getattr(report, f"pdf_{language}"))
    data = shown(report, language)
    return render(data, at=timezone.now(), note=data["note"])


def as_json(report: Report) -> bytes:
    """The report in both languages, the same bytes for the same content."""
    kept = report.snapshot or in_languages(report)
    data = {code: kept[code] for code in LANGUAGES}
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode()
