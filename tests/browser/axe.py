"""What axe says of the page that a reader has open, and whether it scrolls sideways."""

from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Reader

FIRST, AGAIN = Axe(), Axe(axe_script="0")  # its script stays in a page as long as the page does
# What WCAG 2.5.8 leaves aside: signs stand where they are on the map, and the list has them all.
ON_THE_MAP = ("leaflet-marker-icon", "map-sign")
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
ASIDE = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth"""


def violations(reader: Reader) -> list[str]:
    """Each violation as "rule: element", empty when the page passes."""
    reader.page.wait_for_load_state()
    before = len(reader.complaints)
    axe = FIRST if reader.page.evaluate("!window.axe") else AGAIN
    found = axe.run(reader.page, options=OPTIONS).response["violations"]
    del reader.complaints[before:]  # axe writes styles of its own, which our policy refuses
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
        if not (rule["id"] == "target-size" and any(sign in node["html"] for sign in ON_THE_MAP))
    ]


def problems(reader: Reader) -> list[str]:
    """The violations of the page, and whether it scrolls sideways; empty when it is fine."""
    return violations(reader) + ["scrolls sideways"] * reader.page.evaluate(ASIDE)
