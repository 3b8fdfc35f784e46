from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from pages.models import Page


class PageView(TemplateView):
    """A text that staff edit; the address names its key."""

    template_name = "pages/page.html"

    def get_context_data(self, **kwargs):
        page = get_object_or_404(Page, key=self.kwargs["key"])
        return super().get_context_data(**kwargs) | {"page": page}
