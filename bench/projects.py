"""Synthetic projects: project n is the same in every network that has its partners.

Each has four participations: two bodies of the network and two others.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from bench import words
from bench.network import CHANGE_EVERY, FIRST_CHANGE, place_name

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
    participant_slugs: list[str]
    partner_countries: list[str]
    partner_names: str
    publication: str
    acronym: str = ""
    title_en: str = ""
    summary_en: str = ""
    programme_key: str = ""
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


def works(count: int, bodies: int) -> Iterator[Work]:
    """The first `count` projects, among the first `bodies` organisations."""
    return (work(number, bodies) for number in range(count))


def work(number: int, bodies: int) -> Work:
    draw = Random(f"project {number}")
    place = place_name(number)
    border, lon, lat, countries = draw.choices(words.PLACES, words.PLACE_WEIGHTS)[0]
    a, b, c = draw.sample(words.SUBJECTS, 3)
    budget = draw.randrange(50_000, 20_000_000) if draw.random() < 0.4 else None
    start = draw.randrange(1995, 2026)
    members = [f"organisme-{n}" for n in sorted({number % bodies, draw.randrange(bodies)})]
    others = [f"Commune de {place_name(draw.randrange(bodies))}" for _n in range(4 - len(members))]
    partners = [
        Partner(slug, role="lead" if n == 0 else "partner") for n, slug in enumerate(members)
    ]
    partners += [
        Partner(
            name=name,
            country=draw.choice(countries.split()),
            own_budget=budget // 10 if budget else None,
        )
        for name in others
    ]
    is_placed = draw.random() < 0.7
    programme = draw.choice(PROGRAMMES) if draw.random() < 0.75 else ""
    texts = [sentence.format(
        Name=f"Le projet {place}", place=place, a=a, b=b, c=c, verb=draw.choice(words.VERBS),
        river=draw.choice(words.RIVERS), year=start,
    ) for sentence in draw.sample(words.SENTENCES, 2)]  # fmt: skip
    plan = Plan(
        slug=f"projet-{number}",
        title_fr=f"{a.capitalize()} et {b} à {place}",
        summary_fr=texts[0],
        description_fr=" ".join(texts),
        kind=draw.choice(KINDS),
        stage=draw.choices(list(STAGES), list(STAGES.values()))[0],
        start=str(start) if draw.random() < 0.8 else "",
        end=str(start + draw.randrange(1, 8)) if draw.random() < 0.6 else "",
        total_budget=budget,
        eu_funding=budget // 2 if budget and draw.random() < 0.7 else None,
        programme_name=programme,
        programme_key=programme,
        city=place if is_placed else "",
        lon=round(draw.gauss(lon, 0.35), 5) if is_placed else None,
        lat=round(draw.gauss(lat, 0.25), 5) if is_placed else None,
        border_codes=[border],
        theme_codes=sorted(draw.sample(words.THEMES, draw.choice([1, 1, 2, 3]))),
        participant_slugs=members,
        partner_countries=sorted({partner.country for partner in partners if partner.country}),
        partner_names=" ".join(others),
        publication="published" if draw.random() < 0.95 else "draft",
        updated_at=FIRST_CHANGE + number * CHANGE_EVERY,
    )
    return Work(plan, partners)
