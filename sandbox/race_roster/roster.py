"""Who is registered for the three events: invented people of one seed, modelled on finishers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sandbox.finishers import Finisher, some_finishers
from sandbox.people import Sketch, pools, user_record
from sandbox.race_roster.assumed import profile, unseen_fields
from sandbox.race_roster.events import HAPPENINGS, Happening, event_record
from sandbox.races import Record
from sandbox.registrations import TEAMS

FIRST_ID = 6_610_001
OPENED = datetime(2026, 1, 15, 14, tzinfo=UTC)
# 8 is for teams of both, 9 for non-binary, 0 for those who do not say.
GENDERS = {"M": 1, "F": 2, "X": 9, None: 0}
# Of a hundred participants, how many each event has.
SHARES = (60, 30, 10)
SMALLEST = 12
FORMS = ((0, "+00:00"), (-5, "-0500"), (0, "Z"), (-4, "-04:00"))


@dataclass(frozen=True)
class Roster:
    """The events, and the participants of each by its id, in the order of their own ids."""

    events: tuple[Record, ...]
    participants: dict[str, tuple[Record, ...]]


def build_roster(seed: int = 2005, *, participants: int = 1500) -> Roster:
    """The roster of a seed, with about so many participants and every oddity among them."""
    rng = random.Random(seed)
    models = some_finishers(rng, None)
    first, by_event = FIRST_ID, dict[str, tuple[Record, ...]]()
    for happening, share in zip(HAPPENINGS, SHARES, strict=True):
        count = max(SMALLEST, participants * share // 100)
        drawn = [rng.choice(models) for _ in range(count)]
        rows = [participant(rng, seed, happening, (first + n, one)) for n, one in enumerate(drawn)]
        by_event[happening.key] = tuple(rows)
        first += count
    return Roster(tuple(event_record(one) for one in HAPPENINGS), by_event)


def participant(
    rng: random.Random, seed: int, happening: Happening, numbered: tuple[int, Finisher]
) -> Record:
    """One participant; each oddity comes at its own step of the ids."""
    number, model = numbered
    place = number - FIRST_ID
    sex = rng.choices((model.sex, "X", None), weights=(92, 4, 4))[0]
    sketch = Sketch(number, sex, model.age, model.state, happening.start.date())
    user = user_record(rng, pools(seed), sketch)
    sub = happening.sub_events[place % len(happening.sub_events)]
    bib = None if sub.unit is None or place % 11 == 3 else 100 + place
    team = rng.choice(TEAMS) if rng.random() < 0.15 else None
    return {
        "participantId": number,
        "firstName": user["first_name"],
        "lastName": user["last_name"],
        "gender": GENDERS[sex],
        "bibNumber": bib if bib is not None and place % 9 == 4 else _text(bib),
        "registrationDate": _written(rng, place),
        **({} if place % 10 == 6 else {"isActive": place % 8 != 5}),
        "subEventId": sub.number,
        "profile": profile(user),
        **unseen_fields(age=model.age, bib=bib, team=team),
    }


def _text(bib: int | None) -> str | None:
    return None if bib is None else str(bib)


def _written(rng: random.Random, place: int) -> str:
    """An instant after the opening in one of the four forms in which dates were seen."""
    moment = OPENED + timedelta(minutes=rng.randint(0, 180_000))
    hours, form = FORMS[place % len(FORMS)]
    return (moment + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S") + form
