import pgtrigger
from django.db import models
from django.db.models import Exists, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked, translated
from members.models import Mandate
from projects.models.kinds import Access, DocumentKind
from projects.models.project import Project

HAS_DOCUMENTS = """
UPDATE projects_project p SET has_documents = kept.has
FROM (
    SELECT project.id, EXISTS (
        SELECT FROM projects_projectdocument one
        WHERE one.project_id = project.id AND one.access = 'public'
    ) AS has
    FROM projects_project project WHERE project.id IN (%s)
) kept
WHERE kept.id = p.id AND kept.has <> p.has_documents;
RETURN NULL;
"""


def _keep_documents(name: str, operation, projects: str, **referencing: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"documents_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**referencing),
        func=HAS_DOCUMENTS % projects,
    )


class ProjectDocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of visible projects that everyone may read; members read theirs too, staff all.

        Who acts for a partner of the MOT alone is no member here: organisations open what is
        theirs to partners by consent.
        """
        if user.is_staff:
            return self
        rows = self.filter(project__in=Project.objects.visible_to(user).values("pk"))
        if user.is_anonymous:
            return rows.filter(access=Access.PUBLIC)
        mandates = Mandate.objects.in_force().filter(user_id=user.pk)
        is_member = Exists(mandates.filter(organisation__partnerships=None))
        return rows.filter(Q(access=Access.PUBLIC) | Q(is_member, access=Access.MEMBERS))


@tracked()
class ProjectDocument(Versioned):
    """A file or the address of one, in a language, for everyone, for members or for the staff."""

    Kind = DocumentKind
    Access = Access

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=_("project"), related_name="documents"
    )
    title = translated(models.CharField(_("title"), max_length=200, blank=True))
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind, default="other")
    language = models.CharField(_("language"), max_length=3, blank=True)
    access = models.CharField(
        _("who may read it"), max_length=10, choices=Access, default=Access.STAFF
    )
    file = models.FileField(_("file"), upload_to="documents/", blank=True)
    file_name = models.CharField(_("name of the file"), max_length=200, blank=True, editable=False)
    size_bytes = models.PositiveIntegerField(
        _("size in bytes"), null=True, blank=True, editable=False
    )
    link = models.URLField(_("or its address"), max_length=500, blank=True)
    added_at = models.DateTimeField(_("added"), db_default=Now(), editable=False)

    objects = ProjectDocumentQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-added_at", "pk"]
        triggers = [
            *Versioned.Meta.triggers,
            _keep_documents(
                "insert", pgtrigger.Insert, "SELECT project_id FROM added", new="added"
            ),
            _keep_documents(
                "delete", pgtrigger.Delete, "SELECT project_id FROM removed", old="removed"
            ),
            _keep_documents(
                "update",
                pgtrigger.Update,
                "SELECT project_id FROM added UNION SELECT project_id FROM removed",
                new="added",
                old="removed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="document_is_file_or_link",
                condition=Q(file="") & ~Q(link="") | ~Q(file="") & Q(link=""),
                violation_error_message=_("Send a file, or give its address: one of the two."),
            )
        ]

    def __str__(self):
        return self.title or self.file_name or self.link
