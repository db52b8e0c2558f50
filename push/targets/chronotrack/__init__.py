"""ChronoTrack Live as a push target; a race of the settings is an event there.

Reads: `GET /event/{id}/race` (scoring events), `/event/{id}/reg-choice` (how people come into one),
`/event/{id}/entry` (what is held, by external id). Writes: one call per entry and per new team; all
of it is assumed and stands in `assumed`. The certain way is the file of `export_csv`.

Settings: base_url, reg_choices (race name -> id or name of its registration choice, where it has
several), withdrawn_status, batch_size; those that every target has stand in `push.jobs`. Secrets:
client_id, login, password (or its SHA-1); simple access is used, whatever the pull uses.
Source: ChronoTrack's help pages on importing athletes and teams (documented); `reading` as graded
there.
"""

import csv
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TextIO

from extract.kit.budget import Budget, SharedBudget, Unlimited
from extract.kit.connection import Connection
from extract.kit.errors import BadReply, ConfigError
from push.kit.source import Person
from push.kit.target import BIB, EVENT, Held, Limits, Outcome, Record, ScoringEvent
from push.targets.chronotrack import assumed, calls, reading
from push.targets.chronotrack.access import keeps_ids, open_session
from push.targets.chronotrack.reading import Row

BYTE_ORDER_MARK = "\ufeff"
# The header of a file that ChronoTrack took; what we know nothing of stays empty.
CSV_COLUMNS = {
    "REG_CHOICE": "", "RACE_NAME": EVENT, "BIB": BIB, "TAG": "", "BRACKET": "",
    "FIRST_NAME": "first_name", "LAST_NAME": "last_name", "GENDER": "gender", "RACE_AGE": "",
    "REG_AGE": "", "DOB": "date_of_birth", "CITY": "", "COUNTRY_NAME": "", "COUNTRY_CODE": "",
}  # fmt: skip


def open_target(connection: Connection, budget_path: Path | None = None) -> "ChronoTrack":
    """The target of one ChronoTrack account; `budget_path` is where processes share its budget."""
    if budget_path is None or not connection.settings.get("paced", True):
        return ChronoTrack(connection, Unlimited())
    account = f"chronotrack {connection.secret('client_id')} {connection.secret('login')}"
    return ChronoTrack(connection, SharedBudget(budget_path, account, assumed.RATES))


class ChronoTrack:
    """One ChronoTrack account, as the push kit sees it."""

    name = "chronotrack"

    def __init__(self, connection: Connection, budget: Budget) -> None:
        settings = connection.settings
        self._session = open_session(connection, budget)
        self._wanted_choices: Mapping[str, str] = settings.get("reg_choices", {})
        self._withdrawn = str(settings.get("withdrawn_status", assumed.WITHDRAWN_STATUS))
        self.limits = Limits(int(settings.get("batch_size", assumed.BATCH_SIZE)))
        if self.limits.batch_size < 1:
            raise ConfigError(f"connection {connection.slug}: batch_size must be 1 or more.")
        # By event, as last read: the choice of each race, the entry of each external id and of each
        # id of the provider's own, the teams.
        self._choices: dict[str, dict[str, Row | None]] = {}
        self._entries: dict[str, dict[str, Row]] = {}
        self._own: dict[str, dict[str, Row]] = {}
        self._teams: dict[str, set[str]] = {}

    def events(self, race: str) -> tuple[ScoringEvent, ...]:
        """The event's races."""
        path = f"/event/{reading.quoted(race)}"
        races = reading.every_row(self._session, f"{path}/race", ("event_race", "races"), "race_id")
        names = ("event_reg_choice", "reg_choices")
        choices = reading.every_row(self._session, f"{path}/reg-choice", names, "reg_choice_id")
        self._choices[race] = {
            one["race_name"]: reading.choice_of(
                one, choices, self._wanted_choices.get(one["race_name"])
            )
            for one in races
        }
        return tuple(ScoringEvent(one["race_id"], one["race_name"]) for one in races)

    def fields(self, person: Person, event: str) -> dict[str, str]:
        """What ChronoTrack is to hold of a person, without what we do not know."""
        born = person.date_of_birth
        values = {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "gender": assumed.GENDERS.get(person.gender or ""),
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
        """`value` without what differs by mere storage: bib zeros, the form of an accent."""
        value = unicodedata.normalize("NFC", value.strip())
        if field == BIB and value.isdecimal():
            return value.lstrip("0") or "0"
        return value

    def read_back(self, race: str, events: Sequence[str]) -> Iterator[Held]:
        """Everyone in the event, those taken out included; remembers who has which entry."""
        path = assumed.entries_path(reading.quoted(race))
        rows = reading.every_row(self._session, path, ("event_entry", "entries"), "entry_id")
        withdrawn = frozenset({self._withdrawn.upper()})
        lasting = keeps_ids(self._session)
        records = [reading.held(row, withdrawn, lasting=lasting) for row in rows]
        index: dict[str, Row] = {}
        for record, row in zip(records, rows, strict=True):
            index.setdefault(record.record_id, row)
        self._entries[race] = index
        self._own[race] = {row.get("entry_id", ""): row for row in rows} if lasting else {}
        self._teams.pop(race, None)
        return iter(records)

    def lookup(self, race: str, record_ids: Sequence[str]) -> Iterator[Held]:
        """The records under these ids; the provider has no way to ask for single external ids."""
        wanted = {*record_ids}
        everyone = self.read_back(race, ())
        return (one for one in everyone if not wanted.isdisjoint((one.record_id, one.provider_id)))

    def missing_teams(self, race: str, names: Sequence[str]) -> tuple[str, ...]:
        """Those of the teams that the event has not."""
        path = assumed.teams_path(reading.quoted(race))
        if race not in self._teams:
            envelope = ("event_group", "groups", "teams")
            rows = reading.every_row(self._session, path, envelope, "team_id")
            self._teams[race] = {row.get("team_name", "") for row in rows}
        return tuple(sorted(set(names) - self._teams[race]))

    def send(self, race: str, records: Sequence[Record]) -> Outcome:
        """Makes or changes each entry, teams first; what the provider refuses is told by record."""
        self._know(race)
        rejected = self._without_choice(race, records)
        rejected |= self._without_team(
            race, [one for one in records if one.record_id not in rejected]
        )
        waiting = [one for one in records if one.record_id not in rejected]
        done = self._sent(race, waiting)
        if 0 < len(done.rejected) < len(waiting) and not done.failed:
            # A bib may have been given up by an entry that came later in the same call.
            again = self._sent(race, [one for one in waiting if one.record_id in done.rejected])
            done = replace(again, made={**done.made, **again.made})
        return replace(done, rejected={**rejected, **done.rejected})

    def withdraw(self, race: str, records: Sequence[Record]) -> Outcome:
        """Takes people out by a status, so that their entries and times stay.

        Raises: ProviderError.
        """
        self._know(race)
        done = calls.deliver(records, (), partial(self._take_out, race))
        for error in done.failed.values():
            raise error
        return done

    def export_csv(self, race: str, records: Sequence[Record], file: TextIO) -> None:
        """Writes the file for the upload in CT Live, with a byte order mark as it wants one.

        The data is exact: nothing is put before a value that a spreadsheet would take for a
        formula, since the import would store it as part of the name.
        """
        file.write(BYTE_ORDER_MARK)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["EXTERNAL_ID", "TYPE", *CSV_COLUMNS])
        choices = self._choices.get(race, {})
        for record in records:
            choice = choices.get(record.event) or {}
            fields = {**record.fields, EVENT: record.event}
            year, _, rest = fields.get("date_of_birth", "").partition("-")
            month, _, day = rest.partition("-")
            fields["date_of_birth"] = f"{day}-{month}-{year}" if day else ""
            values = [fields.get(field, "") for field in CSV_COLUMNS.values()]
            values[0] = choice.get("reg_choice_name", "")
            writer.writerow([record.record_id, assumed.PERSON_TYPE, *values])

    def _know(self, race: str) -> None:
        """Reads what was not read yet: the choices of the event's races, and its entries."""
        if race not in self._choices:
            self.events(race)
        if race not in self._entries:
            self.read_back(race, ())

    def _without_choice(self, race: str, records: Sequence[Record]) -> dict[str, str]:
        """The records whose race cannot be come into, and why."""
        choices = self._choices[race]
        return {
            one.record_id: (
                f"race {one.event!r} has no clear registration choice: put it into this "
                "connection's setting reg_choices"
            )
            for one in records
            if choices.get(one.event) is None
        }

    def _without_team(self, race: str, records: Sequence[Record]) -> dict[str, str]:
        """Makes the teams that are missing; the records whose team was refused, and why."""
        wanted = {one.fields.get("team_name", "") for one in records} - {""}
        if not wanted:
            return {}
        path = assumed.teams_path(reading.quoted(race))
        refused: dict[str, str] = {}
        for name in self.missing_teams(race, sorted(wanted)):
            try:
                self._session.post_json(path, assumed.team(name), entity="teams")
                self._teams[race].add(name)
            except BadReply as error:
                refused[name] = f"team {name!r}: {error.seen}"
        teams = {one.record_id: one.fields.get("team_name", "") for one in records}
        return {record: refused[team] for record, team in teams.items() if team in refused}

    def _sent(self, race: str, records: Sequence[Record]) -> Outcome:
        """Sends the records: those that may give a bib up in their order, then the others."""
        moving = [one for one in records if self._is_moving(race, one)]
        others = [one for one in records if one not in moving]
        return calls.deliver(moving, others, partial(self._send_one, race))

    def _is_moving(self, race: str, record: Record) -> bool:
        row = self._row(race, record)
        if row is None:
            return False
        return row.get("race_name", "") != record.event or BIB in self._changed(record, row)

    def _row(self, race: str, record: Record) -> Row | None:
        """The entry of a record: the one that it is known to have, else that of our id."""
        own = self._own[race].get(record.provider_id)
        return self._entries[race].get(record.record_id) if own is None else own

    def _send_one(self, race: str, record: Record) -> str:
        """Makes or changes the record's entry; gives back the id of one that was made."""
        choice = self._choices[race][record.event] or {}
        row = self._row(race, record)
        if row is None:
            body = {
                "entry_external_id": record.record_id,
                "entry_type": assumed.PERSON_TYPE,
                "reg_choice_id": choice["reg_choice_id"],
                **assumed.wire({name: value for name, value in record.fields.items() if value}),
            }
            path = assumed.entries_path(reading.quoted(race))
            reply = self._session.post_json(path, body, entity="entries")
            return assumed.made_id(reply.body) if keeps_ids(self._session) else ""
        body = assumed.wire(self._changed(record, row))
        if row.get("race_name", "") != record.event:
            body["reg_choice_id"] = choice["reg_choice_id"]
        if row.get("entry_status", "").upper() == self._withdrawn.upper():
            body["entry_status"] = assumed.ACTIVE_STATUS
        if body:
            self._put(row, body)
            row["race_name"] = record.event
        return ""

    def _take_out(self, race: str, record: Record) -> str:
        if (row := self._row(race, record)) is not None:
            self._put(row, {"entry_status": self._withdrawn})
        return ""

    def _changed(self, record: Record, row: Row) -> dict[str, str]:
        """The fields that the entry does not hold as wanted."""
        return {
            name: value
            for name, value in record.fields.items()
            if self.comparable(name, value)
            != self.comparable(name, row.get(assumed.WIRE_NAMES[name], ""))
        }

    def _put(self, row: Row, body: Mapping[str, str]) -> None:
        path = assumed.entry_path(reading.quoted(row["entry_id"]))
        self._session.put_json(path, body, entity="entries")
        # What a later call compares with, until the entries are read again.
        row.update(body)
