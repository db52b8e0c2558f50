"""Races of any size, each over, whose people are made an event at a time.

A preset is one answer with a whole event in it, and places depend on everybody: so the people of an
event are made together, and those of the event asked for last are kept.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from sandbox.copernico.app import Copernico
from sandbox.copernico.raceday import GUN, PUSH_ID, timing_of
from sandbox.copernico.rankings import rank
from sandbox.copernico.store import Entrant, Store, event_key
from sandbox.crowd import FIRST_RACE, Crowd
from sandbox.finishers import finish_fact
from sandbox.population import FIRST_ID
from sandbox.races import Race, Record

SLUG, EVENT = "race-", "10 Mile"
GENDERS = {"F": "female", "M": "male"}
GONE = "create table if not exists gone (slug text, key text, primary key (slug, key))"


def person(crowd: Crowd, number: int) -> Record:
    """Somebody of the crowd at RunSignUp, as they are pushed from there."""
    row = crowd.row(number)
    user = row["user"]
    return {
        "id": PUSH_ID.format(FIRST_ID + number),
        "name": user["first_name"],
        "surname": user["last_name"],
        "gender": GENDERS.get(user["gender"]),
        "birthdate": user["dob"],
        "dorsal": row["bib_num"],
        "event": EVENT,
        "club": row["team_name"],
        "e-mail": user["email"],
        "phone": user["phone"],
    }


def entrants(crowd: Crowd, place: int) -> list[Entrant]:
    """Everybody of the race at a place, with their race day and their places in it."""
    made = [_entrant(crowd, place, number) for number in crowd.people_of(place)]
    rank(made)
    return made


def _entrant(crowd: Crowd, place: int, number: int) -> Entrant:
    rng, known = crowd.draw(number), person(crowd, number)
    fact = finish_fact(rng, crowd.model(rng))
    timing = timing_of(fact, known, GUN + timedelta(days=place % 180))
    return Entrant(known["id"], known, timing)


class CrowdStore(Store):
    """The people of a crowd; those changed, added or taken out stand in the file."""

    def __init__(self, crowd: Crowd, path: Path | None = None) -> None:
        super().__init__(path)
        self._crowd = crowd
        self._made = lru_cache(maxsize=1)(lambda place: entrants(crowd, place))
        self._base.execute(GONE)

    def place(self, slug: str) -> int | None:
        """The place of a race; None where there is no such race."""
        digits = slug.removeprefix(SLUG)
        place = int(digits) - FIRST_RACE if digits.isdecimal() else -1
        return place if 0 <= place < self._crowd.events else None

    def entrants(self, slug: str, event: str | None = None) -> list[Entrant]:
        """The people of a race, or of one of its events; those in the file come last."""
        own, place = super().entrants(slug, event), self.place(slug)
        if place is None or event_key(event or EVENT) != event_key(EVENT):
            return own
        query = "select key from people where slug = ? union select key from gone where slug = ?"
        with self._lock:
            hidden = {key for (key,) in self._base.execute(query, (slug, slug))}
        return [*(one for one in self._made(place) if one.key not in hidden), *own]

    def entrant(self, slug: str, key: str) -> Entrant:
        """One participant by id, or by bib. Raises: KeyError where there is none."""
        try:
            return super().entrant(slug, key)
        except KeyError:
            with self._lock:
                query = "select count(*) from gone where slug = ? and key = ?"
                if self._base.execute(query, (slug, key)).fetchone()[0]:
                    raise
            return self._of_crowd(slug, key)

    def delete(self, slug: str, key: str) -> None:
        """Take a participant out. Raises: KeyError where there is none."""
        with self._lock, self._base:
            self.entrant(slug, key)
            self._base.execute("delete from people where slug = ? and key = ?", (slug, key))
            self._base.execute("insert or ignore into gone values (?, ?)", (slug, key))

    def raced(self, slug: str) -> set[str]:
        """The events of a race that have been run."""
        return super().raced(slug) if self.place(slug) is None else {EVENT}

    def _of_crowd(self, slug: str, key: str) -> Entrant:
        place, digits = self.place(slug), key.rpartition("-")[2]
        number = int(digits) - FIRST_ID if digits.isdecimal() else -1
        if place is None or number not in self._crowd.people_of(place):
            raise KeyError(key)
        return self._made(place)[number - self._crowd.people_of(place).start]

    def _write(self, slug: str, key: str, person: Record, timing: Record | None = None) -> None:
        if timing is None:
            try:
                timing = self.entrant(slug, key).timing
            except KeyError:
                timing = None
        self._base.execute("delete from gone where slug = ? and key = ?", (slug, key))
        super()._write(slug, key, person, timing)


def crowd_server(crowd: Crowd, state: Path | None = None) -> Copernico:
    """A login with the races of a crowd."""
    server = Copernico(state)
    server.store.close()
    store = CrowdStore(crowd, state)

    def find(slug: str) -> Race | None:
        place = store.place(slug)
        return None if place is None else crowd.race(place)

    server.store = store
    server.find_race = find
    server.slugs = lambda: [f"{SLUG}{FIRST_RACE + place}" for place in range(crowd.events)]
    return server
