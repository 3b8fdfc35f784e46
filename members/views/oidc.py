"""To the OpenID Connect provider, and back."""

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.cache import never_cache
from requests import RequestException

from members.oidc import PROVIDER_ID, Exchange


class CallbackView(OAuth2CallbackView):
    """Back from the provider: its address has no language, the state tells the one that was read
    before, and the nonce that was sent along."""

    adapter: Exchange

    def _get_state(self, request, provider):
        state, response = super()._get_state(request, provider)
        if state:
            self.adapter.nonce = state.get("nonce", "")
            translation.activate(state["language"])
        return state, response


def _answer(view: type, request: HttpRequest) -> HttpResponse:
    exchange = Exchange(request, PROVIDER_ID)
    try:
        return view.adapter_view(exchange)(request)  # type: ignore[attr-defined]
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (RequestException, OAuth2Error) as error:
        return render_authentication_error(request, exchange.get_provider(), exception=error)


@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Asks first; sends away on POST. 404 when there is no provider."""
    return _answer(OAuth2LoginView, request)


@never_cache
def callback(request: HttpRequest) -> HttpResponse:
    return _answer(CallbackView, request)
