from django.conf import settings
from django.urls import reverse


def absolute(path: str) -> str:
    """`/fr/me/` with the host of the portal, for letters and files that are read elsewhere."""
    return f"{settings.SITE_URL}{path}"


def site_url(name: str, *args: object, **kwargs: object) -> str:
    """The whole address of a page, under the reader's language; `{% site_url %}` in letters.

    `site_url("members:organisation_detail", "lille")` → `https://portail.example/fr/members/lille/`.
    `NoReverseMatch` when there is no such page.
    """
    return absolute(reverse(name, args=args, kwargs=kwargs))
