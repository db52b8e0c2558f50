"""What went out of one person, by the control store: plans, attempts, replies, publications."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from orchestration.trace.steps import Step, utc
from push.kit.ledger import LEDGER

LEDGER_NAME, PLANS, PUBLICATIONS, ROWS = (
    "push_ledger", "push_plans", "publications", "publication_rows",
)  # fmt: skip
# The index goes by connection and race first: each is looked up once, however many rows it has.
RACES = """
    with recursive slugs (connection) as (
        select min(connection) from push_ledger
        union all
        select (select min(connection) from push_ledger where connection > slugs.connection)
        from slugs where connection is not null
    ),
    races (connection, race) as (
        select connection, (
            select min(race) from push_ledger where push_ledger.connection = slugs.connection
        ) from slugs where connection is not null
        union all
        select connection, (
            select min(race) from push_ledger
            where push_ledger.connection = races.connection and race > races.race
        ) from races where race is not null
    )
    select connection, race from races where race is not null
"""
PLANS_SHOWN = 5
# A publication that tells runners tells each just once, so not with every row.
NOTICES: Mapping[str | None, str] = {
    None: "without a notice",
    "told": "with a notice",
    "claimed": "perhaps with a notice",
    "unclear": "perhaps with a notice",
}


@dataclass(frozen=True)
class Destination:
    """Where results are published: a connection, or one event of it."""

    connection: str
    event_key: str | None = None


class Named(msgspec.Struct):
    """An action of a stored plan, as far as it says who it is about."""

    record_id: str = ""


class HeldBack(msgspec.Struct):
    """Somebody whom a stored plan held back, and why."""

    record_id: str = ""
    reason: str = ""
    detail: str = ""


class StoredPlan(msgspec.Struct):
    """What is read of a stored plan."""

    creates: list[Named] = []
    updates: list[Named] = []
    withdrawals: list[Named] = []
    held_back: list[HeldBack] = []
    frozen: list[Named] = []


def attempt_steps(store: sa.Engine, record_id: str) -> Iterator[Step]:
    """Every attempt to push a record: what was to be done, what was sent, what came of it."""
    races = sa.text(RACES).columns(connection=sa.Text, race=sa.Text).cte("fed")
    same = sa.and_(LEDGER.c.connection == races.c.connection, LEDGER.c.race == races.c.race)
    query = sa.select(LEDGER).join(races, same).where(LEDGER.c.record_id == record_id)
    with store.connect() as connection:
        rows = connection.execute(query.order_by(LEDGER.c.id)).mappings().all()
        numbers = _plan_numbers(connection, {row["plan_id"] for row in rows})
    for row in rows:
        yield from _attempt(row, row.get("plan_number") or numbers.get(row["plan_id"]))


def _attempt(row: Mapping[Any, Any], number: int | None) -> Iterator[Step]:
    where = f"{row['connection']}: {row['race']}"
    known = {"ledger_id": row["id"], "plan_id": row["plan_id"], "plan_number": number}
    if own := row["provider_id"]:
        known["provider_id"] = own
    plan = f"plan {number}" if number else f"plan {row['plan_id']}"
    intended, sent, settled = (utc(row[f"{name}_at"]) for name in ("intended", "sent", "settled"))
    is_agreed = row["state"] == "confirmed" and sent is None and settled == intended
    if is_agreed:
        reason = f"held there already as registered, found by {plan}"
        yield Step(intended, "agreed", where, reason, {**known, "fields": row["fields"]})
        return
    fields, before = dict(row["fields"]), dict(row["before"])
    changes = [
        {"field": name, "old": before.get(name), "new": value}
        for name, value in fields.items()
        if row["action"] == "create" or name in before
    ]
    details = {**known, "event": row["event"], "fields": fields, "changes": changes}
    yield Step(intended, f"{row['action']} intended", where, f"{row['event']}, by {plan}", details)
    if sent is not None:
        yield Step(sent, "sent", where, "the provider took it", known)
    if row["state"] in ("confirmed", "rejected"):
        reason = row["error"] or "the provider holds it, seen when it was read back"
        yield Step(settled, row["state"], where, reason, known)
    elif row["error"]:
        yield Step(sent or intended, row["state"], where, row["error"], known)


def _plan_numbers(connection: sa.Connection, plan_ids: set[str]) -> dict[str, int]:
    plans = _table(connection, PLANS)
    if plans is None or not plan_ids:
        return {}
    query = sa.select(plans.c.plan_id, plans.c.number).where(plans.c.plan_id.in_(sorted(plan_ids)))
    return {row[0]: row[1] for row in connection.execute(query.order_by(plans.c.number))}


def plan_steps(
    store: sa.Engine, races: Sequence[tuple[str, str]], record_id: str
) -> Iterator[Step]:
    """What the newest stored plans of these races say of a record: held back and why, or sent."""
    with store.connect() as connection:
        plans = _table(connection, PLANS)
        if plans is None:
            return
        for slug, race in races:
            query = (
                sa.select(plans.c.number, plans.c.state, plans.c.made_at, plans.c.made_by,
                          plans.c.content)
                .where(plans.c.connection == slug, plans.c.race == race)
                .order_by(plans.c.number.desc())
                .limit(PLANS_SHOWN)
            )  # fmt: skip
            for row in reversed(connection.execute(query).all()):
                yield from _planned(f"{slug}: {race}", tuple(row), record_id)


def _planned(where: str, row: tuple[Any, ...], record_id: str) -> Iterator[Step]:
    number, state, made_at, made_by, content = row
    plan = _opened(content)
    known = {"plan_number": number, "plan_state": state, "made_by": made_by}
    for held in plan.held_back:
        if held.record_id == record_id:
            reason = f"plan {number}: {held.detail or held.reason}"
            yield Step(utc(made_at), "held back", where, reason, {**known, "code": held.reason})
    kinds = {
        "create": plan.creates, "update": plan.updates, "withdraw": plan.withdrawals,
        "held by the freeze": plan.frozen,
    }  # fmt: skip
    for kind, actions in kinds.items():
        if any(action.record_id == record_id for action in actions):
            reason = f"{kind}, in plan {number} by {made_by} ({state})"
            yield Step(utc(made_at), "planned", where, reason, known)


def _opened(content: Any) -> StoredPlan:
    """A plan as it is kept: as JSON, packed, or empty where its content was dropped for its age."""
    if content is None:
        return StoredPlan()
    if isinstance(content, bytes):
        return msgspec.json.decode(zlib.decompress(content), type=StoredPlan)
    return msgspec.convert(content, StoredPlan)


def publication_steps(
    store: sa.Engine, to: Destination, record_ids: Sequence[str]
) -> Iterator[Step]:
    """Every time the person's result was published, taken back or hidden with all the others."""
    with store.connect() as connection:
        rows, publications = _table(connection, ROWS), _table(connection, PUBLICATIONS)
        if rows is None or publications is None:
            return
        query = (
            sa.select(
                publications, rows.c.action.label("row_action"), rows.c.fields,
                rows.c.state.label("row_state"), rows.c.error.label("row_error"), rows.c.notice,
            )
            .join(rows, rows.c.number == publications.c.number)
            # what nobody has approved has gone nowhere
            .where(rows.c.record_id.in_(record_ids), rows.c.state != "planned")
            .where(publications.c.connection == to.connection)
            .order_by(rows.c.id)
        )  # fmt: skip
        if to.event_key is not None:
            query = query.where(publications.c.event_key == to.event_key)
        sent = connection.execute(query).mappings().all()
        hidden = (
            sa.select(publications)
            .where(publications.c.action == "unpublish", publications.c.state == "done")
            .where(publications.c.connection == to.connection)
            .where(publications.c.event_key.in_({row["event_key"] for row in sent}))
        )
        taken_down = connection.execute(hidden).mappings().all()
    yield from map(_published, sent)
    yield from map(_taken_down, taken_down)


def _published(row: Mapping[Any, Any]) -> Step:
    told = NOTICES[row["notice"]]
    outcome = row["row_error"] or row["error"] or row["row_state"]
    return Step(
        utc(row["finished_at"] or row["approved_at"]),
        f"publication {row['row_state']}",
        f"{row['connection']}: {row['event_key']}",
        f"{row['row_action']}, publication {row['number']} ({row['action']}, {row['finality']}, "
        f"{told}), approved by {row['approved_by'] or 'nobody yet'}: {outcome}",
        {
            "publication": row["number"],
            "fields": row["fields"],
            "approved_at": utc(row["approved_at"]),
        },
    )


def _taken_down(row: Mapping[Any, Any]) -> Step:
    return Step(
        utc(row["finished_at"]),
        "results taken down",
        f"{row['connection']}: {row['event_key']}",
        f"publication {row['number']}, approved by {row['approved_by']}: hidden from everybody",
        {"publication": row["number"]},
    )


def _table(connection: sa.Connection, name: str) -> sa.Table | None:
    """A table of the control store as it is there; None where it is not."""
    if not sa.inspect(connection).has_table(name):
        return None
    return sa.Table(name, sa.MetaData(), autoload_with=connection, resolve_fks=False)
