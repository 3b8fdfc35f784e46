"""To whom obstacles go, when they meet, and how long they have: data that the staff keep."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import (
    ContentAdmin,
    ContentForm,
    GapFilter,
    VersionedAdmin,
    VersionedInline,
    languages,
)
from forum.gaps import ADDRESSED_GAPS
from forum.models import Addressee, ClockRule, CommitteeDate, CoordinationPoint
from forum.models.kinds import Nature

Fieldset = tuple[Any, Any]
OFFICE: Fieldset = (_("How to write to it"), {"fields": ["contact", "website", "languages"]})
PERIOD: Fieldset = (_("In office"), {"fields": [("starts_on", "ends_on")]})
SOURCE: Fieldset = (_("Where it comes from"), {"fields": [("source", "facts_on")]})


class AddresseeForm(ContentForm):
    natures = forms.MultipleChoiceField(
        label=_("for which natures"),
        choices=Nature.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
        help_text=_("None: for all."),
    )


class DateInline(VersionedInline, admin.StackedInline):
    model = CommitteeDate
    extra = 0
    fields = [("date", "title"), "link", "version"]


@admin.register(Addressee)
class AddresseeAdmin(ContentAdmin):
    form = AddresseeForm
    list_display = ["named", "level", "in_borders", "is_for_outer", "in_languages", "updated"]
    list_filter = [GapFilter, "level", "is_for_outer", "borders"]
    search_fields = ["name_fr", "name_en", "code"]
    search_help_text = _("Names.")
    ticked = ("borders",)
    gaps = ADDRESSED_GAPS
    view_on_site = False
    inlines = [DateInline]
    fieldsets = [
        (None, {"fields": ["level", "version"]}),
        languages(_("Name"), "name"),
        languages(_("Competence"), "competence"),
        OFFICE,
        (_("When it is proposed"), {"fields": ["borders", "natures", "is_for_outer"]}),
        PERIOD,
        SOURCE,
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("borders")

    @admin.display(description=_("name"), ordering="name_fr")
    def named(self, row):
        return str(row)

    @admin.display(description=_("borders"))
    def in_borders(self, row):
        return ", ".join(border.code for border in row.borders.all()) or _("all")


@admin.register(CoordinationPoint)
class CoordinationPointAdmin(ContentAdmin):
    list_display = ["named", "border", "country", "starts_on", "ends_on", "in_languages"]
    list_filter = [GapFilter, "border"]
    list_select_related = ["border"]
    search_fields = ["name_fr", "name_en", "border__code"]
    search_help_text = _("Names and borders.")
    gaps = ADDRESSED_GAPS
    view_on_site = False
    fieldsets = [
        (None, {"fields": ["border", "country", "version"]}),
        languages(_("Name"), "name"),
        languages(_("Competence"), "competence"),
        OFFICE,
        PERIOD,
        SOURCE,
    ]  # fmt: skip

    @admin.display(description=_("name"), ordering="name_fr")
    def named(self, row):
        return str(row)


@admin.register(CommitteeDate)
class CommitteeDateAdmin(VersionedAdmin):
    list_display = ["date", "addressee", "title"]
    list_filter = ["addressee"]
    list_select_related = ["addressee"]
    search_fields = ["title", "addressee__name_fr", "addressee__name_en"]
    date_hierarchy = "date"
    view_on_site = False
    autocomplete_fields = ["addressee"]
    fields = ["addressee", "date", "title", "link", "version"]


@admin.register(ClockRule)
class ClockRuleAdmin(ContentAdmin):
    list_display = ["named", "kind", "level", "months", "days", "is_active"]
    list_filter = ["is_active", "kind", "level"]
    search_fields = ["code", "name_fr", "name_en"]
    search_help_text = _("Names.")
    view_on_site = False
    frozen = ("code",)
    fieldsets = [
        (None, {"fields": [
            ("code", "is_active"), ("kind", "level"), ("months", "days"),
            ("remind_before", "remind_after"), "version",
        ]}),
        languages(_("Name"), "name"),
        SOURCE,
    ]  # fmt: skip

    @admin.display(description=_("name"), ordering="name_fr")
    def named(self, row):
        return str(row)
