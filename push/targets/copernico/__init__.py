"""Copernico (Timingsense) as a push target.

Reads: `GET {base_url}/api/races/{slug}` (events), `.../preset/{login}:::{preset}/{event}` (what is
held), `.../athletes` and `.../athlete/{id}/full` (look-ups, and where the preset has no id column).
Writes: `POST {registrations_url}/{slug}`; what is not documented of it stands in `assumed`.

A team is a text of the registration (`club`), so nothing has to be made before its members.

Settings: base_url, registrations_url, registrations_preset, batch_size; those that every target has
stand in `push.jobs`. Secrets: api_key, login (it opens presets without a key), and, where the
vendor asks for them, registrations_key and bearer.
Source: wiki.timingsense.com "How to export presets via API"; Timingsense academy "How to connect
registration API" and "Import data" (documented); the rest as graded in `reading` and `assumed`.
"""

import csv
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

from extract.kit.budget import Budget, SharedBudget, Unlimited
from extract.kit.connection import Connection
from extract.kit.errors import BadReply, ConfigError, NotFound, Where
from extract.kit.http import Reply, RetryPolicy, Session, SessionSpec, accept_any
from push.kit.source import Person
from push.kit.target import BIB, EVENT, Held, Limits, Outcome, Record, ScoringEvent
from push.targets.copernico import assumed, reading

BASE_URL = "https://public-api.copernico.cloud"
PARALLEL = 10
Check = Callable[[Reply, Where], None]
# Above this many a whole event's preset costs fewer calls than one call per person.
SINGLE_LOOKUPS = 20
GENDERS = {"female": "female", "male": "male", "nonbinary": "mixed"}
CSV_COLUMNS = {
    "bib-number": BIB,
    "name": "first_name",
    "surname": "last_name",
    "gender": "gender",
    "birthdate": "date_of_birth",
    "eventName": EVENT,
    "club": "team_name",
}


def open_target(
    connection: Connection,
    budget_path: Path | None = None,
) -> "Copernico":
    """The target of one Copernico account; `budget_path` is where processes share its budget."""
    if budget_path is None or not connection.settings.get("paced", True):
        return Copernico(connection, Unlimited())
    account = f"copernico {connection.secret('api_key')}"
    return Copernico(connection, SharedBudget(budget_path, account, assumed.RATES))


class Copernico:
    """One Copernico account, as the push kit sees it."""

    name = "copernico"

    def __init__(self, connection: Connection, budget: Budget) -> None:
        settings = connection.settings
        self._connection = connection
        self._policy = RetryPolicy(**settings.get("retry", {}))
        self._budget = budget
        self._base_url = str(settings.get("base_url", BASE_URL)).rstrip("/") + "/api/races"
        self._preset = str(settings.get("registrations_preset", "registrations"))
        self.limits = Limits(int(settings.get("batch_size", assumed.BATCH_SIZE)))
        if self.limits.batch_size < 1:
            raise ConfigError(f"connection {connection.slug}: batch_size must be 1 or more.")
        self._reader = self._session(
            self._base_url, {"x-api-key": connection.secret("api_key")}, reading.check
        )
        self._writer = self._session(
            str(settings.get("registrations_url", assumed.REGISTRATIONS_URL)).rstrip("/"),
            assumed.write_headers(connection.secrets),
        )

    def events(self, race: str) -> tuple[ScoringEvent, ...]:
        """The race's events, which are known by their names."""
        data = self._data(f"/{quote(race, safe='')}", "race")
        if not isinstance(data, dict):
            raise NotFound(
                self._where("race", f"/{race}"),
                seen="no such race",
                todo="Check the race slug in this connection's settings.",
            )
        names = [reading.text(event.get("name")) for event in data.get("events") or []]
        return tuple(ScoringEvent(f"{race}|{name}", name) for name in names)

    def fields(self, person: Person, event: str) -> dict[str, str]:
        """What Copernico is to hold of a person, without what we do not know.

        The country is left out: the source has where people live, Copernico asks their nationality.
        """
        born = person.date_of_birth
        values = {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "gender": GENDERS.get(person.gender or ""),
            "date_of_birth": born.isoformat() if born else None,
            BIB: person.bib_number,
            EVENT: event,
            "team_name": person.team_name,
            "email": person.email,
            "phone": person.phone,
        }
        trimmed = {name: (value or "").strip() for name, value in values.items()}
        return {name: value for name, value in trimmed.items() if value}

    def comparable(self, field: str, value: str) -> str:
        """`value` without what differs by mere storage: bib zeros, a time after a birth date."""
        if not value:
            return ""
        if not value.isascii():
            value = unicodedata.normalize("NFC", reading.repaired(value))
        value = value.strip()
        if field == BIB and value.isdecimal():
            return value.lstrip("0") or "0"
        return value[:10] if field == "date_of_birth" else value

    def read_back(self, race: str, events: Sequence[str]) -> Iterator[Held]:
        """Everyone in these events by the preset, or one by one when it has no ids."""
        exported = [(event, self._preset_rows(race, event)) for event in events]
        if all("id" in row for _, rows in exported for row in rows):
            for event, rows in exported:
                yield from reading.held_from_preset(rows, event)
        else:
            yield from self._participants(race, self._athlete_ids(race))

    def lookup(self, race: str, record_ids: Sequence[str]) -> Iterator[Held]:
        """The records under these ids."""
        if len(record_ids) <= SINGLE_LOOKUPS:
            yield from self._participants(race, record_ids)
            return
        wanted = set(record_ids)
        for held in self.read_back(race, [one.name for one in self.events(race)]):
            if held.record_id in wanted:
                yield held

    def missing_teams(self, race: str, names: Sequence[str]) -> tuple[str, ...]:
        """None: a team is no record of its own."""
        return ()

    def send(self, race: str, records: Sequence[Record]) -> Outcome:
        """Posts the records as registrations."""
        path = f"/{quote(race, safe='')}"
        body = [assumed.registration(record, race) for record in records]
        reply = self._writer.post_json(path, body, entity="registrations")
        where = self._where("registrations", path)
        if reply.body:
            reading.check(reply, where)
        return Outcome()

    def withdraw(self, race: str, records: Sequence[Record]) -> None:
        """Takes nobody out, as no call for it is known."""

    def export_csv(self, race: str, records: Sequence[Record], file: TextIO) -> None:
        """Writes the file for Copernico's own import, to be run as Modify, never as Replace.

        The data is exact: nothing is put before a value that a spreadsheet would take for a
        formula, since the import would store it as part of the name.
        """
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", *CSV_COLUMNS, "document"])
        for record in records:
            values = [record.fields.get(field, "") for field in CSV_COLUMNS.values()]
            writer.writerow([record.record_id, *values, ""])

    def _session(
        self, base_url: str, headers: Mapping[str, str], check: Check = accept_any
    ) -> Session:
        return Session(
            SessionSpec(
                base_url=base_url,
                provider=self.name,
                connection=self._connection.slug,
                secrets=tuple(self._connection.secrets.values()),
                headers=headers,
                check=check,
                policy=self._policy,
                budget=self._budget,
                read_seconds=assumed.READ_SECONDS,
                connections=PARALLEL,
            )
        )

    def _where(self, entity: str, endpoint: str) -> Where:
        return Where(self.name, self._connection.slug, entity, endpoint)

    def _data(self, path: str, entity: str) -> Any:
        where = self._where(entity, path)
        body = self._reader.get(path, entity=entity)
        return reading.data_of(reading.document(body, where))

    def _preset_rows(self, race: str, event: str) -> list[Mapping[str, Any]]:
        # The login belongs to the base URL so that no message, which names the path, can show it.
        login = quote(self._connection.secret("login"), safe="")
        preset = quote(self._preset, safe="")
        base = f"{self._base_url}/{quote(race, safe='')}/preset/{login}:::{preset}"
        path = f"/{quote(event, safe='')}"
        where = self._where(f"preset {self._preset} of {race}", path)
        with self._session(base, {}, reading.check) as session:
            try:
                body = session.get(path, entity=where.entity)
            except BadReply as error:
                if "HTTP 413" not in error.seen:
                    raise
                raise BadReply(
                    where,
                    seen="the preset is over the 6 MB that Copernico exports (HTTP 413)",
                    todo="Ask the timer for a slimmer preset: id, name, surname, gender, "
                    "birthdate, dorsal, event, club, e-mail, phone.",
                ) from error
        return reading.preset_rows(reading.document(body, where), where)

    def _athlete_ids(self, race: str) -> list[str]:
        listed = self._data(f"/{quote(race, safe='')}/athletes", "athletes") or []
        return [reading.text(one["id"] if isinstance(one, dict) else one) for one in listed]

    def _participants(self, race: str, record_ids: Sequence[str]) -> Iterator[Held]:
        paths = [
            f"/{quote(race, safe='')}/athlete/{quote(one, safe='')}/full" for one in record_ids
        ]
        with ThreadPoolExecutor(PARALLEL) as pool:
            for found in pool.map(self._participant, paths):
                if found:
                    yield from reading.held_from_participant(found)

    def _participant(self, path: str) -> dict[str, Any] | None:
        try:
            data = self._data(path, "athlete")
        except NotFound:
            return None
        return data if isinstance(data, dict) else None
