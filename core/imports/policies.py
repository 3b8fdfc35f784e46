"""What a new value of a source may replace."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

MISSING = object()


class Policy(models.TextChoices):
    FOLLOW = "follow", _("follow the source, but keep what was corrected here")
    FILL = "fill", _("fill only what is empty")
    OVERWRITE = "overwrite", _("overwrite, corrections included")
    NEVER = "never", _("leave as it is")


def is_blank(value: Any) -> bool:
    return value in (None, "", [])


def may_replace(policy: str, current: Any, new: Any, last: Any = MISSING) -> bool:
    """Whether `new` takes the place of `current`; `last` is what was loaded last, if anything was.

    A source that says nothing erases nothing. What differs from what was loaded was corrected by
    hand, also when it was emptied.
    """
    if is_blank(new) or new == current or policy == Policy.NEVER:
        return False
    if policy == Policy.OVERWRITE:
        return True
    if policy == Policy.FILL:
        return is_blank(current) and (last is MISSING or is_blank(last))
    return is_blank(current) if last is MISSING else current == last
