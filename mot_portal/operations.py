"""Addresses for machines: health, robots, security contact."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.transaction import non_atomic_requests
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.letters.lateness import lateness


@require_safe
@non_atomic_requests
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@non_atomic_requests
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations, age of the oldest unsent letter and of the last run of `run_due`.

    503 when something is not right: a letter that waits, or no run, for more than an hour.
    """
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        late = lateness()
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    facts = {
        "database": "ok",
        "migrations_missing": missing,
        "unsent_letters": late.waiting,
        "oldest_unsent_letter_seconds": _age(late.oldest_at) or 0,
        "last_run_seconds": _age(late.last_run.ended_at if late.last_run else None),
        "last_run_failures": late.last_run.failures if late.last_run else 0,
    }
    is_wrong = missing or late.letters_are_late or late.runs_are_late
    return JsonResponse(facts, status=503 if is_wrong else 200)


def _age(moment: datetime | None) -> int | None:
    """Seconds since `moment`; None when there is none."""
    return int((timezone.now() - moment).total_seconds()) if moment else None


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /*/accounts/",
        "Disallow: /*/me/",
        "Disallow: /*/members/export.",
        "Disallow: /*/projects/export.",
        "Disallow: /*/forum/export.",
        "Disallow: /*/obstacles/export.",
        "Disallow: /*/solutions/export.",
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
def picture(request: HttpRequest, folder: str, name: str) -> FileResponse:
    """A logo or the picture of a project, drawn anew when it came in: nothing but an image."""
    if ".." in name or not default_storage.exists(f"{folder}/{name}"):
        raise Http404
    response = FileResponse(default_storage.open(f"{folder}/{name}"))
    response["Cache-Control"] = "public, max-age=86400"
    return response
