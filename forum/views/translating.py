"""The page on which a person translates a post."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from forum.forms.translating import TranslationForm
from forum.models import Post, PostTranslation
from forum.services.translating import translate
from forum.services.writing import is_new
from forum.voices import may_write
from members.views.mixins import person


class TranslateView(View):
    """The post beside its translation. 403 for who may not write, or whose own posts still wait."""

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        if request.user.is_authenticated:
            rows = Post.objects.visible_to(request.user).shown()
            row = get_object_or_404(rows.select_related("topic", "author"), pk=kwargs["pk"])
            others = set(settings.CONTENT_LANGUAGES) - {row.language}
            if kwargs["language"] not in others:
                raise Http404
            if not may_write(request.user) or is_new(person(request)):
                raise PermissionDenied
            self.post_row, self.language = row, kwargs["language"]
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(TranslationForm(instance=self._row()))

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = TranslationForm(request.POST, instance=self._row())
        if not form.is_valid():
            return self._page(form, status=422)
        sent = form.cleaned_data
        try:
            translate(
                self.post_row,
                self.language,
                sent.get("title", ""),
                sent["text"],
                origin=sent["how"],
                seen=(sent["seen_title"], sent["seen"]),
                by=person(request),
            )
        except ValidationError as error:
            sent_back: Any = form.data
            form.data = sent_back.copy()
            form.data["seen"] = self.post_row.text  # type: ignore[index]
            form.data["seen_title"] = self.post_row.title  # type: ignore[index]
            form.add_error(None, error)
            return self._page(form, status=422)
        messages.success(request, _("The translation is kept: it is shown with the post."))
        return redirect(self.post_row.get_absolute_url())

    def _row(self) -> PostTranslation:
        rows = PostTranslation.objects.readable()
        rows = rows.filter(post=self.post_row, language=self.language)
        if self.request.method == "POST":
            rows = rows.select_for_update(of=["self"])
        row = rows.first() or PostTranslation(language=self.language)
        row.post = self.post_row
        return row

    def _page(self, form: TranslationForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "post": self.post_row,
            "topic": self.post_row.topic,
            "language": self.language,
            "languages": TranslationForm.languages(self.post_row.language),
            "translation": form.instance if form.instance.pk else None,
        }
        return render(self.request, "forum/translate.html", context, status=status)
