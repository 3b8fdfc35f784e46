"""Texts that a partnership keeps: watch notes and documents."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.models import Sourced, Versioned, tracked, translated
from core.partial_dates import PartialDateField, partial_date_check
from partnerships.models.kinds import Audience, NoteKind
from partnerships.models.partnership import Partnership, filled
from partnerships.models.workstream import readable_by
from territories.models import Border


class ReadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those for everyone of published partnerships; officers read the shared ones of theirs."""
        return self.filter(readable_by(user, "partnership"))


@tracked()
class WatchNote(Versioned, Sourced):
    """What was seen in Europe or in the law that touches investment across borders."""

    Kind = NoteKind

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, verbose_name=_("partnership"), related_name="notes"
    )
    kind = models.CharField(_("subject"), max_length=20, choices=NoteKind)
    title = translated(models.CharField(_("title"), max_length=200, blank=True))
    text = translated(models.TextField(_("text"), blank=True))
    date = PartialDateField(_("date"), blank=False)
    borders = models.ManyToManyField(
        Border, verbose_name=_("borders"), related_name="notes", blank=True
    )
    audience = models.CharField(
        _("who may read it"), max_length=10, choices=Audience, default=Audience.PARTNER
    )

    objects = ReadQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("watch note")
        verbose_name_plural = _("watch notes")
        ordering = ["-date", "-pk"]
        constraints = [
            *(partial_date_check(field) for field in ("date", "facts_on")),
            models.CheckConstraint(
                name="note_has_a_title",
                condition=filled("title"),
                violation_error_message=_("Give the title in one language at least."),
            ),
        ]

    def __str__(self):
        return self.title


@tracked()
class Document(Versioned):
    """A file of the partnership, or the address of one."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, verbose_name=_("partnership"), related_name="documents"
    )
    title = translated(models.CharField(_("title"), max_length=200, blank=True))
    language = models.CharField(_("language"), max_length=3, blank=True)
    audience = models.CharField(
        _("who may read it"), max_length=10, choices=Audience, default=Audience.PARTNER
    )
    file = models.FileField(_("file"), upload_to="partnerships/", blank=True)
    file_name = models.CharField(max_length=200, blank=True, editable=False)
    size_bytes = models.PositiveIntegerField(null=True, blank=True, editable=False)
    link = models.URLField(_("or its address"), max_length=500, blank=True)
    added_at = models.DateTimeField(_("added"), db_default=Now(), editable=False)

    objects = ReadQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="partnership_document_is_file_or_link",
                condition=Q(file="") & ~Q(link="") | ~Q(file="") & Q(link=""),
                violation_error_message=_("Send a file, or give its address: one of the two."),
            )
        ]

    def __str__(self):
        return self.title or self.file_name or self.link
