"""Opens the jobs that send edits back: one per kind of record, if the connection lets them."""

from collections.abc import Sequence
from functools import partial

import sqlalchemy as sa

from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from push.kit.job import Job
from push.kit.ledger import Ledger
from push.kit.source import Warehouse
from push.kit.target import Target
from push.records.planning import planner
from push.records.source import Kind, read_edited
from push.settings import WRITE_BACK


def check_allowed(connection: Connection) -> None:
    """Passes a connection whose settings let edits be sent back; none do unless somebody said so.

    Raises: ConfigError.
    """
    if connection.settings.get(WRITE_BACK.name, WRITE_BACK.default) is not True:
        raise ConfigError(
            f"connection {connection.slug}: edits are not sent back, and nothing was. To allow it: "
            f"syncline connections set {connection.slug} --set {WRITE_BACK.name}=true"
        )


def open_record_jobs(
    connection: Connection,
    target: Target,
    kinds: Sequence[Kind],
    store: sa.Engine,
    warehouse: Warehouse,
) -> list[Job]:
    """One job per kind of record.

    Raises: ConfigError where the connection's settings do not allow it.
    """
    check_allowed(connection)
    return [
        Job(
            target=target,
            ledger=Ledger(store, connection.slug, kind.entity),
            people=tuple,
            planner=planner(partial(read_edited, warehouse, connection.slug, kind)),
        )
        for kind in kinds
    ]
