"""What an organisation of the network says of its own part in a project."""

from typing import Any

from django.db import transaction

from projects.models import Participation

OWN = ["part", "own_budget", "eu_share", "website", "is_named"]


@transaction.atomic
def correct(participation: Participation, values: dict[str, Any]) -> Participation:
    """Write what the organisation says of its part (`OWN`), and whether it agrees to be named."""
    row = Participation.objects.select_for_update(of=["self"]).get(pk=participation.pk)
    for field in OWN:
        if field in values:
            setattr(row, field, values[field])
    row.full_clean(exclude=["project", "organisation"])
    row.save()
    return row
