"""An organisation says that it applies a solution, corrects what it said, or takes it back."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from forum.models import Reuse, Solution
from members.acting import Actor
from members.models import Organisation


def given(solution: Solution, organisation: Organisation) -> Reuse | None:
    """What the organisation says of `solution` today."""
    return Reuse.objects.in_force().filter(solution=solution, organisation=organisation).first()


@transaction.atomic
def declare(reuse: Reuse, *, by: Actor) -> Reuse:
    """Keep what an organisation says of a solution, in the name of the person who says it."""
    if reuse.pk is None:
        # The lock makes the same form sent twice at once one use.
        Solution.objects.select_for_update(of=["self"]).get(pk=reuse.solution_id)
        if reuse.organisation and (before := given(reuse.solution, reuse.organisation)):
            reuse.pk, reuse._state.adding = before.pk, False
    reuse.by = by.user
    reuse.function = by.mandate.function if by.mandate else ""
    reuse.save()
    return reuse


@transaction.atomic
def withdraw(reuse: Reuse) -> None:
    """Take back what was said; the row stays, so that it can be counted when it was in force."""
    rows: Any = Reuse.objects.in_force().filter(pk=reuse.pk)
    rows.update(withdrawn_at=timezone.now())
