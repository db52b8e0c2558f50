"""Which role of the database sees which timing partner's rows; the served views keep to it.

The roles themselves, their passwords and who may use them stay the database's own business.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from extract.kit.errors import ConfigError, SynclineError
from orchestration.workplace import Workplace

ROLES = """
    select role_name, timing_partner_id, granted_by, granted_at
    from ops.partner_roles
    order by role_name, timing_partner_id
"""
GRANT = """
    insert into ops.partner_roles (role_name, timing_partner_id, granted_at, granted_by)
    values (%s, %s, now(), %s)
    returning role_name, timing_partner_id, granted_by, granted_at
"""
REVOKE = """
    delete from ops.partner_roles where role_name = %s
    returning role_name, timing_partner_id, granted_by, granted_at
"""
VIEWS = """
    select schema_name, served_name from ops.sync_metadata
    where partner_column is not null
    order by schema_name, served_name
"""


class NoSuchRole(SynclineError):
    """The database has no role of that name, or it may not be kept to one partner's rows."""


@dataclass(frozen=True)
class PartnerRole:
    """A role, the partner whose rows it sees, and who granted that when (UTC)."""

    role_name: str
    timing_partner_id: str
    granted_by: str | None
    granted_at: datetime | None


def read_roles(place: Workplace) -> list[PartnerRole]:
    """Every role that sees one partner's rows only.

    Raises: ConfigError on DuckDB, which has no roles, and before the first build.
    """
    with _connected(place) as connection:
        return connection.cursor(row_factory=class_row(PartnerRole)).execute(ROLES).fetchall()


def grant_role(place: Workplace, role: str, partner: str) -> PartnerRole:
    """Keeps a role to one partner's rows, and lets it read every served view that has partners.

    Raises: NoSuchRole for a role that the database does not have, or that sees everything.
    """
    with _connected(place) as connection:
        found = connection.execute(
            "select rolsuper from pg_roles where rolname = %s", [role]
        ).fetchone()
        if found is None:
            raise NoSuchRole(
                f"The database has no role {role}. Create it first: create role {role} login."
            )
        if found[0]:
            raise NoSuchRole(f"{role} is a superuser and sees everything. Take another role.")
        cursor = connection.cursor(row_factory=class_row(PartnerRole))
        known = [one for one in cursor.execute(ROLES) if one.role_name == role]
        for one in known:
            if one.timing_partner_id == partner:
                return one
        if known:
            raise NoSuchRole(
                f"{role} sees the rows of {known[0].timing_partner_id}. Revoke that first."
            )
        granted = cursor.execute(GRANT, [role, partner, place.actor]).fetchone()
        assert granted is not None
        for statement in _statements(connection, role, "grant usage", "grant select", "to"):
            connection.execute(statement)
        return granted


def revoke_role(place: Workplace, role: str) -> list[PartnerRole]:
    """Takes from a role what it may read; gives back what it had.

    Raises: NoSuchRole when nothing was granted to it.
    """
    with _connected(place) as connection:
        # First what it may read: without its entry it would see the rows of all partners.
        for statement in _statements(connection, role, "revoke usage", "revoke select", "from"):
            connection.execute(statement)
        cursor = connection.cursor(row_factory=class_row(PartnerRole))
        gone = cursor.execute(REVOKE, [role]).fetchall()
        if not gone:
            raise NoSuchRole(f"{role} is no partner's role here.")
        return gone


def _statements(
    connection: psycopg.Connection, role: str, usage: str, select: str, towards: str
) -> list[sql.Composed]:
    views = connection.execute(VIEWS).fetchall()
    on_schemas = [
        sql.SQL(f"{usage} on schema {{}} {towards} {{}}").format(
            sql.Identifier(schema), sql.Identifier(role)
        )
        for schema in sorted({schema for schema, _ in views})
    ]
    on_views = [
        sql.SQL(f"{select} on {{}} {towards} {{}}").format(
            sql.Identifier(schema, view), sql.Identifier(role)
        )
        for schema, view in views
    ]
    return on_schemas + on_views


@contextmanager
def _connected(place: Workplace) -> Iterator[psycopg.Connection]:
    """A transaction in the warehouse, in which errors are in words."""
    if place.target.engine != "postgres":
        raise ConfigError(
            "DuckDB is one file without roles: who can open it sees all of it. Give a partner an "
            "export, or serve partners from PostgreSQL (syncline --engine postgres)."
        )
    try:
        with psycopg.connect(place.target.location) as connection:
            yield connection
    except psycopg.errors.UndefinedTable as error:
        raise ConfigError("Nothing is served yet. Run syncline build first.") from error
    except psycopg.Error as error:
        raise SynclineError(f"The warehouse refused it: {error.diag.message_primary}") from error
