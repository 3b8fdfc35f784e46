from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.gaps import Gap


class GapFilter(admin.SimpleListFilter):
    """Rows that lack something or cannot be right, as the admin names them in `gaps`."""

    title = _("what waits")
    parameter_name = "gap"

    def __init__(self, request, params, model, model_admin):
        self.gaps: list[Gap] = model_admin.gaps
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        return [(gap.key, gap.label) for gap in self.gaps]

    def queryset(self, request, queryset):
        chosen = next((gap for gap in self.gaps if gap.key == self.value()), None)
        return queryset.filter(chosen.rows()) if chosen else queryset
