"""Each step of an obstacle, and the file as it was sent."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked
from forum.models.kinds import Audience, FileKind, Level, StepKind
from forum.models.obstacles import Obstacle
from forum.models.routes import Addressee, ClockRule, CoordinationPoint
from forum.models.written import is_member, language_field
from members.models import User


class CrossBorderFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those sent in a step that `user` may read, of what they carry all; staff all."""
        if user.is_staff:
            return self
        rows = Step.objects.visible_to(user).filter(sent_on__isnull=False)
        mine = Obstacle.objects.editable_by(user).values("pk")
        return self.filter(Q(pk__in=rows.values("file")) | Q(obstacle__in=mine))


class CrossBorderFile(models.Model):
    """A file as it was made: its facts as JSON, its document in one language. It never changes."""

    Kind = FileKind

    obstacle = models.ForeignKey(
        Obstacle, models.PROTECT, verbose_name=_("obstacle"), related_name="files"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=FileKind)
    language = language_field()
    facts = models.JSONField(_("facts"))
    pdf = models.BinaryField(_("document"))
    made_at = models.DateTimeField(_("made"), db_default=Now())
    made_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("made by"), related_name="+", null=True
    )

    objects = CrossBorderFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("cross-border file")
        verbose_name_plural = _("cross-border files")
        ordering = ["-made_at", "-pk"]
        triggers = [pgtrigger.ReadOnly(name="file_stays")]

    def __str__(self):
        return f"{self.obstacle.reference} ({self.language})"


GUARD_STEP = """
IF TG_OP = 'UPDATE' AND (NEW.sent_on, NEW.level, NEW.point_id, NEW.obstacle_id)
    IS NOT DISTINCT FROM (OLD.sent_on, OLD.level, OLD.point_id, OLD.obstacle_id)
THEN
    RETURN NEW;  -- what was sent stays, whatever became of the obstacle since
END IF;
IF NEW.kind IN ('completion', 'redress') AND EXISTS (
    SELECT FROM forum_step sent
    WHERE sent.obstacle_id = NEW.obstacle_id AND sent.id <> NEW.id AND sent.sent_on IS NOT NULL
) THEN
    RETURN NEW;  -- it follows from an answer
END IF;
SELECT * INTO subject FROM forum_obstacle WHERE id = NEW.obstacle_id;
IF NEW.sent_on IS NOT NULL AND (
    subject.is_reading OR subject.triage = ''
    OR (subject.carrier_id IS NULL AND NOT subject.is_carried_by_mot)
    OR EXISTS (
        SELECT FROM members_organisation carrier
        WHERE carrier.id = subject.carrier_id AND carrier.has_legal_personality = false
    )
    OR (SELECT count(*) FROM forum_countryside side WHERE side.obstacle_id = subject.id) < 2
) THEN
    RAISE EXCEPTION 'Nothing is sent without carrier, triage and both sides.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'step_sent_is_ready';
END IF;
IF NEW.level = 'point' AND (
    subject.triage <> 'obstacle' OR NOT EXISTS (
        SELECT FROM forum_coordinationpoint point
        JOIN territories_border border ON border.id = point.border_id
        WHERE point.id = NEW.point_id AND border.is_internal_eu
            AND (border.code = ANY (subject.border_codes) OR border.id = subject.main_border_id)
    )
) THEN
    RAISE EXCEPTION 'The point is not that of a border of this obstacle.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'step_point_of_its_border';
END IF;
RETURN NEW;
"""
GUARD_FILE = """
IF TG_OP = 'UPDATE' AND OLD.sent_on IS NOT NULL AND OLD.file_id IS NOT NULL
    AND NEW.file_id IS DISTINCT FROM OLD.file_id
THEN
    RAISE EXCEPTION 'The file that was sent stays.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'step_sent_file_stays';
END IF;
IF NEW.file_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM forum_crossborderfile made
    WHERE made.id = NEW.file_id AND made.obstacle_id = NEW.obstacle_id
) THEN
    RAISE EXCEPTION 'The file is about another obstacle.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'step_file_of_its_obstacle';
END IF;
RETURN NEW;
"""
KEEP_ROUTE = """
PERFORM FROM forum_obstacle WHERE id IN (%s) ORDER BY id FOR NO KEY UPDATE;
UPDATE forum_obstacle one SET
    level = coalesce(last.level, one.level),
    addressee = coalesce(last.addressee_name, ''),
    silent_since = (
        SELECT min(step.sent_on) FROM forum_step step
        WHERE step.obstacle_id = one.id AND step.audience = 'public'
            AND step.sent_on IS NOT NULL AND step.answered_on IS NULL
            AND step.kind IN ('contact', 'file', 'completed', 'committee')
    ),
    last_news_on = (
        SELECT max(greatest(step.sent_on, step.answered_on)) FROM forum_step step
        WHERE step.obstacle_id = one.id AND step.audience = 'public'
    )
FROM forum_obstacle same LEFT JOIN LATERAL (
    SELECT step.level, step.addressee_name FROM forum_step step
    WHERE step.obstacle_id = same.id AND step.audience = 'public' AND step.sent_on IS NOT NULL
    ORDER BY step.sent_on DESC, step.id DESC LIMIT 1
) last ON true
WHERE same.id = one.id AND one.id IN (%s);
RETURN NULL;
"""


def keep_route(name: str, operation, obstacles: str, **referencing: str) -> pgtrigger.Trigger:
    """Keep in the obstacle what everyone may know of its route (`obstacles.KEPT`)."""
    return pgtrigger.Trigger(
        name=f"keep_route_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**referencing),
        func=KEEP_ROUTE % (obstacles, obstacles),
    )


# Kinds that are named by what was sent, before they are.
TO_SEND: dict[str, Any] = {
    StepKind.FILE: _("file to send"),
    StepKind.COMPLETED: _("completion to send"),
}


class StepQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those sent of obstacles that `user` may read, for everyone or for members; of what they
        carry those prepared too; staff all."""
        if user.is_staff:
            return self
        rows = self.filter(obstacle__in=Obstacle.objects.visible_to(user).values("pk"))
        sent = Q(sent_on__isnull=False)
        if user.is_anonymous:
            return rows.filter(sent, audience=Audience.PUBLIC)
        return rows.filter(
            sent & Q(audience=Audience.PUBLIC)
            | sent & Q(is_member(user), audience=Audience.MEMBERS)
            | Q(obstacle__in=Obstacle.objects.editable_by(user).values("pk"))
        )

    def waiting(self):
        """Sent, with a day by which something is due, and not answered.

        Of what is closed nothing is due but redress, until its day.
        """
        rows = self.filter(sent_on__isnull=False, due_on__isnull=False, answered_on=None)
        is_open = ~Q(obstacle__status="closed")
        return rows.filter(is_open | Q(kind=StepKind.REDRESS, due_on__gte=timezone.localdate()))

    def late(self, on=None):
        """Waiting past their day; of what is closed nothing is late."""
        past = self.waiting().filter(due_on__lt=on or timezone.localdate())
        return past.exclude(obstacle__status="closed")


@tracked()
class Step(Versioned):
    """Something that was done about an obstacle: to whom, when, what is due, what was answered.

    Without `sent_on` it is prepared only. `addressee_name` keeps the name as it was then. `file` is
    the frozen version that was sent.
    """

    named_by = ["obstacle__reference"]  # in lists of what changed
    Kind = StepKind
    Level = Level
    Audience = Audience

    obstacle = models.ForeignKey(
        Obstacle, models.PROTECT, verbose_name=_("obstacle"), related_name="steps"
    )
    kind = models.CharField(_("what"), max_length=12, choices=StepKind, default=StepKind.FILE)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    point = models.ForeignKey(
        CoordinationPoint,
        models.PROTECT,
        verbose_name=_("coordination point"),
        related_name="steps",
        null=True,
        blank=True,
    )
    addressee = models.ForeignKey(
        Addressee,
        models.PROTECT,
        verbose_name=_("addressee"),
        related_name="steps",
        null=True,
        blank=True,
    )
    addressee_name = models.CharField(
        _("addressee, by name"),
        max_length=200,
        blank=True,
        help_text=_("Empty: the name of the point or of the addressee chosen."),
    )
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    their_reference = models.CharField(_("their reference"), max_length=100, blank=True)
    text = models.TextField(_("what was sent or said"), max_length=5000, blank=True)
    language = language_field()
    rule = models.ForeignKey(
        ClockRule,
        models.SET_NULL,
        verbose_name=_("rule of the deadline"),
        related_name="steps",
        null=True,
        blank=True,
    )
    due_on = models.DateField(_("answer due on"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = models.TextField(_("the answer, quoted"), max_length=10_000, blank=True)
    answer_language = models.CharField(_("language of the answer"), max_length=3, blank=True)
    file = models.ForeignKey(
        CrossBorderFile,
        models.PROTECT,
        verbose_name=_("file as it was sent"),
        related_name="steps",
        null=True,
        blank=True,
    )
    document = models.FileField(_("document"), upload_to="steps/", blank=True)
    document_name = models.CharField(max_length=200, blank=True, editable=False)
    document_bytes = models.PositiveIntegerField(null=True, blank=True, editable=False)
    audience = models.CharField(
        _("who may read it"), max_length=10, choices=Audience, default=Audience.PUBLIC
    )
    by = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name=_("recorded by"),
        related_name="+",
        null=True,
        editable=False,
    )
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now(), editable=False)

    objects = StepQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = [F("sent_on").asc(nulls_last=True), "pk"]
        triggers = [
            *Versioned.Meta.triggers,
            pgtrigger.Trigger(
                name="guard_step",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("subject", "forum_obstacle%ROWTYPE")],
                func=GUARD_STEP,
            ),
            pgtrigger.Trigger(
                name="guard_file",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=GUARD_FILE,
            ),
            keep_route("insert", pgtrigger.Insert, "SELECT obstacle_id FROM added", new="added"),
            keep_route(
                "delete", pgtrigger.Delete, "SELECT obstacle_id FROM removed", old="removed"
            ),
            keep_route(
                "update",
                pgtrigger.Update,
                "SELECT obstacle_id FROM added UNION SELECT obstacle_id FROM removed",
                new="added",
                old="removed",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="step_due", condition=Q(answered_on=None))]
        constraints = [
            models.CheckConstraint(
                name="step_point_at_its_level",
                condition=Q(level=Level.POINT, point__isnull=False, addressee=None)
                | ~Q(level=Level.POINT) & Q(point=None),
                violation_error_message=_(
                    "The level of the coordination point goes with a coordination point."
                ),
            ),
            models.CheckConstraint(
                name="step_due_after_sent",
                condition=Q(sent_on=None) | Q(due_on=None) | Q(due_on__gte=F("sent_on")),
                violation_error_message=_("The day it is due cannot come before it is sent."),
            ),
            models.CheckConstraint(
                name="step_answered_after_sent",
                condition=Q(answered_on=None)
                | Q(sent_on__isnull=False, answered_on__gte=F("sent_on")),
                violation_error_message=_("The answer cannot come before it is sent."),
            ),
            models.CheckConstraint(
                name="step_answer_is_dated",
                condition=Q(answer="") | Q(answered_on__isnull=False),
                violation_error_message=_("Give the day of the answer."),
            ),
        ]

    def __str__(self):
        return f"{self.obstacle.reference}: {self.get_kind_display()}"

    def save(self, *args, **kwargs):
        if not self.addressee_name and (named := self.point or self.addressee):
            self.addressee_name = str(named)[:200]
        super().save(*args, **kwargs)

    def clean(self):
        """The days, in words also where a form does not show them all."""
        for constraint in self._meta.constraints:
            constraint.validate(type(self), self)

    @property
    def to_whom(self) -> str:
        """Its addressee, in the language of the reader where there is one."""
        return str(self.point or self.addressee or self.addressee_name)

    @property
    def what(self) -> str:
        """The kind in words, as long as it was not sent too."""
        if self.sent_on or self.kind not in TO_SEND:
            return self.get_kind_display()
        return str(TO_SEND[self.kind])

    def is_late(self, on=None) -> bool:
        """The twin of `StepQuerySet.late`, closing of the obstacle included."""
        today = on or timezone.localdate()
        if self.sent_on is None or self.due_on is None or self.answered_on:
            return False
        return self.due_on < today and self.obstacle.status != "closed"
