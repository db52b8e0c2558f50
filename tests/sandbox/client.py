"""What the sandbox tests call servers with, and a population small enough to know by heart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import urllib3

from sandbox.finishers import Fact, Stray
from sandbox.population import Population
from sandbox.races import RACES, TEN_MILE, event_of, race_record
from sandbox.registrations import removed_row
from sandbox.removals import Placed

FIVE_K, VOLUNTEER = 910102, 910103
RIVERBEND = 900101
SLUG = "riverbend-spring-2026"


@dataclass(frozen=True)
class Client:
    """One server with the query and headers that every call sends."""

    pool: urllib3.PoolManager
    url: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

    def call(self, method: str, path: str, body: bytes | str | None = None, **query: str) -> Any:
        """The whole answer, with status, headers and data."""
        url = f"{self.url}{path}"
        if self.query or query:
            url += "?" + "&".join(
                f"{key}={value}" for key, value in {**self.query, **query}.items()
            )
        return self.pool.request(method, url, body=body, headers=self.headers, retries=False)

    def get(self, path: str, **query: str) -> Any:
        """The JSON of a read."""
        return self.call("GET", path, **query).json()

    def post(self, path: str, content: object) -> Any:
        """The JSON answer to a JSON body."""
        return self.call("POST", path, json.dumps(content).encode()).json()


def row(registration_id: int, event_id: int = TEN_MILE, **fields: Any) -> dict[str, Any]:
    """A registration row with what the servers look at; `user` fields go in as `user_*`."""
    user = {"first_name": "Zoë", "last_name": "O'Hara", "gender": "F"}
    user |= {key[5:]: value for key, value in fields.items() if key.startswith("user_")}
    own = {key: value for key, value in fields.items() if not key.startswith("user_")}
    return {
        "user": user,
        "registration_id": registration_id,
        "event_id": event_id,
        "bib_num": registration_id * 10,
        "chip_num": None,
        "age": 30,
        "registration_date": "1/2/2026 22:41",
        "last_modified": 1_767_400_000 + registration_id,
        "imported": "F",
        "race_fee": "$45.00",
        "processing_fee": "$3.70",
        "processing_fee_paid_by_user": "$3.70",
        "processing_fee_paid_by_race": "$0.00",
        "amount_paid": "$48.70",
        "question_responses": [{"question_id": "31"}],
        "participant_addons": [{"addon_id": "12"}],
    } | own


FACTS = {
    1: Fact("finished", 3_600_500, 3_590_000, 10_500),
    2: Fact("finished", 3_600_500, 3_600_500, None),
    3: Fact("finished", 4_000_000, 4_000_000, -3_000),
    4: Fact("disqualified", 3_500_000, 3_490_000, 10_000),
    5: Fact("no_show", 5_000_000, 4_990_000, None),
    6: Fact("retired", 5_000_001, 4_990_000, 10_000),
}
STRAYS = (
    Stray("Dorsal sin datos", 19001, Fact("finished", 3_000_000, 2_999_000, 1_000)),
    Stray("Cierre", "escoba", Fact("finished", 9_000_000, 8_990_000, 10_000)),
)


def tiny() -> Population:
    """Six people of the 10 Mile, two of the 5K, one who was removed, one unreadable row."""
    rows = [row(number) for number in range(1, 7)]
    rows += [row(8, FIVE_K, user_gender="X"), row(9, FIVE_K)]
    gone = removed_row(
        row(10, FIVE_K), at=1_767_500_000, reason="transferred", new_registration_id=9
    )
    return Population(
        seed=0,
        races=tuple(race_record(race) for race in RACES),
        participants=(
            *(Placed(one["event_id"], one["registration_id"], one) for one in rows[:6]),
            Placed(TEN_MILE, 7, "corrupt row 7"),
            *(Placed(one["event_id"], one["registration_id"], one) for one in rows[6:]),
        ),
        removed=(Placed(FIVE_K, 10, gone),),
        facts=FACTS,
        strays=STRAYS,
    )


def person(number: int, **fields: Any) -> dict[str, Any]:
    """What a push sends for a registration of the 10 Mile."""
    return {
        "id": f"runsignup-{number}",
        "name": "Zoë",
        "surname": "O'Hara",
        "gender": "female",
        "birthdate": "1996-01-01",
        "dorsal": str(number * 10),
        "raceId": SLUG,
        "eventId": event_of(TEN_MILE).name,
    } | fields
