"""The space of a person: their organisations, what waits for them, their account."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView, UpdateView

from members import waiting
from members.forms.me import EraseForm, PreferencesForm
from members.models import Mandate, Organisation, User
from members.personal_data import HOLDINGS
from members.services.erasing import erase_account
from members.views.mixins import person


class MeView(TemplateView):
    """What waits for the person, the organisations they act for, what is to be known of both."""

    template_name = "members/me/index.html"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "waiting": waiting.items(self.request),
            "places": places_of(person(self.request)),
        }


@dataclass(frozen=True)
class Page:
    """A page of an organisation: its address's name, what it is called, whom it is for."""

    name: str
    label: str | Promise
    capabilities: tuple[str, ...] = ()  # one of them is enough; empty: everyone who acts there
    query: str = ""  # the parameter that names the organisation, where the address does not

    def url(self, organisation: Organisation) -> str:
        if self.query:
            return f"{reverse(self.name)}?{urlencode({self.query: organisation.slug})}"
        return reverse(self.name, args=[organisation.slug])


HEAVY = ("search", "names_text", "exact_names", "loaded", "sort_fr", "sort_en")
UNREAD = [f"organisation__{name}" for name in HEAVY]
# A subject that has such a page adds its line.
PAGES = [
    Page("members:organisation_detail", gettext_lazy("Public page")),
    Page("members:organisation_edit", gettext_lazy("Correct the page"), ("edits_profile",)),
    Page("members:people", gettext_lazy("Who can act for us")),
    Page(
        "members:dues",
        gettext_lazy("Membership and contributions"),
        ("receives_dues", "manages_people"),
    ),
    Page("members:organisation_history", gettext_lazy("History"), ("edits_profile",)),
]


def places_of(user: User) -> list[dict[str, Any]]:
    """The organisations of `user` today and to come, by name: each with its mandates and pages."""
    mandates = Mandate.objects.not_ended().filter(user_id=user.pk)
    by_name = "sort_fr" if get_language() == "fr" else "sort_en"
    rows = mandates.select_related("organisation", "user").defer(*UNREAD)
    rows = rows.order_by(f"organisation__{by_name}", "organisation_id", "starts_on", "pk")
    places = []
    for organisation, group in groupby(rows, key=lambda row: row.organisation):
        mandates = list(group)
        pages = pages_of(organisation, mandates)
        places.append({"organisation": organisation, "mandates": mandates, "pages": pages})
    return places


def pages_of(organisation: Organisation, mandates: list[Mandate]) -> list[dict[str, Any]]:
    """What the mandates in force among `mandates` open: `{"label": …, "url": …}`."""
    now = [mandate for mandate in mandates if mandate.is_in_force()]
    return [
        {"label": page.label, "url": page.url(organisation)}
        for page in PAGES
        if any(_opens(mandate, page) for mandate in now)
    ]


def _opens(mandate: Mandate, page: Page) -> bool:
    return not page.capabilities or any(getattr(mandate, name) for name in page.capabilities)


class PreferencesView(UpdateView):
    """Name, language, letters."""

    form_class = PreferencesForm
    template_name = "members/me/preferences.html"
    success_url = reverse_lazy("members:me")

    def get_object(self, queryset=None):
        """A copy: until it is saved, the page says the name that still is."""
        return User.objects.get(pk=person(self.request).pk)

    def form_valid(self, form):
        form.instance.save(update_fields=form.Meta.fields)
        messages.success(self.request, _("Your preferences are kept."))
        return redirect(self.success_url)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class DataView(TemplateView):
    template_name = "members/me/data.html"


@require_safe
@never_cache
def download(request: HttpRequest) -> JsonResponse:
    """Everything the portal holds about the person, as a file."""
    held = {name: holding.export(person(request)) for name, holding in HOLDINGS.items()}
    made = {"portal": settings.SITE_URL, "made_at": timezone.now()}
    response = JsonResponse(made | held, json_dumps_params={"ensure_ascii": False, "indent": 2})
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="mot-{day}.json"'
    return response


@method_decorator(reauthentication_required, name="dispatch")
class EraseView(FormView):
    """Erases the account, once the person proved to be themselves and ticked the box."""

    template_name = "members/me/erase.html"
    form_class = EraseForm

    def form_valid(self, form):
        try:
            erase_account(person(self.request))
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        logout(self.request)
        messages.success(self.request, _("Your account is erased. Nothing names you any more."))
        return redirect(reverse("home"))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
