"""Filters of lists by what is computed."""

from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class StatusFilter(admin.SimpleListFilter):
    """Rows by `status_now`, which `with_status` of their queryset adds."""

    title, parameter_name = _("state"), "state"

    def lookups(self, request, model_admin):
        return [(value, capfirst(str(label))) for value, label in model_admin.model.Status.choices]

    def queryset(self, request, queryset):
        return queryset.filter(status_now=self.value()) if self.value() else queryset
