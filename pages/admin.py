from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin import ContentAdmin, GapFilter, PreviewAdmin, languages
from core.gaps import Gap, lacks
from pages.models import Page
from pages.urls import KEYS


@admin.register(Page)
class PageAdmin(PreviewAdmin, ContentAdmin):
    """The texts of the portal. Which ones exist is settled by its addresses."""

    list_display = ["__str__", "key", "in_languages", "updated"]
    list_filter = [GapFilter]
    search_fields = ["key", "title_fr", "title_en", "lede_fr", "lede_en", "body_fr", "body_en"]
    language_stems = ("title", "lede", "body")
    frozen = ("key",)
    gaps = [
        Gap("without-fr", _("text not complete in French"), lacks("title_fr", "body_fr")),
        Gap("without-en", _("text not complete in English"), lacks("title_en", "body_en")),
    ]
    fieldsets = [
        (None, {"fields": ["key", "version"]}),
        languages(_("Title"), "title"),
        languages(_("First sentence"), "lede"),
        languages(_("Text (Markdown)"), "body"),
        (_("Where it comes from"), {"fields": ["source", "facts_on"]}),
    ]

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def public_address(self, page):
        if page.key in KEYS:
            return reverse("pages:page", args=[page.key])
        return reverse("home") if page.key == "home" else None
