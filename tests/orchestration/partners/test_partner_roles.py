"""`syncline partners`: a role of the database is kept to one partner's rows, or is no longer."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from extract.kit.destination import Target
from extract.kit.errors import ConfigError
from orchestration.partners.roles import NoSuchRole, grant_role, read_roles, revoke_role
from orchestration.workplace import Workplace
from tests.orchestration.generations.conftest import generation_tables

SERVED = """
    create view zoo.animals as select 'ape' as name, 'north' as keeper;
    insert into ops.sync_metadata (group_name, entity, schema_name, served_name, partner_column)
    values ('zoo', 'animals', 'zoo', 'animals', 'keeper'), ('zoo', 'cages', 'zoo', 'cages', null);
    create view zoo.cages as select 1 as cage_id;
"""
READABLE = """
    select table_name from information_schema.role_table_grants where grantee = %s
"""


@dataclass
class Zoo:
    """A warehouse that serves one view with partners and one without; a role that may log in."""

    place: Workplace
    role: str

    def readable(self) -> list[str]:
        """What the role was granted."""
        with psycopg.connect(self.place.target.location) as connection:
            return [name for (name,) in connection.execute(READABLE, [self.role]).fetchall()]


@pytest.fixture
def zoo(postgres_url: str, tmp_path: Path) -> Iterator[Zoo]:
    """That warehouse."""
    role = f"keeper_{uuid4().hex[:8]}"
    place = Workplace(tmp_path, Target("postgres", postgres_url), {"SYNCLINE_ACTOR": "ada"})
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute((generation_tables("postgres") + SERVED).encode())
        connection.execute(f"create role {role} login".encode())
        yield Zoo(place, role)
        connection.execute(f"drop owned by {role}; drop role {role}".encode())


def test_a_role_reads_what_has_partners_once_it_is_granted(zoo: Zoo) -> None:
    granted = grant_role(zoo.place, zoo.role, "north")
    again = grant_role(zoo.place, zoo.role, "north")

    assert (granted.role_name, granted.timing_partner_id) == (zoo.role, "north")
    assert granted.granted_by == "ada"
    assert again == granted
    assert read_roles(zoo.place) == [granted]
    assert zoo.readable() == ["animals"]


def test_a_revoked_role_reads_nothing(zoo: Zoo) -> None:
    grant_role(zoo.place, zoo.role, "north")

    gone = revoke_role(zoo.place, zoo.role)

    assert [one.timing_partner_id for one in gone] == ["north"]
    assert read_roles(zoo.place) == []
    assert zoo.readable() == []


def test_a_role_is_of_one_partner(zoo: Zoo) -> None:
    grant_role(zoo.place, zoo.role, "north")

    with pytest.raises(NoSuchRole, match="sees the rows of north"):
        grant_role(zoo.place, zoo.role, "south")


def test_roles_that_cannot_be_kept_apart_are_refused(zoo: Zoo) -> None:
    with pytest.raises(NoSuchRole, match="has no role nobody"):
        grant_role(zoo.place, "nobody", "north")
    with pytest.raises(NoSuchRole, match="postgres is a superuser and sees everything"):
        grant_role(zoo.place, "postgres", "north")
    with pytest.raises(NoSuchRole, match="is no partner's role"):
        revoke_role(zoo.place, zoo.role)


def test_before_the_first_build_it_says_what_to_do(postgres_url: str, tmp_path: Path) -> None:
    place = Workplace(tmp_path, Target("postgres", postgres_url), {})

    with pytest.raises(ConfigError, match="Run syncline build first"):
        read_roles(place)


def test_duckdb_has_no_roles(tmp_path: Path) -> None:
    place = Workplace(tmp_path, Target("duckdb", str(tmp_path / "w.duckdb")), {})

    with pytest.raises(ConfigError, match="one file without roles"):
        read_roles(place)
