"""On PostgreSQL a timing partner's role sees its own rows only, whatever it reads through."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.conninfo import make_conninfo

from tests.transform.flock_farm import Farm
from tests.transform.flock_stock import Stock
from tests.transform.flock_versions import edited

OWNED = {
    "dbt_project.yml": {
        "    +group: farm\n": "    +group: farm\n    +meta: {partner_column: owner}\n"
    },
    "models/models.yml": {
        "{name: generation, data_type: integer}\n": (
            "{name: generation, data_type: integer}\n      - {name: owner, data_type: text}\n"
        ),
    },
    "models/sheep.sql": {
        "    sheep.generation\n": (
            "    sheep.generation,\n"
            "    case sheep.sheep_id % 2 when 0 then 'north' else 'south' end as owner\n"
        )
    },
    "models/dogs.sql": {"as generation,\n": "as generation,\n    'north' as owner,\n"},
    "models/farms.sql": {"as generation,\n": "as generation,\n    'south' as owner,\n"},
}
SHEEP = "select sheep_id from farm.sheep order by sheep_id"
OWN_VIEWS = """
    create schema analysts;
    create view analysts.names as select sheep_id, name from farm.sheep;
    create view analysts.herds as
    select names.sheep_id, dogs.dog_id from analysts.names cross join farm.dogs;
    grant usage on schema analysts to public;
    grant select on all tables in schema analysts to public;
"""
# What may be read, with the columns that are there for everybody.
READ = ("farm.sheep", "farm.dogs", "farm.farms")
SHAPES = (
    "select md5(cast({one} as text)) from {one_from}",
    "select count(*) from {one_from} cross join {two_from}",
    "select {one} from {one_from} union all select {two} from {two_from}",
    "select {one} from {one_from} where exists (select 1 from {two_from})",
    "select {one} from {one_from} where not exists (select 1 from {two_from})",
    "select {one} from {one_from} except select {two} from {two_from}",
    "with held as materialized (select * from {one_from}) select {one} from held",
    "select max(cast({one} as text)) over () from {one_from}",
    "select (select count(*) from {two_from}) from {one_from}",
    "select string_agg(cast({one} as text), ',' order by {one}) from {one_from} group by owner",
)
# Each is two queries, over connections of their own.
EXAMPLES = min(settings().max_examples // 2, 1_000)
COLUMNS = {"farm.sheep": "sheep_id", "farm.dogs": "dog_id", "farm.farms": "farm_id"}
# A condition that tells what it is given: it must not be given the rows of others.
TELLTALE = """
    create function pg_temp.told(name text) returns boolean language plpgsql cost 0.0001 as
    $body$ begin raise notice '%', name; return true; end $body$;
"""


@dataclass
class Partners:
    """A farm whose rows belong to two partners, and the names of the roles that read it."""

    farm: Farm
    roles: dict[str, str]

    def seen(self, role: str, query: str) -> list[Any]:
        """The first column of what a role finds."""
        url = make_conninfo(self.farm.target.location, user=self.roles[role])
        with psycopg.connect(url) as connection:
            return [row[0] for row in connection.execute(query.encode()).fetchall()]


@pytest.fixture(scope="module")
def partners(stock: Stock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Partners]:
    """A role for each of two partners, and one of an analyst who may read what is served."""
    farm = edited(stock.farm("postgres", tmp_path_factory.mktemp("partners")), OWNED)
    roles = {one: f"{one}_{uuid4().hex[:8]}" for one in ("north", "south", "analyst")}
    for name in roles.values():
        farm.run(f"create role {name} login")
    farm.run(
        "insert into ops.partner_roles (role_name, timing_partner_id) values "
        f"('{roles['north']}', 'north'), ('{roles['south']}', 'south')"
    )
    farm.feed(2)
    said = farm.build()
    assert said.success, said.words
    farm.run(f"grant usage on schema farm to {roles['analyst']}")
    farm.run(f"grant select on farm.sheep, farm.dogs, farm.farms to {roles['analyst']}")
    yield Partners(farm, roles)
    for name in roles.values():
        farm.run(f"drop owned by {name}; drop role {name}")


def test_each_partner_sees_its_own_rows(partners: Partners) -> None:
    assert partners.seen("north", SHEEP) == [2, 4]
    assert partners.seen("south", SHEEP) == [1, 3, 5]
    assert partners.seen("south", "select dog_id from farm.dogs") == []
    assert partners.seen("analyst", SHEEP) == [1, 2, 3, 4, 5]


def test_views_of_others_show_a_partner_no_more(partners: Partners) -> None:
    partners.farm.run(OWN_VIEWS)

    assert partners.seen("north", "select sheep_id from analysts.names order by 1") == [2, 4]
    assert partners.seen("north", "select sheep_id from analysts.herds order by 1") == [2, 2, 4, 4]
    assert partners.seen("south", "select sheep_id from analysts.herds") == []


def test_a_flip_and_a_rollback_keep_partners_apart(partners: Partners) -> None:
    partners.farm.feed(3)
    built = partners.farm.build()
    flipped = partners.seen("north", SHEEP)

    rolled_back = partners.farm.rollback()

    assert built.success, built.words
    assert rolled_back.success, rolled_back.words
    assert flipped == [2, 4]
    assert partners.seen("north", SHEEP) == [2, 4]


def test_a_partner_reads_neither_generations_nor_deletions(partners: Partners) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        partners.seen("north", "select sheep_id from farm.sheep_v1")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        partners.seen("north", "select record_key from farm.deletions")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        partners.seen("north", "select role_name from ops.partner_roles")


def test_a_condition_is_not_handed_the_rows_of_others(partners: Partners) -> None:
    told: list[str] = []
    url = make_conninfo(partners.farm.target.location, user=partners.roles["north"])
    with psycopg.connect(url) as connection:
        connection.add_notice_handler(lambda notice: told.append(notice.message_primary or ""))
        connection.execute(TELLTALE.encode())

        connection.execute("select count(*) from farm.sheep where pg_temp.told(name)")

    assert told == ["sheep 2", "sheep 4"]


def test_who_takes_a_partners_role_sees_as_little(partners: Partners) -> None:
    with psycopg.connect(partners.farm.target.location) as connection:
        connection.execute(f"set role {partners.roles['south']}".encode())

        found = connection.execute(SHEEP.encode()).fetchall()

    assert found == [(1,), (3,), (5,)]


def query(shape: str, one: str, two: str, source: str = "{}") -> str:
    """A query of that shape over two served views, each read as `source` says."""
    return "select cast(found as text) from ({}) as asked (found) order by 1".format(
        shape.format(
            one=COLUMNS[one],
            two=COLUMNS[two],
            one_from=f"{source.format(one)} as one",
            two_from=f"{source.format(two)} as two",
        )
    )


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(
    partner=st.sampled_from(["north", "south"]),
    shape=st.sampled_from(SHAPES),
    views=st.tuples(st.sampled_from(READ), st.sampled_from(READ)),
    through=st.sampled_from(["{}", "(select * from {})", "(select * from {} offset 0)"]),
)
def test_property_a_partner_reads_as_if_there_were_its_rows_alone(
    partners: Partners, partner: str, shape: str, views: tuple[str, str], through: str
) -> None:
    alone = f"(select * from {{}} where owner = '{partner}')"

    seen = partners.seen(partner, query(shape, *views, source=through))

    assert seen == partners.seen("analyst", query(shape, *views, source=alone))


@settings(max_examples=EXAMPLES // 4, suppress_health_check=list(HealthCheck))
@given(
    partner=st.sampled_from(["north", "south"]),
    shapes=st.lists(st.sampled_from(READ), min_size=1, max_size=3),
)
def test_property_views_on_views_hold_a_partners_rows_alone(
    partners: Partners, partner: str, shapes: list[str]
) -> None:
    parts = [f"select '{one}' as place, owner from {one}" for one in shapes]
    partners.farm.run("create schema if not exists towers; grant usage on schema towers to public")
    partners.farm.run(
        f"drop view if exists towers.low cascade; create view towers.low as "
        f"{' union all '.join(parts)}; create view towers.high as select owner from towers.low; "
        "grant select on all tables in schema towers to public"
    )

    seen = partners.seen(partner, "select owner from towers.high")

    assert set(seen) <= {partner}
    assert len(seen) == len(
        partners.seen("analyst", f"select owner from towers.low where owner = '{partner}'")
    )
