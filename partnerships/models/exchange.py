"""What officers and staff say to each other, and what an officer follows."""

import secrets

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models import User
from partnerships.models.action import Action
from partnerships.models.investment import Investment
from partnerships.models.partnership import Axis, Directorate, Partnership
from partnerships.models.workstream import Workstream
from territories.models import Border


def one_of(*fields: str) -> Q:
    """Condition: exactly one of `fields` is set."""
    cases = Q()
    for chosen in fields:
        cases |= Q(**{f"{name}__isnull": name != chosen for name in fields})
    return cases


class Comment(models.Model):
    """A question or a remark about an action, an investment or a workstream; answers name theirs.

    It is read in the workspace alone, by who may read what it is about.
    """

    workstream = models.ForeignKey(
        Workstream, models.CASCADE, related_name="comments", null=True, blank=True
    )
    action = models.ForeignKey(
        Action, models.CASCADE, related_name="comments", null=True, blank=True
    )
    investment = models.ForeignKey(
        Investment, models.CASCADE, related_name="comments", null=True, blank=True
    )
    answers = models.ForeignKey(
        "self", models.CASCADE, related_name="replies", null=True, blank=True
    )
    author = models.ForeignKey(User, models.PROTECT, verbose_name=_("author"), related_name="+")
    text = models.TextField(_("text"), max_length=5000)
    at = models.DateTimeField(_("written"), db_default=Now())

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_about_one_thing",
                condition=one_of("workstream", "action", "investment"),
            )
        ]

    def __str__(self):
        return self.text[:80]

    @property
    def about(self) -> Workstream | Action | Investment:
        """What it is about, one of the three."""
        return self.action or self.investment or self.workstream  # type: ignore[return-value]

    @property
    def partnership(self) -> Partnership:
        if self.investment:
            return self.investment.partnership
        workstream = self.action.workstream if self.action else self.workstream
        return workstream.axis.partnership  # type: ignore[union-attr]


class Follow(models.Model):
    """A person follows an axis, or a directorate or a border within a partnership."""

    user = models.ForeignKey(User, models.CASCADE, related_name="follows")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="follows")
    axis = models.ForeignKey(Axis, models.CASCADE, null=True, blank=True, related_name="+")
    directorate = models.ForeignKey(
        Directorate, models.CASCADE, null=True, blank=True, related_name="+"
    )
    border = models.ForeignKey(Border, models.CASCADE, null=True, blank=True, related_name="+")
    since = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="follow_one_thing", condition=one_of("axis", "directorate", "border")
            ),
            models.UniqueConstraint(
                fields=["user", "partnership", "axis", "directorate", "border"],
                nulls_distinct=False,
                name="follow_once",
            ),
        ]

    def __str__(self):
        return str(self.axis or self.directorate or self.border)


def new_key() -> str:
    return secrets.token_urlsafe(32)


class CalendarKey(models.Model):
    """The secret part of the address of a person's calendar of a partnership; a new one ends it.

    The calendar still asks, at each call, what the person may see today.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="calendar_keys")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="calendar_keys")
    key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("address of a calendar")
        verbose_name_plural = _("addresses of calendars")
        constraints = [
            models.UniqueConstraint(fields=["user", "partnership"], name="calendar_key_once")
        ]

    def __str__(self):
        return f"{self.user} – {self.partnership}"
