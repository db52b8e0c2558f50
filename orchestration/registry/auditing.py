"""Who changed what of the registry, and when; never a value that could be a secret."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from orchestration.registry.table import CHANGES


@dataclass(frozen=True)
class Change:
    """One change: of settings and secrets `detail` has the names only; the time is UTC."""

    changed_at: datetime
    changed_by: str
    kind: str
    subject_id: str
    slug: str
    name: str
    action: str
    detail: Mapping[str, Any]


COLUMNS = tuple(CHANGES.c[one.name] for one in fields(Change))


def remember(store: sa.Connection, change: Change) -> None:
    """Writes one change down, in the transaction that makes it."""
    store.execute(sa.insert(CHANGES).values({**vars(change), "detail": dict(change.detail)}))


def newest_change(engine: sa.Engine) -> int:
    """The number of the newest change; 0 before the first."""
    with engine.connect() as store:
        return store.scalar(sa.select(sa.func.max(CHANGES.c.id))) or 0


def changes_of(engine: sa.Engine, kind: str, slug: str, *, limit: int) -> list[Change]:
    """The newest changes of what has, or had, a slug; newest first."""
    wanted = (
        sa.select(*COLUMNS)
        .where(CHANGES.c.kind == kind, CHANGES.c.slug == slug)
        .order_by(CHANGES.c.id.desc())
        .limit(limit)
    )
    with engine.connect() as store:
        return [_change(row) for row in store.execute(wanted)]


def _change(row: Any) -> Change:
    return Change(*tuple(row))
