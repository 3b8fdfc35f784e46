from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """What every page reads. `oidc_name` is what one may log in through; empty: passwords only."""
    return {
        "demo": settings.DEMO,
        "mfa_required": settings.MFA_REQUIRED,
        "oidc_name": settings.OIDC.name if settings.OIDC else "",
    }
