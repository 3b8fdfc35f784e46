import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from core.models import Versioned, tracked
from members.models import Organisation
from projects.models.kinds import Role
from projects.models.project import Project

NAMES = ", ".join(f"NULLIF(o.name_{language}, '')" for language in settings.CONTENT_LANGUAGES)

# What lists and search know of the participants of the projects `{projects}`: those who agree to
# be named, and of the network's organisations those that are published.
KEPT = f"""
UPDATE projects_project p SET
    participant_slugs = kept.slugs, partner_countries = kept.countries, partner_names = kept.names
FROM (
    SELECT project.id,
        COALESCE(array_agg(DISTINCT o.slug ORDER BY o.slug) FILTER (WHERE o.slug <> ''), '{{}}')
            AS slugs,
        COALESCE(array_agg(DISTINCT COALESCE(o.country, part.country)
            ORDER BY COALESCE(o.country, part.country))
            FILTER (WHERE COALESCE(o.country, part.country) <> ''), '{{}}') AS countries,
        COALESCE(string_agg(concat_ws(' ', NULLIF(o.acronym, ''), {NAMES}, NULLIF(part.name, '')),
            ' ' ORDER BY part.id), '') AS names
    FROM projects_project project
    LEFT JOIN (
        projects_participation part LEFT JOIN members_organisation o ON o.id = part.organisation_id
    ) ON part.project_id = project.id AND part.is_named
        AND (part.organisation_id IS NULL OR o.is_published)
    WHERE project.id IN (%s)
    GROUP BY project.id
) kept
WHERE kept.id = p.id AND (p.participant_slugs, p.partner_countries, p.partner_names)
    IS DISTINCT FROM (kept.slugs::varchar[], kept.countries::varchar[], kept.names);
RETURN NULL;
"""


def _keep_partners(name: str, operation, projects: str, **referencing: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"partners_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**referencing),
        func=KEPT.replace("%s", projects),
    )


class ParticipationQuerySet(models.QuerySet):
    def named(self):
        """Those that agree to be named: an organisation of the network may decline."""
        return self.filter(is_named=True)

    def shown(self):
        """Those that visitors read: named, and no organisation that is not published."""
        published = Q(organisation=None) | Q(organisation__is_published=True)
        return self.named().filter(published)


@tracked()
class Participation(Versioned):
    """Who takes part in a project: an organisation of the network, or an outside body by its name.

    `own_budget` is what this partner spends and `eu_share` what it gets of the EU funding, in
    euros, null when not published; neither is ever the project's total.
    """

    Role = Role

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=_("project"), related_name="participations"
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("organisation of the network"),
        related_name="participations",
        null=True,
        blank=True,
    )
    name = models.CharField(
        _("other body"),
        max_length=300,
        blank=True,
        help_text=_("The name of a body outside the network."),
    )
    country = CountryField(
        _("its country"), blank=True, help_text=_("Of a body outside the network.")
    )
    city = models.CharField(_("its town"), max_length=100, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.PARTNER)
    part = models.TextField(_("its part in the project"), blank=True)
    own_budget = models.DecimalField(
        _("own budget (€)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Of this partner alone, never the total. Empty: not published."),
    )
    eu_share = models.DecimalField(
        _("EU funding of this partner (€)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    pic = models.CharField("PIC", max_length=9, blank=True)
    other_id = models.CharField(_("other identifier"), max_length=200, blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    is_named = models.BooleanField(
        _("named on the page"),
        default=True,
        help_text=_("An organisation of the network may decline to be named."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ParticipationQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["position", "pk"]
        triggers = [
            *Versioned.Meta.triggers,
            _keep_partners("insert", pgtrigger.Insert, "SELECT project_id FROM added", new="added"),
            _keep_partners(
                "delete", pgtrigger.Delete, "SELECT project_id FROM removed", old="removed"
            ),
            _keep_partners(
                "update",
                pgtrigger.Update,
                "SELECT project_id FROM added UNION SELECT project_id FROM removed",
                new="added",
                old="removed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="participation_of_one_body",
                condition=Q(organisation=None) & ~Q(name="")
                | Q(organisation__isnull=False, name="", country=""),
                violation_error_message=_(
                    "Choose an organisation of the network, or name another body: not both."
                ),
            ),
            models.UniqueConstraint(
                fields=["project", "organisation"],
                condition=Q(organisation__isnull=False),
                name="participation_once",
                violation_error_message=_("This organisation takes part already."),
            ),
            models.CheckConstraint(
                name="participation_amounts_are_not_negative",
                condition=(Q(own_budget=None) | Q(own_budget__gte=0))
                & (Q(eu_share=None) | Q(eu_share__gte=0)),
                violation_error_message=_("An amount cannot be negative."),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "project"], name="participation_of")]

    def __str__(self):
        return str(self.organisation) if self.organisation_id else self.name

    @property
    def country_code(self) -> str:
        """Two letters; "" when unknown."""
        return str(self.organisation.country if self.organisation else self.country)


class OrganisationOfProjects(Organisation):
    """Organisations whose names, addresses, countries or publication the projects' rows repeat."""

    class Meta:
        proxy = True
        triggers = [
            _keep_partners(
                "of_organisation",
                pgtrigger.Update,
                """
                SELECT one.project_id FROM projects_participation one
                JOIN added ON added.id = one.organisation_id JOIN removed ON removed.id = added.id
                WHERE (added.is_published, added.slug, added.country, added.acronym, {new})
                    IS DISTINCT FROM
                    (removed.is_published, removed.slug, removed.country, removed.acronym, {old})
                """.format(
                    new=", ".join(f"added.name_{code}" for code in settings.CONTENT_LANGUAGES),
                    old=", ".join(f"removed.name_{code}" for code in settings.CONTENT_LANGUAGES),
                ),
                new="added",
                old="removed",
            )
        ]
