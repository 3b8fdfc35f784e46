"""Links are tried when staff ask, and no inner server is ever asked."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client

from projects.models import LinkCheck, Project
from projects.services import links
from tests.factories import DocumentFactory, ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/admin/projects/project/links/"


class Site(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_HEAD(self):
        self.asked.append(f"{self.command} {self.path}")
        status = {"/gone": 404, "/shy": 403, "/away": 302, "/post": 405}.get(self.path, 200)
        if self.command == "GET" and self.path == "/post":
            status = 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "file:///etc/passwd")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *args):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Site.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def reachable(site, monkeypatch):
    """The site, as if this machine were a public one."""
    monkeypatch.setattr(links, "is_public", lambda address: True)
    return site


@pytest.fixture
def staff():
    browser = Client()
    browser.force_login(UserFactory(is_staff=True))
    return browser


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1",
        "2002:7f00:1::",
    ],
)  # fmt: skip
def test_an_inner_address_is_not_public(address):
    assert not links.is_public(address)


def test_a_public_address_is():
    assert links.is_public("93.184.215.14")
    assert links.is_public("2606:4700::6810:85e5")


def test_what_is_inside_is_never_asked(site):
    for url in (f"{site}/", site.replace("127.0.0.1", "localhost") + "/", "file:///etc/passwd"):
        links.check([url])
        row = LinkCheck.objects.get(url=url)
        assert (row.status, row.problem, row.is_broken) == (None, "not_public", True)
    assert Site.asked == []


def test_a_redirection_leads_to_no_other_scheme(reachable):
    links.check([f"{reachable}/away"])
    assert LinkCheck.objects.get().is_broken


@pytest.mark.parametrize(
    ("path", "status", "is_broken", "asked"),
    [
        ("/", 200, False, ["HEAD /"]),
        ("/gone", 404, True, ["HEAD /gone", "GET /gone"]),
        ("/shy", 403, False, ["HEAD /shy", "GET /shy"]),
        ("/post", 200, False, ["HEAD /post", "GET /post"]),
        ("/é", 200, False, ["HEAD /%C3%A9"]),
    ],
)
def test_answers_are_kept(reachable, path, status, is_broken, asked):
    links.check([reachable + path])
    row = LinkCheck.objects.get()
    assert (row.status, row.problem, row.is_broken) == (status, "", is_broken)
    assert LinkCheck.objects.broken().exists() == is_broken
    assert Site.asked == asked


@pytest.mark.parametrize("url", ["http://[", "http://a:b/", "http://127.0.0.1:1/", "https://é..x/"])
def test_no_address_breaks_it(reachable, url):
    links.check([url])
    assert LinkCheck.objects.get().is_broken


def test_a_few_at_a_time_those_tried_longest_ago_first(reachable):
    urls = [f"{reachable}/{number}" for number in range(links.MOST + 5)]
    assert links.check(urls) == links.MOST
    left = set(urls) - set(LinkCheck.objects.values_list("url", flat=True))
    assert links.check(urls) == links.MOST
    assert left <= set(LinkCheck.objects.values_list("url", flat=True))


def test_staff_ask_and_see_what_does_not_open(staff, reachable):
    project = ProjectFactory(slug="a", website=f"{reachable}/", source="Un livre")
    DocumentFactory(project=project, link=f"{reachable}/gone")
    ProjectFactory(slug="b", website=f"{reachable}/")
    url = f"{PAGE}?project={project.pk}"
    page = staff.get(url).content.decode()
    assert page.count("Pas encore vérifié.") == 2
    assert Site.asked == []
    page = staff.post(url, follow=True).content.decode()
    assert "2 liens vérifiés." in page
    assert "Ne s’ouvre pas (réponse 404)" in page
    listed = staff.get("/admin/projects/project/?gap=broken-links").context["cl"].result_list
    assert [row.slug for row in listed] == ["a"]


def test_the_chosen_projects_are_shown_together(staff, queries):
    ProjectFactory.create_batch(3, website="https://example.org/")
    keys = list(Project.objects.order_by("pk").values_list("pk", flat=True)[:2])
    data = {"action": "check_links", "_selected_action": keys}
    answer = staff.post("/admin/projects/project/", data)
    assert answer["Location"] == f"{PAGE}?project={keys[0]}&project={keys[1]}"
    few = queries(lambda: staff.get(answer["Location"]))
    every = "&".join(f"project={row.pk}" for row in Project.objects.all())
    assert queries(lambda: staff.get(f"{PAGE}?{every}")) == few
    assert staff.get(f"{PAGE}?project=x&project=99999999999999999999").status_code == 200
