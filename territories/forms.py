"""Forms of the back office on reference data."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from core.admin import ContentForm
from territories.footprints import read_footprint


class CountriesForm(ContentForm):
    """A row that lies in several countries."""

    class Meta:
        help_texts = {
            "countries": gettext_lazy("Codes of two letters, with commas between: FR, BE."),
            "languages": gettext_lazy("Codes of two letters, with commas between: fr, nl."),
            "nuts3": gettext_lazy("With commas between."),
        }

    def clean_countries(self):
        codes = list(dict.fromkeys(code.upper() for code in self.cleaned_data["countries"]))
        unknown = [code for code in codes if code not in countries]
        if unknown:
            raise ValidationError(_("No country has the code %s.") % ", ".join(unknown))
        return codes


class BorderForm(CountriesForm):
    def clean_countries(self):
        codes = super().clean_countries()
        code = self.cleaned_data.get("code", self.instance.code).replace("UK", "GB")
        if code and set(codes) != set(code.split("-")):
            raise ValidationError(_("The code of the border names other countries."))
        return codes


class TerritoryForm(CountriesForm):
    """`footprint_file` is read into the footprint; what stands there stays when it is not sent."""

    footprint_file = forms.FileField(
        label=gettext_lazy("New footprint"),
        required=False,
        help_text=gettext_lazy(
            "A GeoJSON file in degrees (WGS 84, longitude first), of at most 200 kB."
        ),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )
    forget_footprint = forms.BooleanField(
        label=gettext_lazy("Take the footprint away"), required=False
    )

    def clean_footprint_file(self):
        upload = self.cleaned_data["footprint_file"]
        return read_footprint(upload) if upload else None

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("footprint_file"):
            self.instance.footprint = cleaned["footprint_file"]
        elif cleaned.get("forget_footprint"):
            self.instance.footprint = None
        return cleaned
