from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.admin import ContentAdmin

PROVENANCE: tuple[Any, Any] = (_("Where it comes from"), {"fields": ["source", "facts_on", "code"]})


class PartnershipRowAdmin(ContentAdmin):
    """Rows under a partnership: borders and regional directorates are boxes to tick."""

    language_stems: tuple[str, ...] = ("title",)
    ticked = ("borders",)
    view_on_site = False

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "directorates":
            kwargs["widget"] = forms.CheckboxSelectMultiple(attrs={"class": "ticks"})
        return super().formfield_for_manytomany(db_field, request, **kwargs)
