"""The page of an organisation: saving it, and saying that it is still right."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from members import profile
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
    _write(row, free)
    changes = propose(row, sensitive, by=by, mandate=mandate)
    if mandate is None:
        decide(row, [Decision(change, is_accepted=True) for change in changes], by=by, tells=False)
    return changes


@contextmanager
def as_saved(organisation: Organisation, values: dict[str, Any]) -> Iterator[Organisation]:
    """The organisation as it would be with `values`; when the block ends, nothing was written.

    `values` are those of free fields, and the JSON of sensitive ones but the logo.
    """
    with transaction.atomic():
        row = Organisation.objects.select_for_update(of=["self"]).get(pk=organisation.pk)
        _write(row, values)
        yield row
        transaction.set_rollback(True)


def _write(row: Organisation, values: dict[str, Any]) -> None:
    """Another page may take the same number in the same instant: PostgreSQL alone sees it."""
    for field, value in values.items():
        if field == "themes":
            row.themes.set(value)
        else:
            profile.apply(row, field, value)
    columns = [field for field in values if field not in ("themes", "borders")]
    try:
        with transaction.atomic():
            row.save(update_fields=columns)
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
