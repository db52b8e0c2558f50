"""A partner's status, read by one query: it is what the service is asked for most.

The database makes the whole JSON, as one text: rows that become objects of Python, then moments,
then JSON cost three times as much, and have a thread ask for the interpreter at each of them.
"""

from dataclasses import dataclass
from functools import cache

import msgspec
import sqlalchemy as sa

from orchestration.queue.table import JOBS

RECENT, PENDING = 20, 1000
# The columns that `SyncSeen` shows, under its names.
SHOWN = {
    "syncId": JOBS.c.id,
    "provider_name": JOBS.c.provider,
    "connection": JOBS.c.connection,
    "operation_type": JOBS.c.operation,
    "status": JOBS.c.state,
    "trigger": JOBS.c.trigger,
    "attempt": JOBS.c.attempt,
    "queued_at": JOBS.c.queued_at,
    "started_at": JOBS.c.started_at,
    "finished_at": JOBS.c.finished_at,
    "error": JOBS.c.error,
    "records": JOBS.c.result,
}
MOMENTS = frozenset(("queued_at", "started_at", "finished_at"))


@dataclass(frozen=True)
class Tongue:
    """How one engine says what the status needs; `{}` is what it is said of."""

    made: str
    listed: str
    nested: str
    moment: str
    records: str
    owner: str


TONGUES = {
    # A moment is kept as text, in UTC without saying so.
    "sqlite": Tongue(
        made="json_object({})",
        listed="json_group_array(json({}))",
        nested="json(({}))",
        moment="replace({}, ' ', 'T') || 'Z'",
        records="case when json_type({0}, '$.records') = 'integer' "
        "then json_extract({0}, '$.records') end",
        owner="?1",
    ),
    "postgresql": Tongue(
        made="json_build_object({})",
        listed="coalesce(json_agg({}), '[]')",
        nested="({})",
        moment="to_char({} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
        records="case when ({0} -> 'records')::text ~ '^[0-9]+$' then {0} -> 'records' end",
        owner="%(owner)s::text",
    ),
}


def read_status(reader: sa.Engine, partner: str) -> bytes | None:
    """The status as JSON; None where the queue never held a job of that partner.

    One statement sees one state, so that `reader` may be one for single statements.
    """
    name = reader.dialect.name
    given = (partner,) if name == "sqlite" else {"owner": partner}
    with reader.connect() as store:
        found: str | None = store.exec_driver_sql(_query(name), given).scalar()
    return None if found is None else found.encode()


@cache
def _query(engine: str) -> str:
    tongue = TONGUES[engine]
    mine = f"from sync_jobs where owner = {tongue.owner}"
    one = tongue.made.format(", ".join(f"'{name}', {_told(tongue, name)}" for name in SHOWN))
    # What has a limit is put in order before it is listed.
    recent = f"select {one} as seen {mine} order by queued_at desc, id limit {RECENT}"
    success = f"select {one} {mine} and state = 'completed' order by finished_at desc limit 1"
    pending = (
        f"select {one} as seen {mine} and state in ('queued', 'running') "
        f"order by state desc, priority, queued_at, id limit {PENDING}"
    )
    parts = {
        "timing_partner_id": tongue.owner,
        "recent_syncs": _list(tongue, recent),
        "last_successful_sync": tongue.nested.format(success),
        "pending_jobs": _list(tongue, pending),
    }
    whole = tongue.made.format(", ".join(f"'{name}', {part}" for name, part in parts.items()))
    return f"select case when exists (select 1 {mine}) then {_text(engine, whole)} end"


def _list(tongue: Tongue, jobs: str) -> str:
    return tongue.nested.format(f"select {tongue.listed.format('seen')} from ({jobs}) as jobs")


def _text(engine: str, json: str) -> str:
    # The driver would read what is said to be JSON.
    return json if engine == "sqlite" else f"{json}::text"


def _told(tongue: Tongue, name: str) -> str:
    column = SHOWN[name].name
    if name == "records":
        return tongue.records.format(column)
    return tongue.moment.format(column) if name in MOMENTS else column


def empty_status(partner: str) -> bytes:
    """The status of a partner that never synced."""
    return msgspec.json.encode(
        {
            "timing_partner_id": partner,
            "recent_syncs": [],
            "last_successful_sync": None,
            "pending_jobs": [],
        }
    )
