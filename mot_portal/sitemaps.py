from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from forum.models import Obstacle, Solution, Topic
from members.models import Organisation
from pages.urls import KEYS
from partnerships.models import Action, Partnership
from partnerships.page import VISITOR
from projects.models import Project
from territories.models import Border, Territory, Theme


class PortalSitemap(Sitemap):
    """Each page in each language, with its other languages beside it."""

    i18n = True
    alternates = True
    x_default = True


class FixedSitemap(PortalSitemap):
    def items(self):
        names = ["home", "members:organisation_list", "projects:project_list"]
        names += ["territories:border_list"]
        names += [
            "territories:territory_list",
            "partnerships:list",
            "forum:topic_list",
            "forum:obstacle_list",
            "forum:scoreboard",
            "forum:solution_list",
            "members:application_start",
            "sitemap_page",
        ]
        return [(name, {}) for name in names] + [("pages:page", {"key": key}) for key in KEYS]

    def location(self, item):
        name, kwargs = item
        return reverse(name, kwargs=kwargs)


class OrganisationSitemap(PortalSitemap):
    limit = 5_000

    def items(self):
        rows = Organisation.objects.filter(is_published=True).order_by("pk")
        return rows.only("slug", "updated_at")

    def lastmod(self, row):
        return row.updated_at


class ProjectSitemap(PortalSitemap):
    limit = 5_000

    def items(self):
        rows = Project.objects.filter(is_published=True).order_by("pk")
        return rows.only("slug", "updated_at")

    def lastmod(self, row):
        return row.updated_at


class BorderSitemap(PortalSitemap):
    def items(self):
        return Border.objects.only("code", "updated_at")

    def lastmod(self, row):
        return row.updated_at


class TerritorySitemap(PortalSitemap):
    def items(self):
        return Territory.objects.only("slug", "updated_at")

    def lastmod(self, row):
        return row.updated_at


class PartnershipSitemap(PortalSitemap):
    def items(self):
        return Partnership.objects.visible_to(VISITOR).only("slug", "updated_at")

    def lastmod(self, row):
        return row.updated_at


class ActionSitemap(PortalSitemap):
    limit = 5_000

    def items(self):
        rows = Action.objects.visible_to(VISITOR).order_by("pk")
        way = "workstream__axis__partnership"
        return rows.select_related(way).only("updated_at", f"{way}__slug")

    def lastmod(self, row):
        return row.updated_at


class ThemeSitemap(PortalSitemap):
    def items(self):
        return Theme.objects.only("code", "updated_at")

    def lastmod(self, row):
        return row.updated_at


class ObstacleSitemap(PortalSitemap):
    limit = 5_000

    def items(self):
        rows = Obstacle.objects.filter(is_published=True).order_by("pk")
        return rows.only("reference", "updated_at")

    def lastmod(self, row):
        return row.updated_at


class SolutionSitemap(PortalSitemap):
    limit = 5_000

    def items(self):
        rows = Solution.objects.filter(is_published=True).order_by("pk")
        return rows.only("slug", "updated_at")

    def lastmod(self, row):
        return row.updated_at


class TopicSitemap(PortalSitemap):
    limit = 5_000

    def items(self):
        rows = Topic.objects.filter(is_published=True).order_by("pk")
        return rows.only("last_post_at")

    def lastmod(self, row):
        return row.last_post_at


SITEMAPS = {
    "pages": FixedSitemap,
    "members": OrganisationSitemap,
    "projects": ProjectSitemap,
    "borders": BorderSitemap,
    "territories": TerritorySitemap,
    "partnerships": PartnershipSitemap,
    "actions": ActionSitemap,
    "themes": ThemeSitemap,
    "obstacles": ObstacleSitemap,
    "solutions": SolutionSitemap,
    "topics": TopicSitemap,
}
