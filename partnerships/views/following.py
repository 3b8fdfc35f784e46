"""What one follows in a workspace, and the calendar that other programs read."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from core.addresses import absolute, way_back
from core.ics import calendar
from members.views.mixins import person
from partnerships import followed
from partnerships.models import CalendarKey, ConsentAccess, Partnership
from partnerships.services import following
from partnerships.services.accesses import record
from partnerships.views.workspace import WorkspaceMixin


class FollowingView(WorkspaceMixin, TemplateView):
    """GET lists what can be followed; POST follows (`follow`) or stops (`stop`) one of them.

    Buttons on other pages name where to go back to (`next`).
    """

    template_name = "partnerships/workspace/following.html"

    def get_context_data(self, **kwargs):
        user = person(self.request)
        key = CalendarKey.objects.filter(user=user, partnership=self.partnership).first()
        groups = [
            (_("Axes"), "axis", following.choices(self.partnership, "axis")),
            (
                _("Regional directorates"),
                "directorate",
                following.choices(self.partnership, "directorate"),
            ),
            (_("Borders"), "border", following.choices(self.partnership, "border").for_labels()),
        ]
        return super().get_context_data(**kwargs) | {
            "groups": [
                (title, kind, [(row, (kind, row.pk)) for row in rows])
                for title, kind, rows in groups
            ],
            "calendar_url": key
            and absolute(reverse("partnerships:calendar", args=[self.partnership.slug, key.key])),
        }

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        stops = bool(request.POST.get("stop"))
        act = following.stop if stops else following.follow
        kind, _sep, pk = request.POST.get("stop", request.POST.get("follow", "")).partition(":")
        if kind not in following.KINDS or not (pk.isascii() and pk.isdigit() and len(pk) < 10):
            raise Http404
        row = get_object_or_404(following.choices(self.partnership, kind), pk=int(pk))
        act(person(request), self.partnership, kind, row)
        said = _("You no longer follow: %s.") if stops else _("You now follow: %s.")
        messages.success(request, said % row)
        return redirect(way_back(request, request.path))


class CalendarKeyView(WorkspaceMixin):
    """POST makes a new secret address, or takes it back (`revoke`)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.POST.get("revoke"):
            following.revoke_key(person(request), self.partnership)
            messages.success(request, _("The address no longer works."))
        else:
            following.make_key(person(request), self.partnership)
            messages.success(request, _("The address is new; the one before no longer works."))
        page = reverse("partnerships:following", args=[self.partnership.slug])
        return redirect(f"{page}#calendar")


@require_safe
def calendar_file(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The calendar of whoever has the address; it shows what that person may see today."""
    rows = CalendarKey.objects.select_related("user", "partnership__partner")
    found = get_object_or_404(rows, key=key, partnership__slug=slug, user__is_active=True)
    works = Partnership.objects.worked_on_by(found.user).filter(pk=found.partnership_id)
    if not works.exists():
        raise Http404
    days, investments = followed.days(found.user, found.partnership)
    record(found.user, investments, ConsentAccess.Where.FEED)
    answer = HttpResponse(
        calendar(str(found.partnership), days), content_type="text/calendar; charset=utf-8"
    )
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
