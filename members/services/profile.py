"""The page of an organisation: saving it, and saying that it is still right."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from members.models import Mandate, Organisation, ProfileChange, User
from members.services.changes import Decision, decide, propose


@transaction.atomic
def save_profile(
    organisation: Organisation,
    free: dict[str, Any],
    sensitive: dict[str, Any],
    *,
    by: User,
    mandate: Mandate | None,
) -> list[ProfileChange]:
    """Write the `free` fields to the page and propose the `sensitive` ones; return the proposals.

    What staff write without a mandate is decided by it: it is on the page at once, and nobody is
    told. `ValidationError`, by field, when the row as it is now does not allow it.
    """
    row = Organisation.objects.select_for_update(of=["self"]).get(pk=organisation.pk)
    columns = {field: value for field, value in free.items() if field != "themes"}
    for field, value in columns.items():
        setattr(row, field, value)
    if columns:
        _save(row, list(columns))
    if "themes" in free:
        row.themes.set(free["themes"])
    changes = propose(row, sensitive, by=by, mandate=mandate)
    if mandate is None:
        decide(row, [Decision(change, is_accepted=True) for change in changes], by=by, tells=False)
    return changes


def _save(row: Organisation, fields: list[str]) -> None:
    """Another page may take the same number in the same instant: PostgreSQL alone sees it."""
    try:
        with transaction.atomic():
            row.save(update_fields=fields)
    except IntegrityError:
        row.validate_constraints()  # says in words what PostgreSQL refused
        raise


@transaction.atomic
def confirm(organisation: Organisation) -> Organisation:
    """Say that the facts of `organisation` are right today; twice a day is as once."""
    row = Organisation.objects.select_for_update(of=["self"]).get(pk=organisation.pk)
    row.confirmed_on = timezone.localdate()
    row.save(update_fields=["confirmed_on"])
    return row
