"""A warehouse from before: a plain table under a served name becomes the view in the first flip."""

from tests.transform.flock_farm import Farm

PLAIN = """
    create schema farm;
    create table farm.sheep as
    select 1 as sheep_id, cast('Dolly' as text) as name, 0 as generation;
"""
WOOL = "alter table farm.sheep add column wool text"
KINDS = """
    select table_name, table_type from information_schema.tables
    where table_schema = 'farm' and table_name in ('sheep', 'dogs', 'farms') order by table_name
"""


def test_a_plain_table_is_replaced_by_the_view_in_the_same_flip(bare_farm: Farm) -> None:
    bare_farm.run(PLAIN)

    said = bare_farm.build()

    assert said.success, said.words
    assert bare_farm.run(KINDS) == [("dogs", "VIEW"), ("farms", "VIEW"), ("sheep", "VIEW")]
    assert bare_farm.served() == (1, 1, 1)


def test_a_plain_table_stays_until_everything_passed(bare_farm: Farm) -> None:
    bare_farm.run(PLAIN + "insert into switches.faults values ('test')")

    said = bare_farm.build()

    assert not said.success
    assert bare_farm.run(KINDS) == [("sheep", "BASE TABLE")]
    assert bare_farm.run("select name from farm.sheep") == [("Dolly",)]


def test_a_plain_table_with_another_column_is_not_replaced(bare_farm: Farm) -> None:
    bare_farm.run(PLAIN + WOOL)

    said = bare_farm.build()

    assert not said.success
    assert "farm.sheep is served and its readers would break: wool would vanish." in said.words
    assert bare_farm.run("select name from farm.sheep") == [("Dolly",)]


def test_a_plain_table_that_others_built_on_is_kept_in_words(bare_postgres_farm: Farm) -> None:
    farm = bare_postgres_farm
    farm.run(PLAIN + "create view farm.mine as select name from farm.sheep")

    said = farm.build()

    assert not said.success
    assert "farm: nothing was flipped, served data is as it was. " in said.words
    assert "cannot drop table farm.sheep because other objects depend on it" in said.words
    assert farm.run(KINDS) == [("sheep", "BASE TABLE")]
    assert farm.run("select name from farm.mine") == [("Dolly",)]


def test_the_record_of_an_earlier_version_gets_what_it_lacks_and_is_written_on(farm: Farm) -> None:
    farm.run("alter table ops.flips drop column load_ids")
    farm.run("alter table ops.sync_metadata drop column backup_version")
    farm.feed(2)

    said = farm.build()

    assert said.success, said.words
    assert farm.run("select count(load_ids), max(flipped_by) is not null from ops.flips") == [
        (3, True)
    ]
    assert farm.run("select distinct active_version + backup_version from ops.sync_metadata") == [
        (3,)
    ]
