"""Schemes, watch notes and documents."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin import ContentAdmin, languages
from core.uploads import remove
from partnerships.admin.base import PROVENANCE, PartnershipRowAdmin
from partnerships.admin.forms import DocumentForm
from partnerships.models import Document, Scheme, WatchNote


@admin.register(Scheme)
class SchemeAdmin(PartnershipRowAdmin):
    list_display = ["__str__", "partnership", "basis", "state", "begun", "adopted", "ends"]
    list_filter = ["partnership", "basis", "state", "borders"]
    list_select_related = ["partnership", "organisation"]
    search_fields = ["authority", "organisation__names_text", "code"]
    language_stems = ("note",)
    autocomplete_fields = ["organisation"]
    fieldsets = [
        (None, {"fields": ["partnership", ("organisation", "authority"), "version"]}),
        (None, {"fields": [("basis", "legal_basis"), "state", ("begun", "adopted", "ends")]}),
        languages(_("Financing"), "financing"),
        languages(_("In short"), "note"),
        (None, {"fields": ["document", "borders"]}),
        PROVENANCE,
    ]


@admin.register(WatchNote)
class WatchNoteAdmin(PartnershipRowAdmin):
    list_display = ["__str__", "kind", "date", "partnership", "audience", "in_languages", "updated"]
    list_filter = ["partnership", "kind", "audience", "borders"]
    list_select_related = ["partnership"]
    search_fields = ["title_fr", "title_en", "text_fr", "text_en"]
    language_stems = ("title", "text")
    fieldsets = [
        (None, {"fields": ["partnership", ("kind", "date"), "audience", "version"]}),
        languages(_("Title"), "title"),
        languages(_("Text"), "text"),
        (None, {"fields": ["borders"]}),
        (_("Where it comes from"), {"fields": ["source", "facts_on"]}),
    ]


@admin.register(Document)
class DocumentAdmin(ContentAdmin):
    form = DocumentForm
    list_display = ["__str__", "partnership", "language", "audience", "file_name", "added_at"]
    list_filter = ["partnership", "audience"]
    list_select_related = ["partnership"]
    search_fields = ["title_fr", "title_en", "file_name"]
    language_stems = ("title",)
    unread = ()
    view_on_site = False
    readonly_fields = ["file_now"]
    fieldsets = [
        (None, {"fields": ["partnership", ("language", "audience"), "version"]}),
        languages(_("Title"), "title"),
        (None, {"fields": ["file_now", "file", "link"]}),
    ]

    @admin.display(description=_("file"))
    def file_now(self, row):
        if not row.file:
            return "–"
        url = reverse("partnerships:document", args=[row.partnership.slug, row.pk])
        return format_html(
            '<a href="{}" download>{}</a> ({})', url, row.file_name, filesizeformat(row.size_bytes)
        )

    def delete_model(self, request, obj):
        name = obj.file.name
        super().delete_model(request, obj)
        if name:
            remove(name)
