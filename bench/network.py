"""Synthetic networks: organisation n is the same in every network and on every machine.

A place names about eight organisations, whatever the size: its name is a selective word. The words
of what bodies do come back everywhere: they are common ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from bench import words

BODIES_PER_PLACE = 8
FIRST_CHANGE = datetime(2024, 1, 1, tzinfo=UTC)
CHANGE_EVERY = timedelta(seconds=397)
COMMON_WORD = "frontière"  # in 58 % of the rows
FREQUENT_WORD = "eurodistrict"  # in 3 % of the rows


@dataclass(frozen=True)
class Body:
    """A synthetic organisation; the fields are columns of `members_organisation`.

    `lon` and `lat` are None together. `siren` is nine digits with their key, or empty.
    """

    slug: str
    name_fr: str
    kind: str
    legal_form: str
    country: str
    city: str
    postal_code: str
    description_fr: str
    name_en: str = ""
    name_de: str = ""
    description_en: str = ""
    description_de: str = ""
    acronym: str = ""
    siren: str = ""
    website: str = ""
    lon: float | None = None
    lat: float | None = None
    border_codes: list[str] = field(default_factory=list)
    theme_codes: list[str] = field(default_factory=list)
    is_published: bool = True
    updated_at: datetime = FIRST_CHANGE


def bodies(count: int) -> Iterator[Body]:
    """The first `count` organisations."""
    return (body(number) for number in range(count))


def place_name(number: int) -> str:
    """The name of the place of organisation `number`: `Quontière-sur-Ybel`."""
    draw = Random(f"place {number // BODIES_PER_PLACE}")
    return f"{_stem(draw)}-{draw.choice(words.LINKS)}-{_stem(draw)}"


def body(number: int) -> Body:
    draw = Random(number)
    place = place_name(number)
    kind, legal_form, _weight, names = _body_kind(draw)
    name = draw.choice(names).format(place=place, river=draw.choice(words.RIVERS))
    (place_border, lon, lat, countries) = draw.choices(words.PLACES, words.PLACE_WEIGHTS)[0]
    is_placed = draw.random() < 0.94
    return Body(
        slug=f"organisme-{number}",
        name_fr=name,
        kind=kind,
        legal_form=legal_form,
        country=draw.choice(countries.split()),
        city=place,
        postal_code=f"{draw.randrange(1000, 95999):05}",
        description_fr=_description(draw, name, place),
        acronym=_acronym(name, number) if draw.random() < 0.4 else "",
        siren=_siren(number) if draw.random() < 0.25 else "",
        website=f"https://organisme-{number}.example/" if draw.random() < 0.6 else "",
        lon=round(draw.gauss(lon, 0.35), 5) if is_placed else None,
        lat=round(draw.gauss(lat, 0.25), 5) if is_placed else None,
        border_codes=_borders(draw, place_border),
        theme_codes=sorted(draw.sample(words.THEMES, draw.choice([0, 1, 1, 2, 3]))),
        is_published=draw.random() < 0.97,
        updated_at=FIRST_CHANGE + number * CHANGE_EVERY,
        **_translations(draw, place),
    )


def _stem(draw: Random) -> str:
    syllables = [
        draw.choice(words.ONSETS) + draw.choice(words.VOWELS) for _n in range(draw.choice([1, 2]))
    ]
    return ("".join(syllables) + draw.choice(words.CODAS) + draw.choice(words.ENDINGS)).capitalize()


def _body_kind(draw: Random):
    return draw.choices(words.BODIES, [weight for _k, _f, weight, _n in words.BODIES])[0]


def _description(draw: Random, name: str, place: str) -> str:
    parts = []
    for sentence in draw.sample(words.SENTENCES, draw.choice([1, 2, 2, 3])):
        a, b, c = draw.sample(words.SUBJECTS, 3)
        facts = {"Name": name, "place": place, "a": a, "b": b, "c": c}
        facts |= {"verb": draw.choice(words.VERBS), "river": draw.choice(words.RIVERS)}
        parts.append(sentence.format(year=draw.randrange(1975, 2026), **facts))
    return " ".join(parts)


def _translations(draw: Random, place: str) -> dict[str, str]:
    texts = {}
    for language, share in (("en", 0.3), ("de", 0.15)):
        if draw.random() < share:
            name, description = words.TRANSLATED_BODIES[language]
            subject = draw.choice(words.SUBJECTS)
            texts[f"name_{language}"] = name.format(place=place)
            texts[f"description_{language}"] = description.format(place=place, a=subject)
    return texts


def _borders(draw: Random, own: str) -> list[str]:
    other = draw.choices(words.PLACES, words.PLACE_WEIGHTS)[0][0]
    if draw.random() < 0.1:
        return []
    return sorted({own, other}) if draw.random() < 0.15 else [own]


def _acronym(name: str, number: int) -> str:
    initials = "".join(part[0] for part in name.replace("’", " ").split() if part[0].isalpha())
    return f"{initials.upper()[:5]}{number % 97}"


def _siren(number: int) -> str:
    """Nine digits, the last one the key of Luhn."""
    digits = f"{number + 90_000_000:08}"
    total = sum(
        sum(divmod(int(digit) * (2 - n % 2), 10)) for n, digit in enumerate(digits, start=1)
    )
    return f"{digits}{-total % 10}"
