from django.db import models
from django.utils.translation import gettext_lazy as _

from core.imports.models import Batch, BatchQuerySet, ImportedRow
from partnerships.models.action import Action
from partnerships.models.partnership import Partnership


class ActionBatch(Batch):
    """A file of actions of one partnership; one policy holds for all its columns."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, verbose_name=_("partnership"), related_name="imports"
    )

    objects = BatchQuerySet.as_manager()

    class Meta(Batch.Meta):
        verbose_name = _("import of actions")
        verbose_name_plural = _("imports of actions")


class ActionRow(ImportedRow):
    """What a file says of one action."""

    batch = models.ForeignKey(ActionBatch, models.CASCADE, related_name="rows")
    action = models.ForeignKey(
        Action, models.SET_NULL, null=True, related_name="imported_rows", verbose_name=_("action")
    )

    class Meta(ImportedRow.Meta):
        verbose_name = _("imported action")
        verbose_name_plural = _("imported actions")
