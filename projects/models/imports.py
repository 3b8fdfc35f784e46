from django.db import models
from django.utils.translation import gettext_lazy as _

from core.imports.models import Batch, BatchQuerySet, ImportedRow, SavedMapping
from projects.models.project import Project


class ImportSource(models.TextChoices):
    """Whose file it is: what tells its projects apart, and under which licence they are."""

    KEEP = "keep", _("keep.eu (workbook)")
    KOHESIO = "kohesio", _("Kohesio (CSV)")
    TABLE = "csv", _("another table")


class ImportBatch(Batch):
    """A file of projects. `bodies` says which organisation each named partner is, 0 for none."""

    Source = ImportSource

    source = models.CharField(_("source"), max_length=20, choices=ImportSource)
    bodies = models.JSONField(default=dict)
    publishes = models.BooleanField(_("publish the new projects that are complete"), default=False)

    objects = BatchQuerySet.as_manager()

    class Meta(Batch.Meta):
        verbose_name = _("import")
        verbose_name_plural = _("imports")


class ImportRow(ImportedRow):
    """What a file says of one project. `amounts` keeps or drops a share that may be the total."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, related_name="imported_rows", verbose_name=_("project")
    )
    amounts = models.CharField(max_length=10, blank=True)

    class Meta(ImportedRow.Meta):
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")


class ImportMapping(SavedMapping):
    source = models.CharField(_("source"), max_length=20, choices=ImportSource)

    class Meta(SavedMapping.Meta):
        verbose_name = _("columns of a source")
        verbose_name_plural = _("columns of sources")
