"""Changes of a published project that staff look at before visitors see them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import tracked
from members.models import ProposedChange
from members.models.changes import ProposedChangeQuerySet
from projects.models.project import Project, proposed_by


class ProjectChangeQuerySet(ProposedChangeQuerySet):
    def visible_to(self, user):
        """Those of the projects that `user` may propose to change; staff see all."""
        if user.is_staff:
            return self
        return self.filter(project__in=Project.objects.filter(proposed_by(user)).values("pk"))


@tracked()
class ProjectChange(ProposedChange):
    """One field of a published project, as `projects.page.stored` makes it JSON."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=_("project"), related_name="changes"
    )

    objects = ProjectChangeQuerySet.as_manager()

    class Meta(ProposedChange.Meta):
        verbose_name = _("proposed change of a project")
        verbose_name_plural = _("proposed changes of projects")
        constraints = [
            *ProposedChange.Meta.constraints,
            models.UniqueConstraint(
                fields=["project", "field"],
                condition=Q(decision=""),
                name="project_change_waits_once",
            ),
        ]

    def __str__(self):
        return f"{self.project}: {self.field}"
