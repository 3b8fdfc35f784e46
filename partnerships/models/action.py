"""What is done under a workstream: dated, planned and then done, with what came out of it."""

from datetime import date

from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Left, Length, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked, translated
from core.partial_dates import PartialDateField, partial_date_check
from core.search import WordsQuery, search_vector
from members.models import Organisation
from partnerships.models.kinds import OPEN, ActionKind, Audience, State
from partnerships.models.partnership import Coded, Directorate, days, euros, filled, not_negative
from partnerships.models.workstream import Workstream, readable_by, reason_check
from projects.models import Project
from territories.models import Border, Territory


def year_of(field: str) -> Cast:
    """The year of a partial date; null when it is empty."""
    return Cast(Left(NullIf(field, Value("")), 4), models.IntegerField())


class ActionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those for everyone, under a workstream for everyone; officers read the shared ones."""
        way = "workstream__axis__partnership"
        return self.filter(readable_by(user, way), readable_by(user, way, "workstream__audience"))

    def in_year(self, year: int):
        """Planned for that year, done in it, or under way during it."""
        running = Q(state=State.RUNNING, begun__lt=str(year + 1)) & ~Q(begun="")
        return self.filter(
            Q(planned__startswith=str(year))
            | Q(done__startswith=str(year))
            | running
            | Q(begun__lt=str(year + 1), done__gte=str(year)) & ~Q(begun="")
        )

    def late(self, on: date | None = None):
        """Open, and planned for a day, a month or a year that is over."""
        today = (on or timezone.localdate()).isoformat()
        over = Left(Value(today), Length("planned"), output_field=models.CharField())
        return self.filter(state__in=OPEN).exclude(planned="").filter(planned__lt=over)

    def next_first(self):
        """The soonest planned first; those without a date last."""
        return self.order_by(Case(When(planned="", then=1), default=0), "planned", "pk")

    def matching(self, words: str):
        """Rows that match `words` in any language, whatever accents and endings."""
        return self.filter(search=WordsQuery(words))


@tracked("search", "year")
class Action(Versioned, Coded):
    """One thing that is done, from its planning to what came out of it.

    Costs are euros and days are days of the MOT's expertise: null is not known, 0 is none.
    `satisfaction` is out of 5, the mean of what those trained answered.
    """

    Kind = ActionKind
    State = State
    Audience = Audience

    workstream = models.ForeignKey(
        Workstream, models.PROTECT, verbose_name=_("workstream"), related_name="actions"
    )
    title = translated(models.CharField(_("title"), max_length=300, blank=True))
    summary = translated(models.TextField(_("summary"), blank=True))
    kind = models.CharField(_("kind"), max_length=20, choices=ActionKind, default=ActionKind.OTHER)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    reason = models.TextField(
        _("reason"), blank=True, help_text=_("Of a delay, or of giving it up.")
    )
    planned = PartialDateField(_("planned for"))
    begun = PartialDateField(_("begun"))
    done = PartialDateField(_("done on"))
    organisations = models.ManyToManyField(
        Organisation, verbose_name=_("organisations"), related_name="actions", blank=True
    )
    outside_bodies = models.CharField(
        _("other bodies"), max_length=500, blank=True, help_text=_("Separated by semicolons.")
    )
    project = models.ForeignKey(
        Project,
        models.SET_NULL,
        verbose_name=_("project"),
        related_name="actions",
        null=True,
        blank=True,
    )
    directorates = models.ManyToManyField(
        Directorate, verbose_name=_("regional directorates"), related_name="actions", blank=True
    )
    borders = models.ManyToManyField(
        Border, verbose_name=_("borders"), related_name="actions", blank=True
    )
    territories = models.ManyToManyField(
        Territory, verbose_name=_("territories"), related_name="actions", blank=True
    )
    days_planned = days(_("days of expertise planned"))
    days_used = days(_("days of expertise used"))
    forecast_cost = euros(_("forecast cost (€)"))
    actual_cost = euros(_("actual cost (€)"))
    participants = models.PositiveIntegerField(
        _("people trained or present"), null=True, blank=True
    )
    satisfaction = models.DecimalField(
        _("satisfaction, out of 5"),
        max_digits=2,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(5)],
    )
    evaluation = models.TextField(_("evaluation"), blank=True)
    deliverable_title = models.CharField(_("deliverable"), max_length=200, blank=True)
    deliverable_link = models.URLField(_("its address"), max_length=500, blank=True)
    deliverable_file = models.FileField(_("or its file"), upload_to="deliverables/", blank=True)
    deliverable_name = models.CharField(max_length=200, blank=True, editable=False)
    deliverable_bytes = models.PositiveIntegerField(null=True, blank=True, editable=False)
    audience = models.CharField(
        _("who may read it"), max_length=10, choices=Audience, default=Audience.PARTNER
    )
    year = models.GeneratedField(
        expression=Coalesce(year_of("done"), year_of("planned"), year_of("begun")),
        output_field=models.IntegerField(null=True),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=search_vector(["outside_bodies", "deliverable_title"], ["title"], ["summary"]),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ActionQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["planned", "done", "pk"]
        constraints = [
            *(partial_date_check(field) for field in ("planned", "begun", "done", "facts_on")),
            models.CheckConstraint(
                name="action_has_a_title",
                condition=filled("title"),
                violation_error_message=_("Give the title in one language at least."),
            ),
            models.CheckConstraint(
                name="action_done_is_dated",
                condition=Q(state=State.DONE) | Q(done=""),
                violation_error_message=_(
                    "It has a day on which it was done: say that it is done, or take the day out."
                ),
            ),
            models.CheckConstraint(
                name="action_done_after_begun",
                condition=Q(begun="")
                | Q(done="")
                | Q(done__gte=F("begun"))
                | Q(begun__startswith=F("done")),
                violation_error_message=_("It cannot be done before it is begun."),
            ),
            models.CheckConstraint(
                name="action_one_deliverable",
                condition=Q(deliverable_link="") | Q(deliverable_file=""),
                violation_error_message=_("Send a file, or give its address: one of the two."),
            ),
            models.CheckConstraint(
                name="action_satisfaction_out_of_five",
                condition=Q(satisfaction=None) | Q(satisfaction__range=(0, 5)),
                violation_error_message=_("Satisfaction is between 0 and 5."),
            ),
            not_negative(
                "action_is_not_negative",
                "days_planned", "days_used", "forecast_cost", "actual_cost",
            ),
            reason_check("action_says_why"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["workstream", "year"], name="action_by_year"),
        ]

    def __str__(self):
        return self.title

    @property
    def workspace_url(self) -> str:
        slug = self.workstream.axis.partnership.slug
        return reverse("partnerships:workspace_action", args=[slug, self.pk])

    @property
    def outside_names(self) -> list[str]:
        """The bodies outside the network, each by its name."""
        return [name.strip() for name in self.outside_bodies.split(";") if name.strip()]

    def get_absolute_url(self):
        slug = self.workstream.axis.partnership.slug
        return reverse("partnerships:action", args=[slug, self.pk])

    def is_late(self, on: date | None = None) -> bool:
        """The twin of `ActionQuerySet.late`."""
        today = (on or timezone.localdate()).isoformat()
        return self.state in OPEN and "" < self.planned < today[: len(self.planned)]

    def clean(self):
        if self.done and self.done > timezone.localdate().isoformat():
            raise ValidationError({"done": _("It cannot be done on a day to come.")})
