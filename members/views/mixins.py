from django.views.generic import View

from members.models import Organisation


class OrganisationMixin(View):
    """One organisation among those the reader may see, by its slug."""

    model = Organisation

    def get_queryset(self):
        rows = Organisation.objects.visible_to(self.request.user)
        return rows.defer("search", "names_text", "exact_names", "loaded")
