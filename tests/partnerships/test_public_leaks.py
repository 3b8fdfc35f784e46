"""What is not for everyone is in nothing that a visitor opens, nor another partner’s officer."""

import pytest

from partnerships.models import Document
from tests.factories import (
    ActionFactory,
    AxisFactory,
    BorderFactory,
    ConventionFactory,
    MandateFactory,
    OrganisationFactory,
    PartnershipFactory,
    ProjectFactory,
    SchemeFactory,
    TerritoryFactory,
    UserFactory,
    WatchNoteFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db
MARK = "xyloglotte"
ADDRESSES = [
    "/fr/",
    "/fr/partnerships/",
    f"/fr/partnerships/?q={MARK}",
    "/fr/partnerships/shown/",
    "/fr/partnerships/shown/map.geojson",
    "/fr/partnerships/shown/actions/",
    "/fr/partnerships/shown/actions/?year=2025",
    "/fr/partnerships/shown/actions/?kind=publication",
    "/fr/partnerships/shown/actions/{action}/",
    "/fr/partnerships/shown/notes/",
    "/fr/members/lille/",
    "/fr/projects/tram/",
    "/fr/borders/FR-BE/",
    "/fr/territories/place/",
    f"/fr/search/?q={MARK}",
    "/fr/site-map/",
    "/sitemap.xml",
]


def hide(partnership, audience, workstream_audience="public", **links):
    """An action that a visitor may not read, with all that could be told of it."""
    workstream = WorkstreamFactory(
        axis=partnership.axes.first(),
        title_fr=f"Chantier {workstream_audience}",
        mot_lead=MARK,
        partner_lead=MARK,
        audience=workstream_audience,
    )
    if workstream_audience != "public":
        workstream.title_fr = MARK
        workstream.save()
    return ActionFactory(
        workstream=workstream,
        audience=audience,
        title_fr=f"{MARK} action",
        summary_fr=MARK,
        kind="publication",
        deliverable_title=MARK,
        deliverable_link=f"https://example.org/{MARK}",
        is_done=True,
        done="2025",
        **links,
    )


@pytest.fixture
def portal():
    """The action that everyone may read; all the rest bears the mark."""
    border, place = BorderFactory(code="FR-BE"), TerritoryFactory(slug="place")
    lille = OrganisationFactory(slug="lille")
    tram = ProjectFactory(slug="tram", participant_slugs=[])
    links = {"borders": [border], "territories": [place], "organisations": [lille]}
    partner = OrganisationFactory(slug="partner")
    shown = PartnershipFactory(slug="shown", partner=partner)
    AxisFactory(partnership=shown)
    for audience, workstream in [
        ("partner", "public"), ("staff", "public"), ("public", "partner"), ("public", "staff")
    ]:  # fmt: skip
        hide(shown, audience, workstream, project=tram, **links)
    secret = PartnershipFactory(
        slug=MARK, title_fr=MARK, purpose_fr=MARK, partner=lille, is_published=False
    )
    AxisFactory(partnership=secret, title_fr=MARK)
    ConventionFactory(partnership=secret, reference=MARK)
    hide(secret, "public", project=tram, **links)
    for audience, partnership in [("partner", shown), ("staff", shown), ("public", secret)]:
        WatchNoteFactory(partnership=partnership, title_fr=MARK, text_fr=MARK, audience=audience)
        Document.objects.create(
            partnership=partnership, title_fr=MARK, link=f"https://{MARK}.fr", audience=audience
        )
    hidden = OrganisationFactory(name_fr=MARK, slug=f"{MARK}-1", draft=True, lat=48.0, lon=7.0)
    SchemeFactory(partnership=shown, organisation=hidden, authority="")
    return ActionFactory(
        workstream__axis__partnership=shown,
        workstream__mot_lead=MARK,
        title_fr="Une action",
        evaluation=MARK,
        organisations=[hidden, lille],
        project=ProjectFactory(
            slug=f"{MARK}-2", title_fr=MARK, publication="draft", lat=48.0, lon=7.0
        ),
        borders=[border],
        territories=[place],
    )


def body(client, url):
    response = client.get(url)
    assert response.status_code == 200
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    # What the reader typed comes back to them.
    return raw.decode().replace(f"q={MARK}", "").replace(f'value="{MARK}"', "")


def readers():
    """Who reads what a visitor reads; another partner's officer does not see the first one's."""
    other = PartnershipFactory(slug="other")
    return {
        "visitor": None,
        "stranger": UserFactory(),
        "officer of another partner": MandateFactory(organisation=other.partner).user,
    }


@pytest.mark.parametrize("who", ["visitor", "stranger", "officer of another partner"])
def test_what_is_not_for_everyone_is_nowhere(client, portal, who):
    if user := readers()[who]:
        client.force_login(user)
    leaks = [url for url in ADDRESSES if MARK in body(client, url.format(action=portal.pk))]
    assert leaks == []


def test_a_partner_without_a_page_is_not_named(client, portal):
    hidden = OrganisationFactory(name_fr=f"Société {MARK}", draft=True)
    row = PartnershipFactory(slug="quiet", partner=hidden)
    for url in ("/fr/partnerships/", row.get_absolute_url(), "/fr/search/?q=partenariat"):
        assert MARK not in body(client, url), url


HIDDEN = ["partner public", "staff public", "public partner", "public staff"]


@pytest.mark.parametrize("who", ["visitor", "stranger", "other", "officer", "staff"])
def test_who_opens_an_action(client, who):
    partnership = PartnershipFactory(slug="shown")
    AxisFactory(partnership=partnership)
    officer = MandateFactory(organisation=partnership.partner).user
    other = MandateFactory(organisation=PartnershipFactory().partner).user
    user = {
        "visitor": None, "stranger": UserFactory(), "other": other, "officer": officer,
        "staff": UserFactory(is_staff=True),
    }[who]  # fmt: skip
    if user:
        client.force_login(user)
    answers = {}
    for row in HIDDEN:
        action = hide(partnership, *row.split())
        answers[row] = client.get(action.get_absolute_url()).status_code
    opened = {"officer": ["partner public", "public partner"], "staff": HIDDEN}.get(who, [])
    assert [row for row, status in answers.items() if status == 200] == opened
    assert {status for row, status in answers.items() if row not in opened} <= {404}


def test_an_action_is_under_its_own_partnership_alone(client, portal):
    PartnershipFactory(slug="other")
    assert client.get(f"/fr/partnerships/other/actions/{portal.pk}/").status_code == 404
