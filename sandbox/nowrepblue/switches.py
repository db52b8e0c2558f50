"""The switches of the server, and what they make of an endpoint's rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sandbox.nowrepblue.agency import made_id
from sandbox.nowrepblue.assumed import TOKEN_FORMS
from sandbox.nowrepblue.fillers import filler
from sandbox.nowrepblue.views import VIEWS
from sandbox.races import Record

ENVELOPES = frozenset({"data", "array", "named", "numbered", "error", "html", "truncated"})
KEYS = {
    "boards": "id", "boards_talents": "boardId", "boards_portfolios": "boardId", "talents": "id",
    "talents_portfolios": "talentId", "talents_measurements": "id", "talents_socials": "id",
    "portfolios_media": "portfolioId", "media_tags": "id",
}  # fmt: skip
LISTS = {
    "boards_talents": "talents", "boards_portfolios": "portfolios",
    "talents_portfolios": "portfolios", "talents_socials": "socials", "portfolios_media": "media",
    "media_tags": "tags",
}  # fmt: skip
# What another row under the same natural key says differently.
OTHERWISE: Mapping[str, Record] = {
    "boards": {"title": "Another title"},
    "boards_talents": {"lastName": "Another"},
    "boards_portfolios": {"talentId": made_id("talents", 2)},
    "talents": {"lastName": "Another"},
    "talents_portfolios": {"title": "Another title"},
    "talents_measurements": {
        "measurements": {"heightCm": 150, "updatedAt": "2026-01-31T09:00:00.000Z"}
    },
    "talents_socials": {"username": "another.example"},
    "portfolios_media": {"order": 99},
    "media_tags": {"name": "Another tag"},
}
NOBODY = 9_999_999
STRANGERS: Mapping[str, Record] = {
    "boards_talents": {"id": made_id("talents", NOBODY)},
    "boards_portfolios": {
        "id": made_id("portfolios", NOBODY), "talentId": made_id("talents", NOBODY),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Switches:
    """How the server answers where it is to differ; endpoints go by their raw entities' names.

    envelope: of every endpoint; envelopes: of one. limit: whether `?limit=` is heeded. token: is
    asked for in `token_header` when set. empty: `[]`. first: only so many rows. extra: so many more
    that are made up; the same number everywhere stays consistent. repeats: the first row comes
    again. duplicates: a natural key comes again and says something else. split: the first row with
    several children comes as two. dangling: a reference that leads nowhere. missing: a field is not
    in the first row, `media.url` in its first child; dropped: in none. null_measurements,
    string_talent_type: of every talent. shared_media: a medium may be in two portfolios.
    """

    envelope: str = "data"
    envelopes: Mapping[str, str] = field(default_factory=dict)
    limit: bool = False
    token: str | None = None
    token_header: str = "authorization"
    empty: Sequence[str] = ()
    first: Mapping[str, int] = field(default_factory=dict)
    extra: Mapping[str, int] = field(default_factory=dict)
    repeats: Sequence[str] = ()
    duplicates: Sequence[str] = ()
    split: Sequence[str] = ()
    dangling: Sequence[str] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    dropped: Mapping[str, str] = field(default_factory=dict)
    null_measurements: bool = False
    string_talent_type: bool = False
    shared_media: bool = True

    def __post_init__(self) -> None:
        """Refuse a name that no switch acts on, which would otherwise do nothing."""
        counted = (self.first, self.extra, self.missing, self.dropped)
        for names in (*counted, self.envelopes, self.empty, self.repeats, self.duplicates):
            _require("endpoint", names, VIEWS)
        _require("endpoint with children", self.split, LISTS)
        _require("endpoint with references", self.dangling, set(VIEWS) - {"boards", "talents"})
        _require("envelope", {self.envelope, *self.envelopes.values()}, ENVELOPES)
        _require("token header", {self.token_header}, TOKEN_FORMS)

    def envelope_of(self, endpoint: str) -> str:
        """What an endpoint's rows are wrapped into."""
        return self.envelopes.get(endpoint, self.envelope)


def _require(kind: str, names: Iterable[str], known: Iterable[str]) -> None:
    if unknown := sorted(set(names) - set(known)):
        raise ValueError(f"unknown {kind} {unknown[0]!r}; known are {', '.join(sorted(known))}")


def altered(rows: list[Record], endpoint: str, switches: Switches) -> list[Record]:
    """An endpoint's rows as the switches want them."""
    if endpoint in switches.empty:
        return []
    rows = rows[: switches.first.get(endpoint)]
    extra = (filler(endpoint, number) for number in range(1, switches.extra.get(endpoint, 0) + 1))
    rows = [_retyped(row, switches) for row in (*rows, *extra)]
    if not switches.shared_media and endpoint == "portfolios_media":
        rows = _media_once(rows)
    if endpoint in switches.dangling:
        rows = _with_stranger(rows, endpoint)
    if endpoint in switches.split:
        rows = _split(rows, LISTS[endpoint])
    if endpoint in switches.duplicates:
        rows = _doubled(rows, endpoint)
    if endpoint in switches.repeats:
        rows = [*rows, rows[0]]
    return _pruned(rows, switches.missing.get(endpoint), switches.dropped.get(endpoint))


def _retyped(row: Record, switches: Switches) -> Record:
    if switches.null_measurements and "measurements" in row:
        return row | {"measurements": None}
    if switches.string_talent_type and "talentType" in row:
        return row | {"talentType": row["talentType"]["name"]}
    return row


def _media_once(rows: list[Record]) -> list[Record]:
    seen: set[str] = set()
    kept = []
    for row in rows:
        media = [medium for medium in row["media"] if medium["id"] not in seen]
        seen.update(medium["id"] for medium in media)
        kept.append(row | {"media": media})
    return kept


def _with_stranger(rows: list[Record], endpoint: str) -> list[Record]:
    """A child that is nowhere else, or a row of a parent that is nowhere else."""
    if endpoint in STRANGERS:
        name = LISTS[endpoint]
        return [rows[0] | {name: [*rows[0][name], STRANGERS[endpoint]]}, *rows[1:]]
    return [*rows, filler(endpoint, NOBODY)]


def _with_children(rows: list[Record], name: str, least: int = 1) -> int:
    """Which row is the first with so many children."""
    return next(place for place, row in enumerate(rows) if len(row[name]) >= least)


def _split(rows: list[Record], name: str) -> list[Record]:
    place = _with_children(rows, name, least=2)
    row = rows[place]
    halves = [row | {name: row[name][:1]}, row | {name: row[name][1:]}]
    return [*rows[:place], *halves, *rows[place + 1 :]]


def _doubled(rows: list[Record], endpoint: str) -> list[Record]:
    if endpoint not in LISTS:
        return [*rows, _merged(rows[0], OTHERWISE[endpoint])]
    name = LISTS[endpoint]
    place = _with_children(rows, name)
    row = rows[place]
    twice = row | {name: [*row[name], _merged(row[name][0], OTHERWISE[endpoint])]}
    return [*rows[:place], twice, *rows[place + 1 :]]


def _merged(row: Record, fields: Record) -> Record:
    return row | {
        name: row[name] | value if isinstance(value, dict) else value
        for name, value in fields.items()
    }


def _pruned(rows: list[Record], missing: str | None, dropped: str | None) -> list[Record]:
    if dropped is not None:
        rows = [_without(row, dropped, every=True) for row in rows]
    if missing is not None:
        name, _, inner = missing.partition(".")
        place = next(place for place, row in enumerate(rows) if row[name] or not inner)
        rows = [*rows[:place], _without(rows[place], missing, every=False), *rows[place + 1 :]]
    return rows


def _without(row: Record, path: str, *, every: bool) -> Record:
    """A row without a field of its own, of its object, or of its first or every child."""
    name, _, inner = path.partition(".")
    if not inner:
        return {key: value for key, value in row.items() if key != name}
    below = row[name]
    if not isinstance(below, list):
        return row | {name: below and _without(below, inner, every=every)}
    until = len(below) if every else 1
    bare = [_without(child, inner, every=every) for child in below[:until]]
    return row | {name: [*bare, *below[until:]]}
