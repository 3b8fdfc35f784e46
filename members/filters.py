from django.utils.translation import gettext_lazy as _
from django_countries import countries

from core.directory.facets import Facet
from core.directory.filters import DirectoryFilter, FacetFilter
from members.models import Organisation, Tally
from territories.models import Border, Theme


class OrganisationFilter(DirectoryFilter):
    """The directory of members."""

    facets = [
        Facet("kind", _("Kind"), "kind"),
        Facet("country", _("Country"), "country"),
        Facet("border", _("Border"), "border_codes", holds_many=True),
        Facet("theme", _("Theme"), "theme_codes", holds_many=True),
    ]
    tally = Tally

    kind = FacetFilter(label=_("Kind"), choices=list)
    country = FacetFilter(label=_("Country"), choices=lambda: [(c, c) for c in countries.countries])
    border = FacetFilter(label=_("Border"), choices=list)
    theme = FacetFilter(label=_("Theme"), choices=list)

    class Meta:
        model = Organisation
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.borders = {border.code: border for border in Border.objects.for_labels()}
        self.offer("kind", {kind.value: str(kind.label) for kind in Organisation.Kind})
        self.offer("border", {code: str(border) for code, border in self.borders.items()})
        self.offer("theme", {theme.code: str(theme) for theme in Theme.objects.for_labels()})
