"""Who takes part in a project, on which side of the border."""

from dataclasses import dataclass, field

from projects.models import Participation, Project
from territories.models import Border

ROLES = [Participation.Role.LEAD, Participation.Role.PARTNER, Participation.Role.ASSOCIATED]


@dataclass
class Sides:
    """Participants by country: `left` and `right` of the line, `elsewhere`, `unknown`.

    `left` and `right` are countries with their participants. A project on several borders has the
    country that all share on the left; without one, or without border, all is `elsewhere`.
    """

    left: dict[str, list[Participation]] = field(default_factory=dict)
    right: dict[str, list[Participation]] = field(default_factory=dict)
    elsewhere: dict[str, list[Participation]] = field(default_factory=dict)
    unknown: list[Participation] = field(default_factory=list)

    @property
    def has_line(self) -> bool:
        """Whether there is somebody on either side of the line."""
        return any(self.left.values()) or any(self.right.values())


def sides(borders: list[Border], participants: list[Participation]) -> Sides:
    """`participants` sorted by side, the lead first."""
    left, right = _countries(borders)
    answer = Sides({left: []} if left else {}, {code: [] for code in right})
    for part in sorted(participants, key=lambda one: ROLES.index(Participation.Role(one.role))):
        code = part.country_code
        if not code:
            answer.unknown.append(part)
        elif code in answer.left:
            answer.left[code].append(part)
        elif code in answer.right:
            answer.right[code].append(part)
        else:
            answer.elsewhere.setdefault(code, []).append(part)
    return answer


def _countries(borders: list[Border]) -> tuple[str, list[str]]:
    """The country on the left of the line, and those on its right."""
    codes = [_iso(border.countries) for border in borders if len(border.countries) == 2]
    shared = set.intersection(*map(set, codes)) if codes else set()
    if not shared:
        return "", []
    left = codes[0][0] if codes[0][0] in shared else sorted(shared)[0]
    right = [code for pair in codes for code in pair if code != left]
    return left, list(dict.fromkeys(right))


def _iso(countries: list[str]) -> list[str]:
    return ["GB" if code == "UK" else code for code in countries]


def shown_participants(project: Project) -> list[Participation]:
    """Those that visitors read, with their organisations."""
    parts = project.participations.shown().select_related("organisation")
    return list(parts.defer("organisation__search", "organisation__names_text"))
