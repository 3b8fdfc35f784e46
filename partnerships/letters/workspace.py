"""Letters of a workspace: what people write there, and what changed in what one follows."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.addresses import absolute, site_url
from members.letters.accounts import reader_of
from members.letters.registry import Kind, Withheld
from members.models import Letter, User
from partnerships import followed
from partnerships.models import Action, Comment, ConsentAccess, Investment, Partnership
from partnerships.services.accesses import record


def _comment(letter: Letter) -> dict[str, Any]:
    """Told only to who may still read what is commented on."""
    rows = Comment.objects.select_related(
        "author",
        "action__workstream__axis__partnership",
        "investment__partnership",
        "investment__project",
        "workstream__axis__partnership",
    )
    comment = rows.filter(pk=letter.subject_key).first()
    if comment is None:
        raise Withheld(_("What was written exists no more."))
    reader = reader_of(letter)
    partnership = comment.partnership
    may_enter = Partnership.objects.worked_on_by(reader).filter(pk=partnership.pk).exists()
    about = comment.about
    if not may_enter or not type(about).objects.visible_to(reader).filter(pk=about.pk).exists():
        raise Withheld(_("This person may no longer read it."))
    _record(letter, reader, [about] if isinstance(about, Investment) else [])
    return {
        "comment": comment,
        "about": about,
        "partnership": partnership,
        "who": comment.author.shown_name,
        "link": absolute(f"{comment.about.workspace_url}#comments"),
    }


def _digest(letter: Letter) -> dict[str, Any]:
    """Withheld as soon as something of it may no longer be read: its text was written before.

    Another letter then tells the rest.
    """
    reader = reader_of(letter)
    rows = Partnership.objects.worked_on_by(reader).select_related("partner")
    partnership = rows.filter(pk=letter.facts["partnership"]).first()
    if partnership is None:
        raise Withheld(_("This person no longer works on the partnership."))
    found = followed.still_read(reader, partnership, letter.facts)
    if any(keys != letter.facts[name] for name, keys in found.keys().items()):
        raise Withheld(_("Something in it may no longer be read."))
    _record(letter, reader, found.investments)
    notes = site_url("partnerships:texts", partnership.slug)
    rows_with_a_page: list[Action | Investment] = [*found.actions, *found.investments]
    return {
        "partnership": partnership,
        "rows": [_told(row) for row in rows_with_a_page]
        + [
            {"title": str(row), "state": row.get_kind_display(), "link": notes}
            for row in found.notes
        ],
        "link": site_url("partnerships:following", partnership.slug),
    }


def _record(letter: Letter, reader: User, investments: list[Investment]) -> None:
    """That an officer is told of `investments`: once, when the letter gets its text."""
    if letter.email_id is None:
        record(reader, investments, ConsentAccess.Where.LETTER)


def _told(row: Action | Investment) -> dict[str, str]:
    state = row.get_state_display() if isinstance(row, Action) else row.get_stage_display()
    return {"title": str(row), "state": state, "link": absolute(row.workspace_url)}


KINDS = (
    Kind("partnership_comment", gettext_lazy("question or remark in a workspace"), _comment, False),
    Kind("partnership_digest", gettext_lazy("what changed in a partnership"), _digest, False),
)
