from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import activate

from tests.factories import MandateFactory, OrganisationFactory, UserFactory
from tests.network import load


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """The longest begin, lest one process end with them while the other has nothing left.

    Django's own order follows: what writes past its transaction stays behind what does not.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True)
def _french(settings):
    """Each test starts in French, with no rate limit used up."""
    activate("fr")
    cache.clear()
    settings.MEDIA_ROOT = "/nonexistent"


@pytest.fixture
def network(db):
    """The real network, as `load_network` makes it."""
    load()


@pytest.fixture
def organisations(db):
    """A published organisation and a draft."""
    return [OrganisationFactory(slug="published"), OrganisationFactory(slug="draft", draft=True)]


@pytest.fixture
def people(organisations):
    """A client for each kind of person; mandates are at both `organisations`."""

    def client(user=None):
        browser = Client()
        if user:
            browser.force_login(user)
        return browser

    def mandated(**capabilities):
        user = UserFactory()
        for organisation in organisations:
            MandateFactory(user=user, organisation=organisation, **capabilities)
        return user

    former = UserFactory()
    yesterday = timezone.localdate() - timedelta(days=1)
    for organisation in organisations:
        MandateFactory(
            user=former, organisation=organisation, edits_profile=True, ends_on=yesterday
        )
    return {
        "anonymous": client(),
        "stranger": client(UserFactory()),
        "former": client(former),
        "member": client(mandated()),
        "editor": client(mandated(edits_profile=True)),
        "manager": client(mandated(manages_people=True)),
        "staff": client(UserFactory(is_staff=True)),
    }


@pytest.fixture
def queries():
    """Count the queries of a call: `queries(lambda: client.get("/"))`.

    The content types are known before, as they are to a server that runs.
    """

    def count(call) -> int:
        ContentType.objects.get_for_models(*apps.get_models())
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count
