import pytest
from django.db import OperationalError
from django.test import Client

from core.catalogues import loose, missing
from mot_portal import errors


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.not_found, 404),
    ],
)
def test_error_pages_need_no_database(rf, view, status):
    response = view(rf.get("/fr/"), Exception())
    assert response.status_code == status
    assert 'lang="fr"' in response.content.decode()


def test_a_mistake_of_ours_is_a_page_in_words(rf):
    response = errors.server_error(rf.get("/fr/"))
    assert response.status_code == 500
    assert "Le portail a commis une erreur" in response.content.decode()


@pytest.mark.django_db
def test_a_database_that_is_gone_is_told_to_machines(monkeypatch):
    def gone(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr("mot_portal.operations.MigrationExecutor", gone)
    assert Client().get("/readyz").status_code == 503


def test_every_word_is_translated_into_french():
    assert missing("fr") == []


def test_no_french_line_breaks_before_a_sign():
    assert loose() == []
