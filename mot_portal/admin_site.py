from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import activate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from core.acts import last_acts
from core.addresses import way_back
from core.admin import StaffRights, VersionedAdmin
from core.gaps import Waiting, waiting

ACTS = 10
MENU = [
    "Application", "Project", "ImportBatch", "Merge", "NotDuplicate", "Organisation",
    "Membership", "Contribution", "Mandate", "User", "Action", "Workstream",
    "Partnership", "Investment", "Scheme", "WatchNote", "Document", "Directorate", "Consent",
    "ConsentRequest", "ConsentAccess", "ActionBatch", "Post", "Topic", "Obstacle", "Step",
    "Endorsement", "Flag",
    "Decision", "PostTranslation", "CoordinationPoint", "Addressee", "CommitteeDate", "ClockRule",
    "Border", "Territory", "Theme",
    "Programme",
    "Solution", "Snapshot", "Page", "Letter", "DueRun", "ReminderRule",
]  # fmt: skip


def _place(model: type[Model]) -> int:
    name = model.__name__
    return MENU.index(name) if name in MENU else len(MENU)


@dataclass(frozen=True)
class Room:
    """The lists of one app in the menu; open when the page is one of theirs."""

    name: str
    url: str
    lists: list[dict[str, Any]]
    is_open: bool


@dataclass(frozen=True)
class Queue:
    """What waits among the `total` rows of one model; `url` is their list."""

    title: str
    url: str
    total: int
    errors: list[Waiting]
    work: list[Waiting]


class PortalAdminSite(AdminSite):
    """The staff's back office: in their own language, with what waits on its first page.

    Only admins with `StaffRights` come in: what libraries register is for nobody here.
    """

    site_header = _("MOT – back office")
    site_title = _("MOT")
    index_title = _("What waits")
    enable_nav_sidebar = False

    def __init__(self, name="admin"):
        super().__init__(name)
        self.disable_action("delete_selected")  # one at a time, with open eyes

    def register(self, model_or_iterable, admin_class=None, **options):
        if issubclass(admin_class or ModelAdmin, StaffRights):
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self):
        language = self.admin_view(require_POST(self.choose_language))
        return [
            path("language/", language, name="language"),
            path("r/<int:content_type_id>/<path:object_id>/", self.admin_view(self.page_of)),
            *super().get_urls(),
        ]

    def admin_view(self, view, cacheable=False):
        """Every page in the language of who reads it."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def in_own_language(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.user.is_authenticated:
                activate(request.user.language)
                request.LANGUAGE_CODE = request.user.language
            return inner(request, *args, **kwargs)

        return in_own_language

    def choose_language(self, request: HttpRequest) -> HttpResponse:
        """Remember the language that the reader chose, then go back to the page."""
        code = request.POST.get("language")
        if code in dict(settings.LANGUAGES):
            request.user.language = code  # type: ignore[union-attr]
            request.user.save(update_fields=["language"])  # type: ignore[call-arg]
        return redirect(way_back(request, reverse("admin:index")))

    def page_of(self, request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponse:
        """The page of a row on the portal; 404 for what is not kept here, or has no page."""
        kind = get_object_or_404(ContentType, pk=content_type_id)
        if kind.model_class() not in self._registry:
            raise Http404
        return shortcut(request, content_type_id, object_id)

    def each_context(self, request):
        context = super().each_context(request)
        rooms = sorted(
            (_room(app, request.path) for app in context["available_apps"]),
            key=lambda room: _place(room.lists[0]["model"]),
        )
        return context | {"rooms": rooms, "interface_languages": settings.LANGUAGES}

    # People log in, log out and choose passwords in one place.

    @method_decorator(login_not_required)
    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        """403 for who is logged in and no staff; others log in on the portal's own page."""
        return redirect("admin:index")

    def logout(self, request, extra_context=None):
        return redirect("account_logout")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    # First page

    def index(self, request, extra_context=None):
        tracked = [
            model for model, one in self._registry.items() if isinstance(one, VersionedAdmin)
        ]
        facts = {"queues": self.queues(), "acts": last_acts(tracked, ACTS)}
        return super().index(request, facts | (extra_context or {}))

    def queues(self) -> list[Queue]:
        """One per model whose admin names gaps, those where nothing waits included."""
        registered: dict[Any, Any] = self._registry
        admins = {model: one for model, one in registered.items() if getattr(one, "gaps", None)}
        models = sorted(admins, key=_place)
        found = waiting([(model._default_manager.all(), admins[model].gaps) for model in models])
        return [
            _queue(model, admins[model], total, gaps)
            for model, (total, gaps) in zip(models, found, strict=True)
        ]


def _room(app: dict[str, Any], path: str) -> Room:
    lists = sorted(app["models"], key=lambda model: _place(model["model"]))
    return Room(
        name=app["name"],
        url=lists[0]["admin_url"],
        lists=lists,
        is_open=path.startswith(app["app_url"]),
    )


def _queue(model: type[Model], one: Any, total: int, gaps: list[Waiting]) -> Queue:
    return Queue(
        title=capfirst(str(model._meta.verbose_name_plural)),
        url=reverse(f"admin:{one.url_name}_changelist"),
        total=total,
        errors=[gap for gap in gaps if gap.gap.is_error],
        work=[gap for gap in gaps if not gap.gap.is_error],
    )
