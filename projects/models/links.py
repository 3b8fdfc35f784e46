from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Answers of a server that is there, and lets in people rather than programs.
SHY = [401, 403, 405, 406, 429]


class Problem(models.TextChoices):
    """Why an address gave no answer."""

    UNKNOWN_HOST = "unknown_host", _("there is no such site")
    NO_ANSWER = "no_answer", _("the site does not answer")
    TOO_SLOW = "too_slow", _("the site does not answer in time")
    CERTIFICATE = "certificate", _("the certificate of the site is not valid")
    NOT_PUBLIC = "not_public", _("not a public address of the web")


class LinkCheckQuerySet(models.QuerySet):
    def broken(self):
        """Addresses that a reader surely cannot open; a redirection that leads nowhere is one."""
        return self.filter(Q(status=None) | Q(status__gte=300) & ~Q(status__in=SHY))


class LinkCheck(models.Model):
    """What an address answered when staff had it tried last; `status` is null without answer."""

    Problem = Problem

    url = models.TextField(_("address"), unique=True)
    status = models.PositiveSmallIntegerField(
        pgettext_lazy("link", "status"), null=True, blank=True
    )
    problem = models.CharField(_("problem"), max_length=20, choices=Problem, blank=True)
    checked_at = models.DateTimeField(_("checked"), db_default=Now())

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        constraints = [
            models.CheckConstraint(
                name="link_check_answer_or_problem",
                condition=Q(status=None) & ~Q(problem="") | Q(status__isnull=False, problem=""),
            )
        ]

    def __str__(self):
        return self.url

    @property
    def is_broken(self) -> bool:
        return self.status is None or self.status >= 300 and self.status not in SHY
