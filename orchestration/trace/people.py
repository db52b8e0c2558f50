"""Who a story is about: a registration as served, its results, or a result without one."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Person:
    """One registration as served, in the order of the query's columns. Times are in UTC."""

    participant_key: str
    source_provider: str
    connection: str
    timing_partner_id: str | None
    race_id: str
    event_key: str | None
    event_name: str | None
    registration_id: str
    transferred_to: str | None
    first_name: str | None
    last_name: str | None
    gender: str | None
    email: str | None
    bib_number: str | None
    chip: str | None
    team_name: str | None
    date_of_birth: date | None
    age: int | None
    status: str
    removed_reason: str | None
    updated_at: datetime | None
    fetched_date: datetime

    @property
    def name(self) -> str:
        """The full name; empty when there is none."""
        return " ".join(part.strip() for part in (self.first_name, self.last_name) if part).strip()

    @property
    def record_id(self) -> str:
        """The identity at every scoring system."""
        return f"{self.source_provider}-{self.registration_id}"


@dataclass(frozen=True)
class Result:
    """One result as served, in the order of the query's columns. Times are in UTC."""

    result_key: str
    source_provider: str
    connection: str
    race_id: str
    event_id: str
    event_name: str | None
    participant_key: str | None
    scoring_id: str | None
    bib_number: str | None
    first_name: str | None
    last_name: str | None
    category: str | None
    status: str
    provider_status: str | None
    is_placeholder: bool
    overall_rank: int | None
    gender_rank: int | None
    category_rank: int | None
    gun_time_ms: int | None
    chip_time_ms: int | None
    start_offset_ms: int | None
    fetched_date: datetime

    @property
    def raw_key(self) -> str:
        """The key under which the scoring side's own row landed."""
        return self.result_key.removeprefix(f"{self.connection}-")

    @property
    def name(self) -> str:
        """The full name as the scoring side has it; empty when there is none."""
        return " ".join(part.strip() for part in (self.first_name, self.last_name) if part).strip()


@dataclass(frozen=True)
class Subject:
    """Whose story is told: a registration with its results, or a result that nobody registered."""

    person: Person | None
    results: tuple[Result, ...]
    others: tuple[Person, ...] = ()

    @property
    def key(self) -> str:
        """What tells the subject apart."""
        return self.person.participant_key if self.person else self.results[0].result_key

    @property
    def name(self) -> str:
        """The name, by the registration where there is one."""
        return self.person.name if self.person else self.results[0].name

    @property
    def bib(self) -> str:
        """The bib, by the registration where there is one."""
        bib = self.person.bib_number if self.person else self.results[0].bib_number
        return bib or ""


def told(person: Person) -> str:
    """A registration in a few words: who, bib, event, status, and the id to ask for."""
    bib = f"bib {person.bib_number}" if person.bib_number else "no bib"
    who = person.name or "somebody without a name"
    where = person.event_name or "no event"
    return f"{who}, {bib}, {where}, {person.status} (registration {person.registration_id})"
