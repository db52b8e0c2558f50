"""What waits in the inbox for one connection, folded: one question for each record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import msgspec
import sqlalchemy as sa

from extract.kit.errors import BadReply
from extract.kit.options import utc_now
from extract.kit.spec import Provider, Told
from orchestration.control.store import exclusive
from orchestration.queue.table import INBOX

RECEIVED, HANDLED, REFUSED = "received", "handled", "refused"
AT_ONCE = 1_000


@dataclass
class Waiting:
    """The events of one connection that wait: `told` by record, their numbers, and what is none.

    `idle` are the numbers of events about nothing that is read, `broken` of what is no event.
    `is_split` says that the records are read one by one, as together they could not be.
    """

    told: dict[str, Told] = field(default_factory=dict)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    idle: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    is_split: bool = False

    def take(self, number: int, told: Told) -> None:
        """Takes in one event; of several about one record an end outweighs the others."""
        before = self.told.get(told.key)
        self.numbers.setdefault(told.key, []).append(number)
        if before is None:
            self.told[told.key] = told
            return
        kept = before if before.delete_reason is not None else told
        heard = max(filter(None, (before.heard_at, told.heard_at)), default=None)
        self.told[told.key] = replace(kept, heard_at=heard)


def connections_waiting(store: sa.Connection, slugs: Iterable[str]) -> list[str]:
    """Those of the connections for which anything waits."""
    query = (
        sa.select(INBOX.c.connection)
        .where(INBOX.c.state == RECEIVED, INBOX.c.connection.in_(list(slugs)))
        .distinct()
    )
    return [str(row.connection) for row in store.execute(query)]


def waiting(store: sa.Connection, provider: Provider, slug: str) -> Waiting:
    """What waits for a connection, the oldest first."""
    assert provider.told is not None
    query = (
        sa.select(INBOX.c.id, INBOX.c.body, INBOX.c.received_at)
        .where(INBOX.c.connection == slug, INBOX.c.state == RECEIVED)
        .order_by(INBOX.c.id)
        .limit(AT_ONCE)
    )
    found = Waiting()
    for row in store.execute(query):
        number, body, received_at = row.id, row.body, row.received_at
        try:
            told = provider.told(msgspec.json.encode(body))
        except BadReply:
            found.broken.append(number)
            continue
        if told is None:
            found.idle.append(number)
        else:
            found.take(number, replace(told, heard_at=received_at))
    return found


def settle(engine: sa.Engine, numbers: Sequence[int], state: str) -> None:
    """Marks events as handled or refused."""
    if not numbers:
        return
    values = {"state": state, "handled_at": utc_now()}
    with exclusive(engine).begin() as store:
        store.execute(sa.update(INBOX).where(INBOX.c.id.in_(list(numbers))).values(values))
