"""Filters of the back office for rows that keep the codes of their borders and themes."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from territories.models import Border, Theme


class CodeFilter(admin.SimpleListFilter):
    """Rows that have a code in the array `column`."""

    column = ""
    rows: type[Border] | type[Theme]

    def lookups(self, request, model_admin):
        return [(row.code, str(row)) for row in self.rows.objects.for_labels()]

    def queryset(self, request, queryset):
        chosen = self.value()
        return queryset.filter(**{f"{self.column}__contains": [chosen]}) if chosen else queryset


class BorderFilter(CodeFilter):
    title, parameter_name = _("border"), "border"
    column, rows = "border_codes", Border


class ThemeFilter(CodeFilter):
    title, parameter_name = _("theme"), "theme"
    column, rows = "theme_codes", Theme
