"""Calendars to subscribe to (RFC 5545), made of days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE = 75  # octets, at most


@dataclass(frozen=True)
class Day:
    """Something on a day: `uid` is the same at each call; `url` leads to its page."""

    uid: str
    on: date
    title: str
    url: str
    changed_at: datetime
    text: str = ""


def calendar(name: str, days: Iterable[Day]) -> bytes:
    """The calendar `name`: one event a day of `days`, in UTF-8 with CRLF."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//MOT//Portail//FR",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    for day in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day.uid}",
            f"DTSTAMP:{day.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{_next(day.on):%Y%m%d}",
            f"SUMMARY:{_escaped(day.title)}",
            *([f"DESCRIPTION:{_escaped(day.text)}"] if day.text else []),
            f"URL:{day.url}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _next(day: date) -> date:
    return min(day, date.max - timedelta(days=1)) + timedelta(days=1)


def _escaped(text: str) -> str:
    """Text that is no markup: `\\`, `;`, `,` and ends of lines are escaped, the rest that no
    calendar reads is dropped."""
    kept = "".join(char for char in text.replace("\r\n", "\n") if char == "\n" or char >= " ")
    for char in ("\\", ";", ","):
        kept = kept.replace(char, f"\\{char}")
    return kept.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A line of at most 75 octets, the rest below after a space; no character is cut."""
    parts: list[bytes] = []
    part = b""
    for char in line:
        octets = char.encode()
        if len(part) + len(octets) > LINE - (1 if parts else 0):
            parts.append(part)
            part = b""
        part += octets
    return b"\r\n ".join([*parts, part]) + b"\r\n"
