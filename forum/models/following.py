"""What people follow, how often they are told, which languages they read."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.models import codes
from forum.models.kinds import Frequency
from forum.models.obstacles import Obstacle
from forum.models.topics import Topic
from members.models import User
from partnerships.models.exchange import new_key, one_of
from territories.models import Border, Theme


class Subscription(models.Model):
    """A person follows a topic, an obstacle, a border or a theme, and is told so often."""

    Frequency = Frequency

    user = models.ForeignKey(User, models.CASCADE, related_name="subscriptions")
    topic = models.ForeignKey(
        Topic, models.CASCADE, related_name="subscriptions", null=True, blank=True
    )
    obstacle = models.ForeignKey(
        Obstacle, models.CASCADE, related_name="subscriptions", null=True, blank=True
    )
    border = models.ForeignKey(Border, models.CASCADE, related_name="+", null=True, blank=True)
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="+", null=True, blank=True)
    frequency = models.CharField(
        _("how often"), max_length=10, choices=Frequency, default=Frequency.DAILY
    )
    since = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="subscription_to_one_thing",
                condition=one_of("topic", "obstacle", "border", "theme"),
            ),
            models.UniqueConstraint(
                fields=["user", "topic", "obstacle", "border", "theme"],
                nulls_distinct=False,
                name="subscription_once",
            ),
        ]

    def __str__(self):
        return str(self.topic or self.obstacle or self.border or self.theme)


class Reader(models.Model):
    """The languages in which a person reads, the dearest first; empty: all of them."""

    user = models.OneToOneField(User, models.CASCADE, related_name="reader")
    languages = codes(3, verbose_name=_("languages that you read"))

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")

    def __str__(self):
        return str(self.user)


class DeadlineKey(models.Model):
    """The secret part of the address of a person's calendar of deadlines; a new one ends it."""

    user = models.OneToOneField(User, models.CASCADE, related_name="deadline_key")
    key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("address of a calendar of deadlines")
        verbose_name_plural = _("addresses of calendars of deadlines")

    def __str__(self):
        return str(self.user)
