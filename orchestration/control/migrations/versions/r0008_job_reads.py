"""Makes the indexes by which jobs are found without reading all that ended, or all that wait."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
NEXT = "sync_jobs_next"
OF_ALL = {
    "sync_jobs_by_connection": ["connection", "queued_at"],
    "sync_jobs_by_domain": ["domain", "queued_at"],
    "sync_jobs_by_end": ["finished_at"],
}
UNFINISHED = "state in ('queued', 'running')"
OF_SOME = {
    NEXT: (["lane", "priority", "queued_at", "id"], "state = 'queued'"),
    "sync_jobs_running": (["pool"], "state = 'running'"),
    "sync_jobs_waiting": (["owner", "state", "priority", "queued_at", "id"], UNFINISHED),
}


def upgrade() -> None:
    """Creates the indexes; that of what goes next is made for what is queued alone."""
    op.drop_index(NEXT, "sync_jobs")
    for name, columns in OF_ALL.items():
        op.create_index(name, "sync_jobs", columns)
    for name, (columns, which) in OF_SOME.items():
        _of_some(name, columns, which)


def downgrade() -> None:
    """Drops the indexes."""
    for name in (*OF_ALL, *OF_SOME):
        op.drop_index(name, "sync_jobs")
    _of_some(NEXT, ["state", "lane", "priority", "queued_at"], UNFINISHED)


def _of_some(name: str, columns: list[str], which: str) -> None:
    where = sa.text(which)
    op.create_index(name, "sync_jobs", columns, sqlite_where=where, postgresql_where=where)
