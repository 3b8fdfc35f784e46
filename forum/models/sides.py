"""An obstacle on each side of its borders."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked, translated
from forum.models.obstacles import SENT_STATES, Obstacle
from partnerships.models.partnership import filled

KEEP_SIDES = f"""
IF EXISTS (
    SELECT FROM forum_obstacle one WHERE one.id = OLD.obstacle_id
        AND one.status IN ({SENT_STATES}) AND NOT one.is_reading
) AND (SELECT count(*) FROM forum_countryside side WHERE side.obstacle_id = OLD.obstacle_id) < 2
THEN
    RAISE EXCEPTION 'Both sides of what was sent stay described.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'obstacle_sent_has_sides';
END IF;
RETURN NULL;
"""


@tracked()
class CountrySide(Versioned):
    """What one country holds against it: who is competent, which text, what is done, its effect."""

    obstacle = models.ForeignKey(
        Obstacle, models.CASCADE, verbose_name=_("obstacle"), related_name="sides"
    )
    country = models.CharField(_("country"), max_length=2)
    authority = translated(models.CharField(_("competent authority"), max_length=300, blank=True))
    provision = translated(models.TextField(_("provision"), blank=True))
    provision_link = models.URLField(_("address of the text"), max_length=500, blank=True)
    practice = translated(models.TextField(_("practice"), blank=True))
    effect = translated(models.TextField(_("effect"), blank=True))

    class Meta(Versioned.Meta):
        verbose_name = _("side of a country")
        verbose_name_plural = _("sides of the countries")
        ordering = ["pk"]
        triggers = [
            *Versioned.Meta.triggers,
            pgtrigger.Trigger(
                name="keep_sides",
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                func=KEEP_SIDES,
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["obstacle", "country"],
                name="side_once_a_country",
                violation_error_message=_("This country has its side already."),
            ),
            models.CheckConstraint(
                name="side_of_a_country", condition=Q(country__regex=r"^[A-Z]{2}$")
            ),
            models.CheckConstraint(
                name="side_says_something",
                condition=filled("authority")
                | filled("provision")
                | filled("practice")
                | filled("effect"),
                violation_error_message=_("Say at least who is competent, or what happens."),
            ),
        ]

    def __str__(self):
        return f"{self.obstacle} – {self.country}"
