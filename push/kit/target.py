"""What a push target implements. Fields carry the names of the served view's columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, TextIO

from extract.kit.errors import ProviderError
from push.kit.source import Person

BIB = "bib_number"
EVENT = "event_name"
TEAM = "team_name"


class ScoringEvent(NamedTuple):
    """An event of a race at the provider: its id, as served in `unified_events`, and its name."""

    event_id: str
    name: str


@dataclass(frozen=True)
class Limits:
    """How much a target takes: `batch_size` records per call."""

    batch_size: int = 200


@dataclass(frozen=True, slots=True)
class Held:
    """A record as the provider holds it.

    `fields` has each field that the provider's answer can show, empty text where it holds nothing;
    a field that is not in it cannot be read back. `is_placeholder` marks a bib without a person,
    `is_withdrawn` a record that stays although its person was taken out. `provider_id` is the
    provider's own lasting id of the record, empty where it knows it by ours alone; `event_id` that
    of the event it stands in, empty where only its name is told.
    """

    record_id: str
    name: str
    fields: Mapping[str, str]
    is_placeholder: bool = False
    is_withdrawn: bool = False
    provider_id: str = ""
    event_id: str = ""

    @property
    def event(self) -> str:
        """The scoring event the record stands in."""
        return self.fields.get(EVENT, "")

    @property
    def bib(self) -> str:
        """The bib, empty when it has none."""
        return self.fields.get(BIB, "")


@dataclass(frozen=True, slots=True)
class Record:
    """A record to be sent; an empty text in `fields` clears the field there.

    `provider_id` is the one under which the provider is known to hold it, by whatever id it shows.
    """

    record_id: str
    event: str
    fields: Mapping[str, str]
    provider_id: str = ""


@dataclass(frozen=True)
class Outcome:
    """The answer to one call: `rejected` gives the reason per record id, the rest was taken.

    Where a call is several at the provider, `failed` has the error of each record of which it is
    not known that it was taken or refused. `made` has the provider's own ids of the records that
    were created, as far as the answer tells them.
    """

    rejected: Mapping[str, str] = field(default_factory=dict)
    failed: Mapping[str, ProviderError] = field(default_factory=dict)
    made: Mapping[str, str] = field(default_factory=dict)


class Target(Protocol):
    """A scoring system, as the kit sees it."""

    @property
    def name(self) -> str:
        """The provider's slug."""
        ...

    @property
    def limits(self) -> Limits:
        """How much it takes per call."""
        ...

    def events(self, race: str) -> tuple[ScoringEvent, ...]:
        """The race's scoring events, named as the provider spells them."""
        ...

    def fields(self, person: Person, event: str) -> dict[str, str]:
        """What this target is to hold of a person; a field without a value is left out."""
        ...

    def comparable(self, field: str, value: str) -> str:
        """`value` in the one spelling in which source and provider are compared."""
        ...

    def read_back(self, race: str, events: Sequence[str]) -> Iterator[Held]:
        """Every record that the provider holds in these events."""
        ...

    def lookup(self, race: str, record_ids: Sequence[str]) -> Iterator[Held]:
        """The records that the provider holds under these ids, which may be ours or its own.

        Yields: nothing for those it does not hold.
        """
        ...

    def missing_teams(self, race: str, names: Sequence[str]) -> tuple[str, ...]:
        """Those of the teams that `send` would have to make before their members."""
        ...

    def send(self, race: str, records: Sequence[Record]) -> Outcome:
        """Creates or updates these records in one call.

        Raises: BadReply when the call was refused as a whole; Transient with `outcome_unknown` when
            the provider may have stored it; other errors when no record can go.
        """
        ...

    def withdraw(self, race: str, records: Sequence[Record]) -> Outcome | None:
        """Takes people out; None when the provider has no way, so that a person has to do it.

        Raises: ProviderError when it cannot go on; whom it took out is then seen by reading back.
        """
        ...

    def export_csv(self, race: str, records: Sequence[Record], file: TextIO) -> None:
        """Writes the records as the file that the provider's own import takes for this race."""
        ...
