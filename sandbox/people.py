"""Invented people: names, contacts and homes, drawn from seeded pools."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from mimesis import Address, Locale, Person
from mimesis.enums import Gender

from sandbox.races import Record

# fmt: off
US_STATES = frozenset((
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "HI", "IA", "ID", "IL", "IN",
    "KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MS", "MT", "NC", "ND", "NE", "NH", "NJ",
    "NM", "NV", "NY", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VI", "VT",
    "WA", "WI", "WV", "WY",
))
# fmt: on
COUNTRIES = {
    "Australia": ("AU", "Ballarat"),
    "Colombia": ("CO", "Medellín"),
    "Ethiopia": ("ET", "Bekoji"),
    "Japan": ("JP", "Ōsaka"),
    "Kenya": ("KE", "Iten"),
    "Lithuania": ("LT", "Šiauliai"),
    "New Zealand": ("NZ", "Rotorua"),
    "Romania": ("RO", "Iași"),
    "Russia": ("RU", "Cheboksary"),
    "Ukraine": ("UA", "Kyiv"),
    "Usa": ("US", "Springfield"),
}
ACCENTED = (Locale.ES, Locale.FR, Locale.PL, Locale.DE, Locale.PT)
EXTRA_SURNAMES = ("O'Hara", "D'Angelo", "Núñez-O'Hara", "L'Écuyer", "Smith Jr.", "van der Berg")
POOL = 1500


@dataclass(frozen=True)
class Pools:
    """What names, cities and streets are drawn from."""

    female: tuple[str, ...]
    male: tuple[str, ...]
    surnames: tuple[str, ...]
    cities: tuple[str, ...]
    streets: tuple[str, ...]


@lru_cache(maxsize=4)
def pools(seed: int) -> Pools:
    """The pools of one seed; the same seed gives the same pools."""
    english = Person(Locale.EN, seed=seed)
    others = [Person(locale, seed=seed) for locale in ACCENTED]
    address = Address(Locale.EN, seed=seed)
    return Pools(
        female=_first_names(english, others, Gender.FEMALE),
        male=_first_names(english, others, Gender.MALE),
        surnames=(
            tuple(_capital(english.last_name()) for _ in range(POOL))
            + tuple(person.last_name() for person in others for _ in range(POOL // 40))
            + EXTRA_SURNAMES
        ),
        cities=tuple(address.city() for _ in range(POOL)),
        streets=tuple(
            f"{address.street_number(maximum=999)} {address.street_name()}" for _ in range(POOL)
        ),
    )


def _first_names(english: Person, others: list[Person], gender: Gender) -> tuple[str, ...]:
    own = [english.first_name(gender=gender) for _ in range(POOL)]
    return tuple(own + [p.first_name(gender=gender) for p in others for _ in range(POOL // 40)])


def _capital(surname: str) -> str:
    if surname.startswith("O'"):
        return "O'" + surname[2:].capitalize()
    return surname


@dataclass(frozen=True)
class Sketch:
    """What is known of a person before names are invented; `sex` is M, F, X or None."""

    user_id: int
    sex: str | None
    age: int
    state: str
    race_day: date


def user_record(rng: random.Random, drawn: Pools, sketch: Sketch) -> Record:
    """The `user` object of a registration row."""
    firsts = {"F": drawn.female, "M": drawn.male}.get(sketch.sex or "", drawn.female + drawn.male)
    first, last = rng.choice(firsts), rng.choice(drawn.surnames)
    return {
        "user_id": sketch.user_id,
        "first_name": first,
        "middle_name": rng.choice("ABCDEJKLMRST") if rng.random() < 0.2 else None,
        "last_name": last,
        "email": _email(first, last, sketch.user_id) if rng.random() > 0.03 else None,
        "address": _address(rng, drawn, sketch.state),
        "dob": _birthday(rng, sketch.race_day, sketch.age) if rng.random() > 0.02 else None,
        "gender": sketch.sex,
        "phone": _phone(rng),
        "profile_image_url": None,
    }


def _email(first: str, last: str, user_id: int) -> str:
    plain = unicodedata.normalize("NFKD", f"{first}.{last}").encode("ascii", "ignore").decode()
    kept = "".join(char for char in plain.lower() if char.isalnum() or char == ".")
    return f"{kept}{user_id % 100}@mail.example"


def _phone(rng: random.Random) -> str | None:
    area, tail = rng.randint(201, 989), rng.randint(0, 9999)
    forms = (
        f"{area}-555-{tail:04}",
        f"({area}) 555-{tail:04}",
        f"{area}555{tail:04}",
        f"+1 {area} 555 {tail:04} ext {tail % 90 + 1}",
        None,
    )
    return rng.choices(forms, weights=(70, 12, 8, 4, 6))[0]


def _birthday(rng: random.Random, race_day: date, age: int) -> str:
    born = race_day.replace(year=race_day.year - age) - timedelta(days=rng.randint(0, 364))
    return born.isoformat()


def _address(rng: random.Random, drawn: Pools, state: str) -> Record:
    """The state goes out as the old file spelled it; only its country is looked up."""
    country, city = COUNTRIES.get(state, (None, None))
    at_home = state in US_STATES
    return {
        "street": rng.choice(drawn.streets) if rng.random() > 0.05 else None,
        "city": rng.choice(drawn.cities) if at_home else city,
        "state": state or None,
        "zipcode": f"{rng.randint(501, 99950):05}" if at_home else None,
        "country_code": "US" if at_home else country,
    }
