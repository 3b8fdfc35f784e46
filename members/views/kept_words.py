"""What somebody typed before they had to log in again, to be sent once more."""

from typing import Any

from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from core import kept_words


@method_decorator(never_cache, "dispatch")
class KeptWordsView(TemplateView):
    """Nothing is sent by opening it: a button does."""

    template_name = "members/kept_words.html"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        kept = kept_words.kept(self.request)
        texts = kept_words.texts(kept["fields"]) if kept else []
        return super().get_context_data(**kwargs) | {"kept": kept, "texts": texts}
