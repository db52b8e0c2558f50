"""Resources Centre as a place that edits are sent back to, where its API takes them.

| what             | call                                  |
|------------------|---------------------------------------|
| what it holds    | `GET /speakers`, as the reading side  |
| a change         | `PUT /speakers/1`, changed fields only|

Nothing is made or taken out there. The setting `write_back` has to allow it. Everything about
writing is assumed: see `assumed`. A change that the centre refuses is told record by record.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from extract.kit.connection import Connection
from extract.kit.errors import BadReply, ConfigError, Where
from extract.kit.http import Reply, RetryPolicy, Session, SessionSpec
from extract.kit.refusals import refused
from extract.kit.settings import TIMEOUT, number_of
from push.kit.source import Person
from push.kit.target import Held, Limits, Outcome, Record, ScoringEvent
from push.records.source import Kind
from push.targets.resources_centre import assumed, reading

NAME = "resources_centre"
KINDS = tuple(
    Kind(entity, f"crm.{entity}_current", tuple(fields))
    for entity, fields in assumed.FIELDS.items()
)


class ResourcesCentre:
    """One centre; `race` is a kind of record, which stands for the event too."""

    name = NAME
    limits = Limits(batch_size=1)

    def __init__(self, session: Session) -> None:
        self._session = session

    def events(self, race: str) -> tuple[ScoringEvent, ...]:
        """The kind of record, as the one event of itself."""
        return (ScoringEvent(race, race),)

    def fields(self, person: Person, event: str) -> dict[str, str]:
        """Nothing: no people are sent here."""
        return {}

    def comparable(self, field: str, value: str) -> str:
        """The value without the blanks around it."""
        return value.strip()

    def read_back(self, race: str, events: Sequence[str]) -> Iterator[Held]:
        """Every record that the centre lists."""
        path = f"/{race}"
        body = self._session.get(path, entity=race)
        yield from reading.records(body, race, self._where(race, path))

    def lookup(self, race: str, record_ids: Sequence[str]) -> Iterator[Held]:
        """Those of the listed records that have one of these ids."""
        wanted = set(record_ids)
        return (one for one in self.read_back(race, ()) if one.record_id in wanted)

    def missing_teams(self, race: str, names: Sequence[str]) -> tuple[str, ...]:
        """None: there are no teams."""
        return ()

    def send(self, race: str, records: Sequence[Record]) -> Outcome:
        """Changes one record.

        Raises: as `Target.send`.
        """
        for record in records:
            names = assumed.FIELDS[race]
            content = {names[field]: value or None for field, value in record.fields.items()}
            in_path = quote(record.record_id, safe="")
            path = assumed.RECORD_PATH.format(entity=race, record_id=in_path)
            self._session.put_json(path, content, entity=race)
        return Outcome()

    def withdraw(self, race: str, records: Sequence[Record]) -> Outcome | None:
        """None: nothing is taken out by a program."""
        return None

    def export_csv(self, race: str, records: Sequence[Record], file: TextIO) -> None:
        """Refuses, as the centre takes no file.

        Raises: ConfigError.
        """
        raise ConfigError("A Resources Centre has no import of its own: push plan without --csv.")

    def _where(self, entity: str, path: str) -> Where:
        return Where(NAME, self._session.spec.connection, entity, path)


def open_target(connection: Connection, _budget_path: Path | None = None) -> ResourcesCentre:
    """The target that a connection names.

    Raises: ConfigError when its address or its key is missing.
    """
    settings = connection.settings
    base_url = str(settings.get("base_url", "")).rstrip("/")
    if not base_url:
        raise ConfigError(
            f"{NAME} (connection {connection.slug}): the setting base_url is missing."
        )
    prefix = str(settings.get("path_prefix", assumed.PATH_PREFIX)).strip("/")
    key = connection.secret("api_key")
    return ResourcesCentre(
        Session(
            SessionSpec(
                base_url=f"{base_url}/{prefix}" if prefix else base_url,
                provider=NAME,
                connection=connection.slug,
                secrets=(key,),
                headers={"X-API-Key": key},
                check=reading.check,
                explain=explain,
                policy=RetryPolicy(**settings.get("retry", {})),
                read_seconds=number_of(settings, TIMEOUT, assumed.READ_SECONDS),
            )
        )
    )


def explain(reply: Reply, where: Where) -> BadReply | None:
    """What a refused change says, in the status alone; None where others know it better."""
    if where.endpoint.count("/") < 2 or reply.status not in assumed.NOT_TAKEN:
        return None
    error = refused(where, reply.status, reply.headers, "")
    todo = "Change it there by hand, or leave it: the next sync decides by who wrote last."
    return BadReply(where, seen=f"the centre takes no such change ({error.seen})", todo=todo)
