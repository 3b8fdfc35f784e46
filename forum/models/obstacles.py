"""An obstacle: what gets in the way at a border, who carries it, and what became of it."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.codes import keep_codes
from core.directory.tally import tally_triggers
from core.models import CountVersion, Kept, Sourced, Versioned, codes, tracked, translated
from core.partial_dates import PartialDateField, partial_date_check
from core.search import WordsQuery, exact_names, names_text, near, search_vector, sort_key
from forum.models.kinds import (
    AT_AN_AUTHORITY,
    WITH_REASONS,
    Audience,
    Exit,
    Interaction,
    Level,
    Nature,
    Outcome,
    Status,
)
from forum.models.tally import OBSTACLE_LINES
from forum.models.topics import Topic
from forum.models.written import is_member, language_field
from members.models import Mandate, Organisation, User
from partnerships.models.partnership import filled
from projects.models import Project
from territories.models import Border, Territory, Theme

TITLES = [f"title_{language}" for language in settings.CONTENT_LANGUAGES]
SUMMARIES = [f"summary_{language}" for language in settings.CONTENT_LANGUAGES]
FILTERED = ["is_published", "nature", "status", "outcome", "level", "border_codes", "theme_codes"]
COMPUTED = ["search", "names_text", "exact_names", "sort_fr", "sort_en", "is_published"]
KEPT = ["level", "addressee", "silent_since", "last_news_on", "support_count"]
EVERYWHERE = "EU"  # reference of an obstacle that is tied to no border
SENT_STATES = ", ".join(f"'{status}'" for status in AT_AN_AUTHORITY)

GUARD_STATUS = f"""
IF NEW.status IN ({SENT_STATES}) AND NOT NEW.is_reading
    AND (SELECT count(*) FROM forum_countryside side WHERE side.obstacle_id = NEW.id) < 2
THEN
    RAISE EXCEPTION 'Nothing is sent before both sides are described.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'obstacle_sent_has_sides';
END IF;
RETURN NEW;
"""


def opened_for(user) -> Exists:
    """Condition on obstacles: `user` speaks for who raised it or for who carries it."""
    mandates = Mandate.objects.in_force().filter(user_id=user.pk, speaks_for=True)
    return Exists(
        mandates.filter(Q(organisation=OuterRef("raised_by")) | Q(organisation=OuterRef("carrier")))
    )


class ObstacleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The public register; members read theirs too, organisations their own; staff all."""
        if user.is_staff:
            return self
        if user.is_anonymous:
            return self.filter(is_published=True)
        return self.filter(
            Q(is_published=True) | Q(is_member(user), audience=Audience.MEMBERS) | opened_for(user)
        )

    def editable_by(self, user):
        """Those that `user` raised or carries in the name of an organisation; staff edit all."""
        if user.is_staff:
            return self
        return self.filter(opened_for(user)) if user.pk else self.none()

    def matching(self, words: str):
        """Rows that match `words` in any language, whatever accents and endings."""
        return self.filter(search=WordsQuery(words))

    def near(self, words: str):
        """Rows where each word resembles one of a title or the reference."""
        return self.filter(near("names_text", words))

    def placed(self):
        return self.filter(lat__isnull=False)

    def for_points(self):
        """Load what a point of the map tells."""
        return self.only("reference", "status", "outcome", "lat", "lon", *TITLES)

    def for_links(self):
        """Load what a link to the page shows."""
        return self.only(
            "reference", "status", "outcome", "level", "raised_on", "border_codes", "is_reading",
            *TITLES,
        )  # fmt: skip

    def for_cards(self):
        """Load what the cards and the table of the register show."""
        return self.only(
            "reference", "nature", "status", "outcome", "level", "addressee", "raised_on",
            "closed_on", "silent_since", "support_count", "border_codes", "theme_codes",
            "is_published", "is_reading", "audience", *TITLES, *SUMMARIES,
        )  # fmt: skip


@tracked(*COMPUTED, *KEPT)
class Obstacle(Kept, Versioned, Sourced):
    """A law, a rule or a practice that hinders a cross-border interaction, and its way out.

    `reference` (`FR-DE-2026-014`) is given once and never changes. `level`, `addressee`,
    `silent_since`, `last_news_on` and `support_count` are kept by triggers from the steps that
    everyone may read and from the endorsements. `is_reading`: it was taken from a source, and its
    level and status are a reading of that source, not steps that the MOT took.
    """

    Interaction = Interaction
    Nature = Nature
    Exit = Exit
    Level = Level
    Status = Status
    Outcome = Outcome
    Audience = Audience

    @property
    def kept(self) -> list[str]:  # type: ignore[override]
        """The level of a reading is what we read; the level of others follows from the steps."""
        return [name for name in KEPT if not (self.is_reading and name == "level")]

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    slug = models.SlugField(  # noqa: DJ001
        _("code"), max_length=120, unique=True, null=True, blank=True, editable=False
    )
    title = translated(models.CharField(_("title"), max_length=200, blank=True))
    summary = translated(models.TextField(_("summary"), max_length=1500, blank=True))
    language = language_field()
    stale_languages = codes(3, verbose_name=_("languages to be brought up to date"))
    audience = models.CharField(
        _("who may read it"), max_length=10, choices=Audience, default=Audience.STAFF
    )
    topic = models.ForeignKey(
        Topic,
        models.SET_NULL,
        verbose_name=_("topic it comes from"),
        related_name="obstacles",
        null=True,
        blank=True,
    )
    main_border = models.ForeignKey(
        Border,
        models.PROTECT,
        verbose_name=_("main border"),
        related_name="+",
        null=True,
        blank=True,
        help_text=_("It gives the reference. Empty: it concerns borders everywhere."),
    )
    borders = models.ManyToManyField(
        Border, verbose_name=_("borders"), related_name="obstacles", blank=True
    )
    territories = models.ManyToManyField(
        Territory, verbose_name=_("territories"), related_name="obstacles", blank=True
    )
    themes = models.ManyToManyField(
        Theme, verbose_name=_("themes"), related_name="obstacles", blank=True
    )
    projects = models.ManyToManyField(
        Project, verbose_name=_("projects that meet it"), related_name="obstacles", blank=True
    )
    border_codes = codes(5, verbose_name=_("borders"), editable=False)
    theme_codes = codes(50, verbose_name=_("themes"), editable=False)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    interaction = models.CharField(
        _("what it hinders"), max_length=20, choices=Interaction, blank=True
    )
    hindered = translated(
        models.TextField(_("the cross-border interaction and its context"), blank=True)
    )
    effect = translated(models.TextField(_("effect on people and on the territory"), blank=True))
    why = translated(models.TextField(_("why it should be removed"), blank=True))
    area = translated(models.TextField(_("area concerned"), blank=True))
    proposal = translated(models.TextField(_("proposed solution"), blank=True))
    duration = models.CharField(_("how long it may last"), max_length=200, blank=True)
    filed_elsewhere = models.CharField(
        _("filed elsewhere"),
        max_length=300,
        blank=True,
        help_text=_("Other procedures, SOLVIT or complaint; write “no” when there is none."),
    )
    people_affected = models.PositiveIntegerField(_("people affected"), null=True, blank=True)
    firms_affected = models.PositiveIntegerField(_("firms affected"), null=True, blank=True)
    affected_source = models.CharField(_("source of these estimates"), max_length=300, blank=True)
    nature = models.CharField(_("nature"), max_length=20, choices=Nature, blank=True)
    triage = models.CharField(_("triage"), max_length=20, choices=Exit, blank=True)
    triage_note = models.TextField(_("why, and where to turn to"), max_length=2000, blank=True)
    triage_language = language_field()
    raised_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("raised by"),
        related_name="raised_obstacles",
        null=True,
        blank=True,
    )
    carrier = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("carried by"),
        related_name="carried_obstacles",
        null=True,
        blank=True,
        help_text=_("A legal person: a file in the name of a natural person is not admissible."),
    )
    is_carried_by_mot = models.BooleanField(_("carried by the MOT itself"), default=False)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.REPORTED)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    outcome_reasons = translated(models.TextField(_("what the authority answered"), blank=True))
    level = models.CharField(_("level"), max_length=10, choices=Level, blank=True)
    addressee = models.CharField(_("before whom"), max_length=200, blank=True, editable=False)
    silent_since = models.DateField(
        _("without an answer since"), null=True, blank=True, editable=False
    )
    last_news_on = models.DateField(_("last news"), null=True, blank=True, editable=False)
    support_count = models.PositiveIntegerField(
        _("organisations affected too"), default=0, editable=False
    )
    raised_on = PartialDateField(_("raised on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    is_reading = models.BooleanField(
        _("a reading of its source"),
        default=False,
        help_text=_("Its level and its status are our reading of the source."),
    )
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    opened_by = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name=_("opened by"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    is_published = models.GeneratedField(
        expression=Case(When(audience=Audience.PUBLIC, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=search_vector(["reference"], ["title"], ["summary", "proposal"]),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    names_text = names_text("reference", *TITLES)
    exact_names = exact_names("reference", *TITLES)
    sort_fr = sort_key(TITLES, "fr")
    sort_en = sort_key(TITLES, "en")

    objects = ObstacleQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("obstacle")
        verbose_name_plural = _("obstacles")
        ordering = ["-raised_on", "-pk"]
        triggers = [
            CountVersion(name="count_version", kept=KEPT),
            pgtrigger.ReadOnly(name="reference_stays", fields=["reference"]),
            pgtrigger.Trigger(
                name="guard_status",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("status", "is_reading"),
                func=GUARD_STATUS,
            ),
            *tally_triggers("forum_obstacletally", OBSTACLE_LINES),
        ]
        indexes = [
            GinIndex("search", name="obstacle_search"),
            GinIndex(OpClass("names_text", "gin_trgm_ops"), name="obstacle_near"),
            GinIndex("exact_names", name="obstacle_exact"),
            GinIndex("border_codes", name="obstacle_borders"),
            GinIndex("theme_codes", name="obstacle_themes"),
            models.Index("sort_fr", "id", name="obstacle_sort_fr", include=FILTERED),
            models.Index("sort_en", "id", name="obstacle_sort_en", include=FILTERED),
            models.Index(F("updated_at").desc(), "id", name="obstacle_updated", include=FILTERED),
            models.Index(F("raised_on").desc(), "id", name="obstacle_raised", include=FILTERED),
            models.Index(
                F("support_count").desc(), "id", name="obstacle_support", include=FILTERED
            ),
            models.Index(
                F("silent_since"), "id", name="obstacle_silent", condition=Q(is_published=True)
            ),
            models.Index(  # counting reads it alone
                "status",
                name="obstacle_counted",
                include=[
                    "nature",
                    "outcome",
                    "level",
                    "addressee",
                    "raised_on",
                    "border_codes",
                    "theme_codes",
                    "lat",
                ],
                condition=Q(is_published=True),
            ),  # fmt: skip
            models.Index(
                fields=["lon", "lat"], name="obstacle_place", condition=Q(is_published=True)
            ),
        ]
        constraints = [
            *(partial_date_check(field) for field in ("raised_on", "facts_on")),
            models.CheckConstraint(
                name="obstacle_has_a_title",
                condition=filled("title"),
                violation_error_message=_("Give the title in one language at least."),
            ),
            models.CheckConstraint(
                name="obstacle_one_carrier",
                condition=Q(carrier=None) | Q(is_carried_by_mot=False),
                violation_error_message=_(
                    "The MOT carries it, or an organisation: one of the two."
                ),
            ),
            models.CheckConstraint(
                name="obstacle_sent_has_carrier",
                condition=Q(is_reading=True)
                | ~Q(status__in=[Status.CARRIED, *AT_AN_AUTHORITY])
                | Q(carrier__isnull=False)
                | Q(is_carried_by_mot=True),
                violation_error_message=_("Say first which organisation carries it."),
            ),
            models.CheckConstraint(
                name="obstacle_sent_is_triaged",
                condition=Q(is_reading=True) | ~Q(status__in=AT_AN_AUTHORITY) | ~Q(triage=""),
                violation_error_message=_("Triage it before anything is sent."),
            ),
            models.CheckConstraint(
                name="obstacle_outcome_when_closed",
                condition=Q(is_reading=True)
                | Q(status=Status.CLOSED, closed_on__isnull=False) & ~Q(outcome="")
                | ~Q(status=Status.CLOSED) & Q(closed_on=None, outcome__in=["", Outcome.REFORM]),
                violation_error_message=_("A closed obstacle has a day and an outcome."),
            ),
            models.CheckConstraint(
                name="obstacle_refused_with_reasons",
                condition=Q(is_reading=True)
                | ~Q(outcome__in=WITH_REASONS)
                | filled("outcome_reasons"),
                violation_error_message=_("This outcome is told with its reasons."),
            ),
            models.CheckConstraint(
                name="obstacle_place_is_whole",
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False)
                & Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                violation_error_message=_("Give both a latitude and a longitude, in degrees."),
            ),
        ]

    def __str__(self):
        return self.title or self.reference

    def save(self, *args, **kwargs):
        """Give the next reference of its border and year to a new one, and the border's place."""
        if self._state.adding and not self.reference:
            self.reference = next_reference(self.main_border)
        if self._state.adding and self.lat is None and self.main_border:
            self.lat, self.lon = self.main_border.lat, self.main_border.lon
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("forum:obstacle_detail", args=[self.reference])

    @property
    def is_at_an_authority(self) -> bool:
        return self.status in AT_AN_AUTHORITY

    @property
    def has_carrier(self) -> bool:
        return self.is_carried_by_mot or self.carrier_id is not None

    def clean(self):
        if self.carrier and self.carrier.has_legal_personality is False:
            raise ValidationError(
                {"carrier": _("It has no legal personality: one of its members carries the file.")}
            )


class ReferenceCount(models.Model):
    """The last number given for a border in a year."""

    prefix = models.CharField(max_length=5)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix", "year"], name="reference_counted_once")
        ]

    def __str__(self):
        return f"{self.prefix}-{self.year}-{self.last:03}"


def next_reference(border: Border | None) -> str:
    """The next reference of a border this year; those who ask at once get different ones."""
    prefix, year = (border.code if border else EVERYWHERE), timezone.localdate().year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO forum_referencecount (prefix, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (prefix, year) DO UPDATE SET last = forum_referencecount.last + 1"
            " RETURNING last",
            [prefix, year],
        )
        return f"{prefix}-{year}-{cursor.fetchone()[0]:03}"


class ObstacleBorder(Obstacle.borders.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        triggers = keep_codes(Obstacle.borders.through, "border_codes", "border")


class ObstacleTheme(Obstacle.themes.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        triggers = keep_codes(Obstacle.themes.through, "theme_codes", "theme")
