"""What has to fit: the header of somebody logged in, long trails, wide tables."""

from members.models import Organisation
from tests.browser.axe import ASIDE, violations
from tests.factories import ContributionFactory

LONG = "Groupement européen de coopération territoriale " + "Donaudampfschifffahrt" * 4
ROWS = """() => new Set([...document.querySelectorAll(".site-header__in > *")].map((part) => {
  const box = part.getBoundingClientRect();
  return Math.round((box.top + box.height / 2) / 10);
})).size"""
OVERFLOW = """() => {
  const box = document.querySelector(".table-scroll"), all = document.documentElement;
  return [box.scrollWidth > box.clientWidth, box.clientWidth <= all.clientWidth]; }"""
WIDE = """() => [...document.querySelectorAll("main *, nav *, header *")].filter((part) =>
  part.getBoundingClientRect().right > document.documentElement.clientWidth + 1
  && !part.closest(".table-scroll")).map((part) => `${part.tagName}.${part.className}`)"""


def test_what_has_to_fit_does(window, log_in, accounts):
    member = Organisation.objects.get(slug="eurodistrict-pamina")
    ContributionFactory(membership=member.memberships.first(), called=True, purchase_order="BC-12")
    Organisation.objects.filter(pk=member.pk).update(name_fr=LONG)
    reader = window()
    for who in ("staff", "manager"):
        log_in(reader, who)
        assert reader.open("members/?view=table").evaluate(ROWS) == 1, who
    page = reader.open(f"members/{member.slug}/dues/")
    assert page.evaluate(OVERFLOW) == [False, True]
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate(OVERFLOW) == [True, True]
    for path in ("dues", "edit", "history"):
        page = reader.open(f"members/{member.slug}/{path}/")
        page.set_viewport_size({"width": 320, "height": 740})
        assert not page.evaluate(ASIDE), (path, page.evaluate(WIDE))
        assert violations(reader) == []
