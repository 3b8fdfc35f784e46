from django.views.generic import DetailView, ListView

from partnerships.models import Partnership


class PartnershipListView(ListView):
    template_name = "partnerships/partnership_list.html"

    def get_queryset(self):
        return Partnership.objects.visible_to(self.request.user).select_related("partner")


class PartnershipDetailView(DetailView):
    template_name = "partnerships/partnership_detail.html"

    def get_queryset(self):
        return Partnership.objects.visible_to(self.request.user).select_related("partner")
