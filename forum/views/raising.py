"""Somebody opens an obstacle, from a topic or from nothing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from core.forms import whole_number
from forum.forms.raising import TITLES, RaiseForm
from forum.models import Post, Topic
from forum.services.raising import raise_obstacle
from forum.similar import Similar, similar
from forum.voices import voices
from members.acting import Actor, record_acting
from members.views.mixins import person


class RaiseView(View):
    """403 for who speaks for nobody. Obstacles alike are shown before a new one is made.

    `?topic=` names the topic it comes from: its words are taken over, to be changed.
    """

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        if request.user.is_authenticated:
            found = voices(person(request))
            self.voices = [one for one in found if one.mandate or one.user.is_staff]
            if not self.voices:
                raise PermissionDenied
            self.topic = self._topic(request.GET.get("topic", ""))
        return super().dispatch(request, *args, **kwargs)

    def _topic(self, key: str) -> Topic | None:
        if not key:
            return None
        rows = Topic.objects.visible_to(self.request.user).shown()
        return get_object_or_404(rows, pk=whole_number(key, otherwise=0))

    def get(self, request: HttpRequest) -> HttpResponse:
        form = RaiseForm(voices=self.voices, initial=self._initial())
        typed = next((request.GET[name] for name in TITLES if request.GET.get(name)), "")
        return self._page(form, typed or (self.topic.title if self.topic else ""))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RaiseForm(request.POST, voices=self.voices)
        title = next((request.POST[name] for name in TITLES if request.POST.get(name)), "")
        if not form.is_valid():
            return self._page(form, title, status=422)
        if not form.cleaned_data["is_new"] and self._alike(title).obstacles:
            words = _("Nothing is written yet. If none of these is it, say so here.")
            form.add_error("is_new", words)
            return self._page(form, title, asks=True)
        voice = form.spoken
        record_acting(voice.mandate)
        row = form.save(commit=False)
        row.language = "fr" if row.title_fr else "en"
        by = Actor(person(request), voice.mandate)
        row = raise_obstacle(row, form.links, by=by, topic=self.topic)
        words = _("It is recorded as %(reference)s. The MOT triages it, and tells you by letter.")
        messages.success(request, words % {"reference": row.reference})
        return redirect("forum:obstacle_manage", row.reference)

    def _initial(self) -> dict[str, Any]:
        topic = self.topic
        if topic is None:
            return {}
        first = Post.objects.shown().filter(topic=topic, is_first=True).first()
        borders = list(topic.borders.all())
        words = {}
        if (code := topic.language) in ("fr", "en"):  # the form asks for these two
            text = first.text[:1500] if first else ""
            words = {f"title_{code}": topic.title, f"summary_{code}": text}
        return words | {
            "main_border": borders[0] if borders else None,
            "borders": borders,
            "themes": list(topic.themes.all()),
        }

    def _alike(self, title: str) -> Similar:
        return Similar(obstacles=similar(title, self.request.user).obstacles)

    def _page(
        self, form: RaiseForm, title: str, status: int = 200, *, asks: bool = False
    ) -> HttpResponse:
        found = {
            "form": form,
            "topic": self.topic,
            "asks": asks or "is_new" in form.data,
            "similar": self._alike(title) if title else Similar(),
        }
        return render(self.request, "forum/workflow/raise.html", found, status=status)
