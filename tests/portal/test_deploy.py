"""What holds of settings, migrations and the whole of the code."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).parents[2]
OURS = ["core", "pages", "territories", "members"]
PRODUCTION = {
    "SECRET_KEY": "k9Zr2vQ8xLw4tYb7nMc3sDf6gHj1pEa5uRi0oKq-zXyWvTbNm-7431",
    "ALLOWED_HOSTS": "portail.example.org",
    "DATABASE_URL": "postgresql://nobody@localhost/none",
}


def manage(*arguments, **environment):
    clean = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_production_settings_pass_the_deployment_checks():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", PRODUCTION)
def test_the_start_is_refused_and_names_what_is_missing(missing):
    environment = {key: value for key, value in PRODUCTION.items() if key != missing}
    done = manage("check", **environment)
    assert done.returncode == 1
    assert missing in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", stdout=io.StringIO())


def test_migrations_are_linear():
    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}
    for app in OURS:
        assert len(loader.graph.leaf_nodes(app)) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_migrations_go_back_and_forth():
    executor = MigrationExecutor(connection)
    try:
        # All in one plan: the models of each migration's day are then made once, not by each app.
        executor.migrate([(app, None) for app in sorted(executor.loader.migrated_apps)])
        assert MigrationLoader(connection).applied_migrations == {}
        tables = connection.introspection.table_names()
        assert not [name for name in tables if name.startswith(("members_", "territories_"))]
    finally:
        call_command("migrate", verbosity=0)
    assert "members_organisation" in connection.introspection.table_names()
