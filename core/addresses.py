from django.conf import settings


def absolute(path: str) -> str:
    """`/fr/me/` with the host of the portal, for letters and files that are read elsewhere."""
    return f"{settings.SITE_URL}{path}"
