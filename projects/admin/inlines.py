from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin import VersionedInline, languages
from projects.admin.forms import DocumentForm
from projects.models import Funding, Participation, ProjectDocument


class ParticipationInline(VersionedInline, admin.StackedInline):
    """Partners: of the network, found by typing or made on the spot, or named."""

    model = Participation
    extra = 1
    autocomplete_fields = ["organisation"]
    fields = [
        ("organisation", "role"), ("name", "country", "city"), ("own_budget", "eu_share"), "part",
        ("website", "pic", "other_id"), ("is_named", "position"), "version",
    ]  # fmt: skip

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(wrapper := getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            wrapper.can_change_related = wrapper.can_delete_related = False
            wrapper.can_view_related = False
        return field


class FundingInline(VersionedInline, admin.StackedInline):
    model = Funding
    extra = 1
    fields = [("source", "label"), ("amount", "year"), "version"]


class DocumentInline(VersionedInline, admin.StackedInline):
    model = ProjectDocument
    form = DocumentForm
    extra = 1
    readonly_fields = ["file_now"]
    fieldsets = [
        languages(_("Title"), "title"),
        (None, {"fields": [
            ("kind", "language", "access"), "file_now", "file", "link", "version",
        ]}),
    ]  # fmt: skip

    @admin.display(description=_("file"))
    def file_now(self, document):
        if not document.file:
            return "–"
        url = reverse("projects:document", args=[document.project.slug, document.pk])
        size = filesizeformat(document.size_bytes)
        return format_html('<a href="{}" download>{}</a> ({})', url, document.file_name, size)
