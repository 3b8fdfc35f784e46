"""Addresses for machines: health, robots, security contact."""

from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.transaction import non_atomic_requests
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from post_office.models import STATUS, Email

LATE_LETTER = timedelta(hours=1)


@require_safe
@non_atomic_requests
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@non_atomic_requests
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations, age of the oldest unsent letter; 503 when something is not right."""
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        waiting = Email.objects.filter(status__in=[STATUS.queued, STATUS.requeued])
        oldest = waiting.order_by("created").values_list("created", flat=True).first()
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    age = timezone.now() - oldest if oldest else timedelta()
    facts = {
        "database": "ok",
        "migrations_missing": missing,
        "oldest_unsent_letter_seconds": int(age.total_seconds()),
    }
    return JsonResponse(facts, status=503 if missing or age > LATE_LETTER else 200)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /*/accounts/",
        "Disallow: /*/me/",
        "Disallow: /*/members/export.",
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116; the expiry moves on, a year from the start of the month."""
    month = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {(month + timedelta(days=365)).isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: fr, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def logo(request: HttpRequest, name: str) -> FileResponse:
    """A logo, re-encoded when it came in; never taken for anything but an image."""
    if "/" in name or ".." in name or not default_storage.exists(f"logos/{name}"):
        raise Http404
    response = FileResponse(default_storage.open(f"logos/{name}"))
    response["Cache-Control"] = "public, max-age=86400"
    return response
