"""What one follows in the forum and the register, how often, in which languages; the calendar."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View

from core.addresses import absolute, way_back
from core.ics import calendar
from core.templatetags.ui import language_name
from forum.followed import days
from forum.models import DeadlineKey, Reader
from forum.models.kinds import Frequency
from forum.services import following
from members.views.mixins import person
from territories.models import Border, Theme


class FollowingView(View):
    """GET shows it all; POST follows (`follow=border:3`), stops, or changes how often.

    Buttons on other pages name where to go back to (`next`).
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        user = person(request)
        followed = following.followed(user)
        keys = {(kind, getattr(row, f"{kind}_id")) for kind, row, _target in followed}
        reader = Reader.objects.filter(user=user).first()
        key = DeadlineKey.objects.filter(user=user).first()
        languages = reader.languages if reader else []
        context = {
            "rows": [
                {
                    "key": f"{kind}:{getattr(row, f'{kind}_id')}",
                    "target": target,
                    "name": str(target) if target else _("What may no longer be read"),
                    "subscription": row,
                }
                for kind, row, target in followed
            ],
            "frequencies": Frequency.choices,
            "borders": [b for b in Border.objects.for_labels() if ("border", b.pk) not in keys],
            "themes": [t for t in Theme.objects.for_labels() if ("theme", t.pk) not in keys],
            "languages": [
                (code, language_name(code), code in languages)
                for code in settings.CONTENT_LANGUAGES
            ],
            "calendar_url": key and absolute(reverse("forum:calendar", args=[key.key])),
        }
        return render(request, "forum/following.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        user = person(request)
        stops = bool(request.POST.get("stop"))
        kind, _sep, pk = request.POST.get("stop", request.POST.get("follow", "")).partition(":")
        frequency = request.POST.get("frequency", "")
        is_number = pk.isascii() and pk.isdigit() and len(pk) < 10
        if kind not in following.KINDS or not is_number or frequency not in ["", *Frequency]:
            raise Http404
        if stops:
            following.stop(user, kind, int(pk))
            messages.success(request, _("You no longer follow it."))
            return redirect(way_back(request, request.path))
        row = get_object_or_404(following.choices(user, kind), pk=int(pk))
        following.follow(user, kind, row, frequency)
        messages.success(request, _("You now follow “%s”.") % row)
        return redirect(way_back(request, request.path))


@require_POST
def languages(request: HttpRequest) -> HttpResponse:
    """Keep the languages that one reads; what is none of ours is left out."""
    asked = request.POST.getlist("language")
    codes = [code for code in settings.CONTENT_LANGUAGES if code in asked]
    following.set_languages(person(request), codes)
    messages.success(request, _("Your languages are kept."))
    return redirect("forum:following")


@require_POST
def calendar_key(request: HttpRequest) -> HttpResponse:
    """A new secret address for the calendar, or none any more (`revoke`)."""
    if request.POST.get("revoke"):
        following.revoke_key(person(request))
        messages.success(request, _("The address no longer works."))
    else:
        had_one = DeadlineKey.objects.filter(user=person(request)).exists()
        following.make_key(person(request))
        words = _("The address is new; the one before no longer works.")
        messages.success(request, words if had_one else _("The address is made."))
    return redirect(f"{reverse('forum:following')}#calendar")


@require_safe
def calendar_file(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar of whoever has the address; it shows what that person may see today."""
    rows = DeadlineKey.objects.select_related("user")
    found = get_object_or_404(rows, key=key, user__is_active=True)
    answer = HttpResponse(
        calendar(_("Answers due on obstacles"), days(found.user)),
        content_type="text/calendar; charset=utf-8",
    )
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
