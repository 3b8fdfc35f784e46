"""Synthetic projects: project n is the same in every network.

Each has four participations: one or two bodies of the network, from before it, and others by name.
Body 0 takes part in some five hundred, whatever the size: it is the one of many projects.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from bench import words
from bench.network import CHANGE_EVERY, FIRST_CHANGE, place_name

PARTNERS = 4
PARTNERS_WITHIN = 1_000  # bodies before it: a body's projects are as many in every network
STAGES = {"ongoing": 40, "completed": 40, "study": 10, "seeking_funding": 5, "idea": 5}
KINDS = ["infrastructure", "public_service", "soft", "bundle", ""]
PROGRAMMES = ["Interreg V-A ALCOTRA", "Interreg V-A Grande Région", "Interreg V-A Rhin supérieur"]


@dataclass(frozen=True)
class Plan:
    """A synthetic project; the fields are columns of `projects_project`."""

    slug: str
    title_fr: str
    summary_fr: str
    description_fr: str
    kind: str
    stage: str
    start: str
    end: str
    total_budget: int | None
    eu_funding: int | None
    programme_name: str
    city: str
    lon: float | None
    lat: float | None
    border_codes: list[str]
    theme_codes: list[str]
    publication: str
    updated_at: datetime = FIRST_CHANGE


@dataclass(frozen=True)
class Partner:
    """A synthetic participation, of the body `slug` of the network or of an outside one."""

    slug: str = ""
    name: str = ""
    country: str = ""
    role: str = "partner"
    own_budget: int | None = None


@dataclass(frozen=True)
class Work:
    plan: Plan
    partners: list[Partner] = field(default_factory=list)


def works(count: int) -> Iterator[Work]:
    """The first `count` projects, for the first `count` bodies."""
    return (work(number) for number in range(count))


def work(number: int) -> Work:
    draw = Random(f"project {number}")
    border, lon, lat, countries = draw.choices(words.PLACES, words.PLACE_WEIGHTS)[0]
    plan = _plan(draw, number, border, (lon, lat))
    return Work(plan, _partners(draw, number, countries.split(), plan.total_budget))


def _plan(draw: Random, number: int, border: str, middle: tuple[float, float]) -> Plan:
    place = place_name(number)
    subjects = draw.sample(words.SUBJECTS, 3)
    start = draw.randrange(1995, 2026)
    texts = _texts(draw, place, subjects, start)
    budget = draw.randrange(50_000, 20_000_000) if draw.random() < 0.4 else None
    is_placed = draw.random() < 0.7
    return Plan(
        slug=f"projet-{number}",
        title_fr=f"{subjects[0].capitalize()} et {subjects[1]} à {place}",
        summary_fr=texts[0],
        description_fr=" ".join(texts),
        kind=draw.choice(KINDS),
        stage=draw.choices(list(STAGES), list(STAGES.values()))[0],
        start=str(start) if draw.random() < 0.8 else "",
        end=str(start + draw.randrange(1, 8)) if draw.random() < 0.6 else "",
        total_budget=budget,
        eu_funding=budget // 2 if budget and draw.random() < 0.7 else None,
        programme_name=draw.choice(PROGRAMMES) if draw.random() < 0.75 else "",
        city=place if is_placed else "",
        lon=round(draw.gauss(middle[0], 0.35), 5) if is_placed else None,
        lat=round(draw.gauss(middle[1], 0.25), 5) if is_placed else None,
        border_codes=[border],
        theme_codes=sorted(draw.sample(words.THEMES, draw.choice([1, 1, 2, 3]))),
        publication="published" if draw.random() < 0.95 else "draft",
        updated_at=FIRST_CHANGE + number * CHANGE_EVERY,
    )


def _texts(draw: Random, place: str, subjects: list[str], year: int) -> list[str]:
    facts = dict(zip("abc", subjects, strict=True)) | {"place": place, "Name": f"Le projet {place}"}
    return [
        sentence.format(
            verb=draw.choice(words.VERBS), river=draw.choice(words.RIVERS), year=year, **facts
        )
        for sentence in draw.sample(words.SENTENCES, 2)
    ]


def _partners(draw: Random, number: int, countries: list[str], budget: int | None) -> list[Partner]:
    members = [Partner(f"organisme-{number}", role="lead")]
    if (other := _before(draw, number)) != number:
        members.append(Partner(f"organisme-{other}"))
    outside = [
        Partner(
            name=f"Commune de {place_name(_before(draw, number))}",
            country=draw.choice(countries),
            own_budget=budget // 10 if budget else None,
        )
        for _n in range(PARTNERS - len(members))
    ]
    return members + outside


def _before(draw: Random, number: int) -> int:
    """A body before `number`; the first when there is none so far back."""
    return max(0, number - draw.randrange(1, PARTNERS_WITHIN))
