"""What is measured: the pages of the directory and of projects, and the floor beside them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from bench.network import COMMON_WORD, FREQUENT_WORD, body
from bench.projects import work

DIRECTORY = "/fr/members/"
MAP = "/fr/members/map.geojson"
PROJECTS = "/fr/projects/"
PROJECTS_MAP = "/fr/projects/map.geojson"
ONE = body(400)  # in every network
PLACE = ONE.city.split("-")[0]
MISSPELT = PLACE[:2] + PLACE[3:]
ITS_FILTERS = {"border": ONE.border_codes[0], "kind": ONE.kind}
TWO_FILTERS = {"border": "FR-DE", "kind": "municipality"}
ONE_PROJECT = work(401).plan
OF_MANY_PROJECTS = body(0)
STAGE_AND_BORDER = {"stage": "ongoing", "border": "FR-DE"}


@dataclass(frozen=True)
class Case:
    """An address of an application, "portal" or "floor".

    `may_not_grow` says that the bar on growth applies: no filter, or selective words; and for
    projects, a stage and a border.
    """

    name: str
    path: str
    app: str = "portal"
    may_not_grow: bool = False


def _page(name: str, *, may_not_grow: bool = False, at: str = DIRECTORY, **params: str) -> Case:
    query = f"?{urlencode(params)}" if params else ""
    return Case(name, at + query, may_not_grow=may_not_grow)


FRESH_FLOOR = Case("Floor, counts made afresh", "/fresh", app="floor")
KEPT_FLOOR = Case("Floor, counts kept", "/kept", app="floor")
FIRST_PAGE = _page("Directory", may_not_grow=True)
PAGES = [
    FIRST_PAGE,
    _page("Directory, last page", may_not_grow=True, page="9999999"),
    _page("Directory, last changed first", may_not_grow=True, sort="updated"),
    _page("Selective word", may_not_grow=True, q=PLACE),
    _page("Selective word, misspelt", may_not_grow=True, q=MISSPELT),
    _page("Word of 3 % of the rows", q=FREQUENT_WORD),
    _page("Word of 58 % of the rows", q=COMMON_WORD),
    _page("Two filters", **TWO_FILTERS),
    _page("Selective word, two filters", may_not_grow=True, q=PLACE, **ITS_FILTERS),
    _page("Word of 58 % of the rows, two filters", q=COMMON_WORD, **TWO_FILTERS),
    _page("Organisation page", may_not_grow=True, at=f"{DIRECTORY}{ONE.slug}/"),
    _page("Home", may_not_grow=True, at="/fr/"),
    _page("Borders", may_not_grow=True, at="/fr/borders/"),
    _page("One border", may_not_grow=True, at="/fr/borders/FR-DE/"),
    _page("Search of the site, selective word", may_not_grow=True, at="/fr/search/", q=PLACE),
    _page("Map data, zoom 4, Europe", may_not_grow=True, at=MAP, zoom="4"),
    _page("Map data, zoom 7, a border", may_not_grow=True, at=MAP, zoom="7", bbox="5,47,9,50"),
    _page(
        "Map data, zoom 10, a city",
        may_not_grow=True,
        at=MAP,
        zoom="10",
        bbox="7.4,48.4,8,48.8",
    ),
    _page("Map data, zoom 4, two filters", at=MAP, zoom="4", **TWO_FILTERS),
    _page("Map data, zoom 4, word of 58 % of the rows", at=MAP, zoom="4", q=COMMON_WORD),
]
PROJECTS_FRESH_FLOOR = Case("Floor of projects, counts made afresh", "/projects/fresh", app="floor")
PROJECTS_KEPT_FLOOR = Case("Floor of projects, counts kept", "/projects/kept", app="floor")
PROJECT_LIST = _page("Projects", may_not_grow=True, at=PROJECTS)
FILTERED_LIST = _page(
    "Projects, a stage and a border", may_not_grow=True, at=PROJECTS, **STAGE_AND_BORDER
)
PROJECT_PAGES = [
    PROJECT_LIST,
    FILTERED_LIST,
    _page("Projects, last page", may_not_grow=True, at=PROJECTS, page="9999999"),
    _page("Projects, table", may_not_grow=True, at=PROJECTS, view="table"),
    _page("Projects, largest budget first", may_not_grow=True, at=PROJECTS, sort="budget"),
    _page("Projects, selective word", may_not_grow=True, at=PROJECTS, q=PLACE),
    _page("Projects, word of 60 % of the rows", at=PROJECTS, q=COMMON_WORD),
    _page("Projects, a theme and a country", at=PROJECTS, theme="health", country="DE"),
    _page("Projects, budget from 10 M€", at=PROJECTS, budget_min="10000000"),
    _page("Project page", may_not_grow=True, at=f"{PROJECTS}{ONE_PROJECT.slug}/"),
    _page(
        "Organisation of 500 projects", may_not_grow=True, at=f"{DIRECTORY}{OF_MANY_PROJECTS.slug}/"
    ),
    _page("Map of projects, zoom 4, Europe", may_not_grow=True, at=PROJECTS_MAP, zoom="4"),
    _page(
        "Map of projects, zoom 7, a border",
        may_not_grow=True,
        at=PROJECTS_MAP,
        zoom="7",
        bbox="5,47,9,50",
    ),
    _page(
        "Map of projects, zoom 4, a stage and a border",
        at=PROJECTS_MAP,
        zoom="4",
        **STAGE_AND_BORDER,
    ),
]
CASES = [FRESH_FLOOR, KEPT_FLOOR, *PAGES]
CASES += [PROJECTS_FRESH_FLOOR, PROJECTS_KEPT_FLOOR, *PROJECT_PAGES]
FORMATS = ["csv", "xlsx", "json", "geojson"]
