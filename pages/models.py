from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Sourced, Versioned, tracked, translated


@tracked()
class Page(Versioned, Sourced):
    """A text of the portal that staff edit: contact, legal notice, accessibility…"""

    key = models.SlugField(_("key"), max_length=50, unique=True)
    title = translated(models.CharField(_("title"), max_length=200, blank=True))
    lede = translated(models.TextField(_("first sentence"), blank=True))
    body = translated(models.TextField(_("text"), blank=True, help_text=_("Markdown.")))

    class Meta(Versioned.Meta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["key"]

    def __str__(self):
        return self.title or self.key
