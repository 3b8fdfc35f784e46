from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def absolute(path: str) -> str:
    """`/fr/me/` with the host of the portal, for letters and files that are read elsewhere."""
    return f"{settings.SITE_URL}{path}"


def site_url(name: str, *args: object, **kwargs: object) -> str:
    """The whole address of a page, under the reader's language; `{% site_url %}` in letters.

    `site_url("members:organisation_detail", "lille")` → `https://portail.example/fr/members/lille/`.
    `NoReverseMatch` when there is no such page.
    """
    return absolute(reverse(name, args=args, kwargs=kwargs))


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The page that a form names to go back to (`next`), when it is one of ours; else another."""
    url = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if ours else otherwise
