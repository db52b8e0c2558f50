"""What a mirror serves of complete reads: found by index, kept by the brake, chosen anew."""

from tests.orchestration.calling import call
from tests.orchestration.listening.mirror import Mirror

CHOICE = """
    select count(*), count(event_type), count(is_reviewed), count(phone), count(paid_on)
    from rentals.hire_opportunities_custom
"""
# DuckDB has no use for an index: it skips what its least and greatest values rule out.
INDEXES = {
    "duckdb": ("select sql from duckdb_indexes() where schema_name = 'rentals'", []),
    "postgres": (
        """
        select substring(indexdef from '[(](.*)[)]') from pg_indexes
        where schemaname = 'rentals' and tablename = 'opportunities_v' || (
            select active_version from ops.sync_metadata where entity = 'opportunities'
        ) order by 1
        """,
        ["id", "opportunity_status", "organisation_id", "starts_at, ends_at", "updated_at_rms"],
    ),
}


def test_status_dates_customers_and_newest_changes_are_found_by_index(mirror: Mirror) -> None:
    query, wanted = INDEXES[mirror.place.target.engine]

    assert [columns for (columns,) in mirror.rows(query)] == wanted


def test_a_complete_read_that_lacks_many_waits_for_consent(mirror: Mirror) -> None:
    mirror.sync()
    before = mirror.subjects()
    with mirror.yard.store.held() as rows:
        taken = {id_: rows.pop(id_) for id_ in range(1016, 1046) if id_ in rows}

    said = call(mirror.place, "sync", "hire", "--full")
    served = mirror.subjects()
    with mirror.yard.store.held() as rows:
        rows.update(taken)
    mirror.sync("--full")

    assert (said.exit_code, "fewer go by themselves" in said.output) == (4, True)
    assert (served, mirror.subjects()) == (before, before)


def test_a_choice_that_ends_is_served_with_the_next_sync(mirror: Mirror) -> None:
    file = mirror.place.home / "connections.toml"
    before, _, chosen = file.read_text().partition("[connections.hire.settings.custom_columns]")
    file.write_text(before + chosen[chosen.index("[connections.hire.secrets]") :])

    said = mirror.sync()

    # Nobody chooses again: no test after this one looks at what is chosen.
    due = "The custom_columns of hire are others than they were."
    assert said["served"]["build_due"] == due
    own = "select distinct cast(chosen_custom_fields as text) from rentals.opportunities"
    assert mirror.rows(own) == [("{}",)]
    assert mirror.rows(CHOICE) == [(len(mirror.rows()), 0, 0, 0, 0)]
