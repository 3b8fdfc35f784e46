import secrets

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    CREATE = "create", _("new")
    UPDATE = "update", _("changes")
    UNCHANGED = "unchanged", _("unchanged")
    AMBIGUOUS = "ambiguous", _("to decide")
    INVALID = "invalid", _("not valid")
    SKIPPED = "skipped", _("left out")


class Task(models.TextChoices):
    """What a batch waits for a process to do."""

    STAGE = "stage", _("reading the file")
    JUDGE = "judge", _("comparing the rows")
    APPLY = "apply", _("applying")
    UNDO = "undo", _("undoing")


def _kept_as(batch, name: str) -> str:
    """Under a name of ours: the sender's is no address."""
    return f"imports/{secrets.token_hex(16)}"


class BatchQuerySet(models.QuerySet):
    def waiting(self):
        return self.exclude(task="")


class Batch(models.Model):
    """A file that was sent, and what became of it. Its state is told by what is filled.

    `tables` are the tables of the file as `columns.described` tells them, `mapping` says what their
    columns hold, `policies` what each field may replace. `task` waits for a process.
    """

    Task = Task

    file = models.FileField(upload_to=_kept_as, blank=True)
    file_name = models.CharField(_("file"), max_length=200)
    size_bytes = models.PositiveBigIntegerField(_("size"))
    source = models.CharField(_("source"), max_length=20)
    mapping_name = models.CharField(_("columns remembered as"), max_length=100, blank=True)
    tables = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    policies = models.JSONField(default=dict)
    task = models.CharField(_("to do"), max_length=10, choices=Task, blank=True)
    failure = models.TextField(_("what went wrong"), blank=True)
    created_at = models.DateTimeField(_("sent"), db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("sent by"),
    )  # fmt: skip
    staged_at = models.DateTimeField(_("read"), null=True)
    applied_at = models.DateTimeField(_("applied"), null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("applied by"),
    )  # fmt: skip
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        abstract = True
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.pk} – {self.file_name}"

    @property
    def is_open(self) -> bool:
        """Whether its rows may still be corrected and applied."""
        return self.applied_at is None and not self.task

    def counts(self) -> dict[str, int]:
        """How many rows have each verdict."""
        rows = self.rows.order_by().values_list("verdict").annotate(Count("pk"))  # type: ignore[attr-defined]
        found = dict(rows)
        return {verdict: found.get(verdict, 0) for verdict in Verdict.values}


class ImportedRowQuerySet(models.QuerySet):
    def rejected(self):
        """Rows that an application leaves behind."""
        return self.filter(
            verdict__in=[Verdict.AMBIGUOUS, Verdict.INVALID, Verdict.SKIPPED], is_applied=False
        )


class ImportedRow(models.Model):
    """What a file says of one thing: its lines as given, and what is made of them.

    `lines` are `[table, number, cells]`; `corrections` replace cells, by `line:column` counted from
    0. `problems` are `[line, column, sentence]`, -1 for the whole row. `candidates` are what it
    may be: `{"pk", "label", "reason"}`. `choice` is what staff decided: a key, "create" or "skip".
    `before` and `after` are what the application found and left, for an undo.
    """

    Verdict = Verdict

    number = models.PositiveIntegerField(_("row"))
    key = models.CharField(_("key in the source"), max_length=300, db_index=True)
    label = models.CharField(_("title"), max_length=300, blank=True)
    lines = models.JSONField(default=list)
    corrections = models.JSONField(default=dict)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    problems = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    differences = models.JSONField(default=list)
    choice = models.CharField(_("decision"), max_length=20, blank=True)
    is_applied = models.BooleanField(_("applied"), default=False)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    objects = ImportedRowQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["number", "pk"]
        indexes = [models.Index(fields=["batch", "verdict", "number"], name="%(class)s_verdicts")]
        constraints = [
            models.UniqueConstraint(fields=["batch", "key"], name="%(class)s_key_once"),
            models.CheckConstraint(
                name="%(class)s_has_verdict",
                condition=Q(verdict="") | Q(verdict__in=Verdict.values),
            ),
        ]

    def __str__(self):
        return self.label or self.key

    def cell(self, line: int, column: int):
        """The cell as staff corrected it, else as it was given."""
        given = self.lines[line][2][column]
        return self.corrections.get(f"{line}:{column}", given)


class SavedMapping(models.Model):
    """What the columns of a source hold, remembered under a name."""

    source = models.CharField(_("source"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    mapping = models.JSONField(default=dict)
    policies = models.JSONField(default=dict)

    class Meta:
        abstract = True
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["source", "name"], name="%(class)s_name_once")
        ]

    def __str__(self):
        return self.name
