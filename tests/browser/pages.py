"""The kinds of pages a browser looks at: a new page is one line here."""

from dataclasses import dataclass

from django.utils.timezone import localdate


@dataclass(frozen=True)
class Kind:
    """A page under the language prefix, who looks at it, and what tells that it is ready.

    `who` is None for a visitor, else a name of the fixture `accounts`. `ready` is a CSS selector.
    """

    path: str
    who: str | None = None
    status: int = 200
    ready: str = "main"

    def __str__(self) -> str:
        return self.path or "home"


MAP = "[data-map][data-ready]"
CASE = f"FR-DE-{localdate().year}-001"  # the first that is loaded at this border
KINDS = [
    Kind("", ready=MAP),
    Kind("members/"),
    Kind("members/?view=table"),
    Kind("members/?view=map", ready=MAP),
    Kind("members/?q=strasbourg&border=FR-DE&country=FR"),
    Kind("members/?q=zzzzqqqq"),
    Kind("members/eurodistrict-pamina/", ready=MAP),
    Kind("members/region-rhone-alpes/"),
    Kind("members/eurodistrict-pamina/contact/"),
    Kind("members/eurodistrict-pamina/contact/sent/"),
    Kind("members/eurodistrict-pamina/join/"),
    Kind("members/eurodistrict-pamina/join/sent/"),
    Kind("members/eurodistrict-pamina/people/", who="manager"),
    Kind("members/eurodistrict-pamina/people/invite/", who="manager"),
    Kind("me/kept/", who="manager"),
    Kind("invitations/waits/", who="manager"),
    Kind("invitations/lapsed/", who="manager"),
    Kind("projects/"),
    Kind("projects/?view=table"),
    Kind("projects/?view=map&theme=mobility", ready=MAP),
    Kind("projects/?budget_min=beaucoup"),
    Kind("projects/extension-of-strasbourg-tram-line-d-to-kehl/", ready=MAP),
    Kind("projects/alcotra-0plastique/"),
    Kind("forum/"),
    Kind("forum/?view=table"),
    Kind("forum/new/", who="manager"),
    Kind("forum/mine/", who="manager"),
    Kind("following/", who="manager"),
    Kind("obstacles/"),
    Kind("obstacles/?view=table&border=FR-DE"),
    Kind("obstacles/?age_min=vieux"),
    Kind(f"obstacles/{CASE}/"),
    Kind(f"obstacles/{CASE}/manage/", who="staff"),
    Kind("obstacles/new/", who="staff"),
    Kind("obstacles/scoreboard/"),
    Kind("solutions/"),
    Kind("solutions/dialysis-across-the-french-belgian-border/"),
    Kind("themes/health/"),
    Kind("borders/", ready=MAP),
    Kind("borders/FR-DE/", ready=MAP),
    Kind("borders/FR-BR/", ready=MAP),
    Kind("territories/"),
    Kind("territories/eurodistrict-pamina/"),
    Kind("partnerships/"),
    Kind("partnerships/?q=sct"),
    Kind("partnerships/banque-des-territoires/", ready=MAP),
    Kind("partnerships/banque-des-territoires/actions/?year=2019"),
    Kind("partnerships/banque-des-territoires/notes/"),
    Kind("obstacles/FR-BE-2026-90000900/files/cross_border/", who="staff"),
    Kind("obstacles/FR-BE-2026-90000900/files/b_solutions/", who="staff"),
    Kind("obstacles/FR-BE-2026-90000900/files/90000900/", who="staff"),
    Kind("solutions/?view=table"),
    Kind("solutions/?nature=law&cost_max=x"),
    Kind(
        "solutions/dialysis-across-the-french-belgian-border/reuse/eurodistrict-pamina/",
        who="staff",
    ),
    Kind("search/"),
    Kind("search/?q=strasbourg"),
    Kind("about/"),
    Kind("accessibility/"),
    Kind("data/"),
    Kind("site-map/"),
    Kind("accounts/login/"),
    Kind("accounts/password/reset/"),
    Kind("nothing/", status=404),
    Kind("style/", who="staff", ready=MAP),
]
PUBLIC = [kind for kind in KINDS if kind.who is None]
