"""Random and hostile addresses: an honest page, never a 5xx."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import BorderFactory, OrganisationFactory, ParticipationFactory, ThemeFactory

pytestmark = pytest.mark.django_db
NAMES = ["q", "kind", "country", "border", "theme", "sort", "page", "view", "bbox", "zoom", "other"]
NAMES += ["stage", "programme", "participant", "territory", "start_after", "start_before"]
NAMES += ["budget_min", "budget_max", "documents", "placed"]
NASTY = st.sampled_from(
    [
        "", "\x00", "\ud7ff", "'", '"', "\\", "%", "' OR 1=1 --", "<script>", "\u202e", "-", "--",
        "a" * 10_000, "-1", "1e400", "nan", "inf", "0x10", "99999999999999999999999", "FR-BE",
        "region", "state", "strasbourg", "(", "a & | !", ":*", "é" * 300, "🏔", "\r\n", "0,0,1,1",
        "nan,nan,nan,nan", "-inf,0,0,0", "cards", "map", "updated", "²", "٣",
    ]
)  # fmt: skip
VALUES = st.one_of(NASTY, st.text(max_size=40))
QUERIES = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=6)
PATHS = [
    "/fr/members/",
    "/en/members/map.geojson",
    "/fr/members/export.csv",
    "/fr/members/feed.atom",
    "/fr/projects/",
    "/en/projects/map.geojson",
    "/fr/projects/export.csv",
    "/fr/projects/feed.atom",
    "/fr/search/",
    "/fr/territories/",
    "/fr/",
]


@pytest.fixture(autouse=True)
def _rows():
    organisation = OrganisationFactory(
        borders=[BorderFactory()], themes=[ThemeFactory()], placed=True
    )
    ParticipationFactory(organisation=organisation)


@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(path=st.sampled_from(PATHS), query=QUERIES)
def test_no_query_string_breaks_a_page(path, query):
    data: dict[str, list[str]] = {}
    for name, value in query:
        data.setdefault(name, []).append(value)
    response = Client().get(path, data)
    if response.streaming:
        b"".join(response.streaming_content)
    assert response.status_code < 500


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    tail=VALUES,
    place=st.sampled_from(
        ["members", "projects", "borders", "territories", "accounts", "invitations", "x"]
    ),
)
def test_no_address_breaks_the_portal(tail, place):
    assert Client().get(f"/fr/{place}/{tail}/").status_code < 500


@pytest.mark.parametrize(
    "raw", ["%", "%zz", "%ff%fe", "q=%ff", "q=%00", "&&&", "=", "q[]=1", "page=%"]
)
def test_raw_query_strings(client, raw):
    assert client.get("/fr/members/", QUERY_STRING=raw).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_list_is_only_read(client, method):
    assert getattr(client, method)("/fr/members/").status_code == 405
