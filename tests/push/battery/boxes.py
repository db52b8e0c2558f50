"""Both sandboxes behind one face: what they hold in our fields, and each write they hear."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from starlette.types import Message, Receive, Scope, Send

from push.jobs import open_jobs, open_target
from push.kit.job import Job
from push.kit.source import Person
from push.kit.target import EVENT
from push.targets.chronotrack import assumed as chronotrack_wire
from push.targets.copernico import assumed as copernico_wire
from sandbox.chronotrack.app import ChronoTrack
from sandbox.chronotrack.roster import Roster, build_timed_roster
from sandbox.copernico import athletes
from sandbox.copernico.app import Copernico
from sandbox.faults import Faults
from sandbox.middleware import CONTROL
from sandbox.races import RACES
from sandbox.serving import serve
from tests.push.timed import HARBOR, chronotrack_connection
from tests.push.world import person, sandbox_connection, warehouse

SLUG = "riverbend-spring-2026"
OURS = "runsignup-"
RENAMED = (
    ("races", "race_id", "race_name"),
    ("reg_choices", "reg_choice_id", "reg_choice_name"),
    ("entries", "entry_id", "race_name"),
)
Fields = dict[str, str]


def runner(number: int, **changes: Any) -> Person:
    """An active runner of the 10 Mile with a bib that nobody wears yet."""
    return person(number, **{"event_name": "10 Mile", "bib_number": str(2000 + number), **changes})


@dataclass
class Write:
    """A call that may change something, and its status: None where no answer was given."""

    method: str
    path: str
    body: Any
    status: int | None = None


@dataclass
class Heard:
    """An application that writes down what it hears; `app` is the sandbox behind it."""

    app: Any = None
    writes: list[Write] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one call."""
        is_write = scope["type"] == "http" and scope["method"] != "GET"
        if not is_write or scope["path"].startswith(CONTROL):
            await self.app(scope, receive, send)
            return
        parts, more = b"", True
        while more:
            message = await receive()
            parts, more = parts + message.get("body", b""), message.get("more_body", False)
        write = Write(scope["method"], scope["path"], msgspec.json.decode(parts))
        self.writes.append(write)
        waiting: list[Message] = [{"type": "http.request", "body": parts, "more_body": False}]

        async def again() -> Message:
            return waiting.pop() if waiting else await receive()

        async def told(message: Message) -> None:
            write.status = message.get("status", write.status)
            await send(message)

        await self.app(scope, again, told)


class Box(ABC):
    """A running sandbox that can be emptied; `heard` is what was written to it."""

    name = ""
    sandbox: Any = None

    def __init__(self, url: str, heard: Heard) -> None:
        self.url = url
        self.heard = heard
        self.empty()

    def job(self, store: sa.Engine, people: Iterable[Person], **settings: Any) -> Job:
        """The job that pushes these people to it; the list may be changed."""
        return job_on(self.name, self.url, store, people, **settings)

    @property
    def faults(self) -> Faults:
        """The faults still to come."""
        return self.sandbox.faults  # type: ignore[no-any-return]

    def held(self) -> dict[str, Fields]:
        """What it holds of our people, empty fields left out; those taken out are not in it."""
        found = [(key, one) for key, one in self.rows() if key.startswith(OURS)]
        assert len({key for key, _ in found}) == len(found), "a runner is there twice"
        return dict(found)

    def strangers(self) -> list[tuple[str, Fields]]:
        """What it holds of people whom we did not send."""
        return [(key, one) for key, one in self.rows() if not key.startswith(OURS)]

    def taken(self) -> list[tuple[str, str, Fields]]:
        """The writes that it took since it was emptied: action, record and fields, in our words."""
        well = [one for one in self.heard.writes if one.status in (200, 201)]
        return sorted((call for one in well for call in self.calls(one)), key=str)

    def empty(self) -> None:
        """Begins anew, with strangers only."""
        self.close()
        self.sandbox = self.make()
        self.heard.app = self.sandbox.app
        self.heard.writes.clear()

    @abstractmethod
    def close(self) -> None:
        """Lets go of what it holds."""

    @abstractmethod
    def make(self) -> Any:
        """A sandbox with strangers only."""

    @abstractmethod
    def rows(self) -> list[tuple[str, Fields]]:
        """Everybody whom it holds."""

    @abstractmethod
    def calls(self, write: Write) -> Iterator[tuple[str, str, Fields]]:
        """What one write does, in our words."""

    @abstractmethod
    def correct(self, record_id: str, **fields: str) -> None:
        """Changes our fields of a record as if on the timer's screen."""

    @abstractmethod
    def remove(self, record_id: str) -> None:
        """Takes a record out for good, as if on the timer's screen."""

    @abstractmethod
    def rename(self, patch: pytest.MonkeyPatch, old: str, new: str) -> None:
        """Gives an event another name, as if on the timer's screen."""


class CopernicoBox(Box):
    """A Copernico with one walk-up and one bib without a person."""

    name = "copernico"
    names = copernico_wire.WIRE_NAMES

    def close(self) -> None:
        if self.sandbox is not None:
            self.sandbox.close()

    def make(self) -> Copernico:
        made = Copernico()
        stranger = {"id": "A1", "name": "Eva", "surname": "Walk", "eventId": "5K", "dorsal": "800"}
        bare = {"id": "B2", "name": "Dorsal sin datos", "eventId": "10 Mile", "dorsal": "801"}
        made.store.register(SLUG, [stranger, bare])
        return made

    def rows(self) -> list[tuple[str, Fields]]:
        entrants = self.sandbox.store.entrants(SLUG)
        return [(one.key, _ours(one.person, self.names)) for one in entrants]

    def calls(self, write: Write) -> Iterator[tuple[str, str, Fields]]:
        ours = {theirs: name for name, theirs in self.names.items()}
        for sent in write.body:
            fields = {ours[name]: value for name, value in sent.items() if name in ours}
            yield "send", sent["id"], fields | {EVENT: sent["eventId"]}

    def correct(self, record_id: str, **fields: str) -> None:
        changed = {self.names[name]: value for name, value in fields.items()}
        self.sandbox.store.tamper(SLUG, record_id, changed)

    def remove(self, record_id: str) -> None:
        self.sandbox.store.delete(SLUG, record_id)

    def rename(self, patch: pytest.MonkeyPatch, old: str, new: str) -> None:
        races = [
            replace(race, events=tuple(
                replace(one, name=new) if one.name == old else one for one in race.events
            ))
            for race in RACES
        ]  # fmt: skip
        patch.setattr(athletes, "RACES", tuple(races))
        for one in self.sandbox.store.entrants(SLUG, old):
            self.sandbox.store.tamper(SLUG, one.key, {"event": new})


class ChronoTrackBox(Box):
    """A ChronoTrack with forty-four entries of its own."""

    name = "chronotrack"
    names = chronotrack_wire.WIRE_NAMES
    races: Mapping[str, str] = {"33011": "10 Mile", "33013": "5K"}

    def close(self) -> None:
        """It holds nothing outside of memory."""

    def make(self) -> ChronoTrack:
        return ChronoTrack(_roster())

    def rows(self) -> list[tuple[str, Fields]]:
        entries = self.sandbox.store.rows("entries", HARBOR)
        return [
            (row["entry_external_id"], _ours(row, self.names))
            for row in entries
            if row["entry_status"] != "WITHDRAWN"
        ]

    def calls(self, write: Write) -> Iterator[tuple[str, str, Fields]]:
        body = write.body
        ours = {theirs: name for name, theirs in self.names.items()}
        fields = {ours[name]: value for name, value in body.items() if name in ours}
        if write.path.endswith("/groups"):
            yield "team", body["team_name"], {}
            return
        external = body.get("entry_external_id")
        if write.method == "PUT":
            row = self.sandbox.store.record("entries", write.path.rpartition("/")[2])
            external = row["entry_external_id"]
        if body.get("entry_status") == "WITHDRAWN":
            yield "withdraw", external, {}
            return
        if choice := body.get("reg_choice_id"):
            fields[EVENT] = self.races[choice]
        yield "send", external, fields

    def correct(self, record_id: str, **fields: str) -> None:
        changed = {self.names[name]: value for name, value in fields.items()}
        self.sandbox.store.put("entries", self._entry(record_id), changed)

    def remove(self, record_id: str) -> None:
        self.sandbox.store.remove("entries", self._entry(record_id))

    def rename(self, patch: pytest.MonkeyPatch, old: str, new: str) -> None:
        store = self.sandbox.store
        for kind, key, name in RENAMED:
            for row in store.rows(kind, HARBOR):
                if row[name] == old:
                    store.put(kind, row[key], {name: new})

    def _entry(self, record_id: str) -> str:
        rows = self.sandbox.store.rows("entries", HARBOR)
        [key] = [row["entry_id"] for row in rows if row["entry_external_id"] == record_id]
        return str(key)


BOXES = {box.name: box for box in (CopernicoBox, ChronoTrackBox)}
CONNECTIONS = {"copernico": sandbox_connection, "chronotrack": chronotrack_connection}


@contextmanager
def open_box(name: str) -> Iterator[Box]:
    """A running sandbox of that target."""
    heard = Heard()
    with serve(heard) as server:
        box = BOXES[name](server.url, heard)
        yield box
    box.close()


def job_on(name: str, url: str, store: sa.Engine, people: Iterable[Person], **settings: Any) -> Job:
    """A job that pushes to a sandbox, three records to a call, fields to whoever was last."""
    common = {"shared_fields": None, "batch_size": 3}
    connection = CONNECTIONS[name](url, **{**common, **settings})
    [job] = open_jobs(connection, open_target(connection), store, warehouse([]))
    return replace(job, people=lambda: people, pause=lambda _seconds: None)


@cache
def _roster() -> Roster:
    return build_timed_roster(finishers=30)


def _ours(row: Mapping[str, Any], names: Mapping[str, str]) -> Fields:
    fields = {ours: str(row.get(theirs) or "").strip() for ours, theirs in names.items()}
    return {name: value for name, value in fields.items() if value}
