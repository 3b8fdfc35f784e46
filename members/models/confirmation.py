from django.db import models
from django.utils.translation import gettext_lazy as _


class ConfirmationRequest(models.Model):
    """When an organisation was last asked, by a letter, whether its facts are still right.

    It stands beside the organisation: asking changes neither its page nor its version.
    """

    organisation = models.OneToOneField(
        "members.Organisation",
        models.CASCADE,
        verbose_name=_("organisation"),
        related_name="confirmation_request",
        primary_key=True,
    )
    asked_on = models.DateField(_("asked on"))

    class Meta:
        verbose_name = _("yearly question")
        verbose_name_plural = _("yearly questions")

    def __str__(self):
        return f"{self.organisation}: {self.asked_on}"
