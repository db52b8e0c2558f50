"""Which landed rows count: visibility, snapshots, increments, removals."""

from tests.transform.landing import Load, Warehouse, registration

PEOPLE = (
    "select registration_id, last_name, is_removed"
    " from intermediate.int_race__participants_resolved order by registration_id"
)


def test_a_load_that_was_cut_short_is_invisible(warehouse: Warehouse) -> None:
    Load("1.1", "participants", [("1", registration("Okafor"))]).land(warehouse)
    Load("2.1", "participants", [("1", registration("Cut"))], status=None).land(warehouse)
    Load("3.1", "participants", [("2", registration("Half"))], status=1).land(warehouse)

    assert warehouse.query(PEOPLE) == [("1", "Okafor", False)]


def test_absence_from_a_full_snapshot_means_gone(warehouse: Warehouse) -> None:
    both = [("1", registration("Okafor")), ("2", registration("Marsh"))]
    Load("1.1", "participants", both).land(warehouse)
    Load("2.1", "participants", both[:1]).land(warehouse)

    assert warehouse.query(PEOPLE) == [("1", "Okafor", False)]


def test_absence_from_an_increment_means_nothing(warehouse: Warehouse) -> None:
    both = [("1", registration("Okafor")), ("2", registration("Marsh"))]
    Load("1.1", "participants", both).land(warehouse)
    changed = [("1", registration("Okafor-Lind"))]
    Load("2.1", "participants", changed, mode="incremental").land(warehouse)

    assert warehouse.query(PEOPLE) == [("1", "Okafor-Lind", False), ("2", "Marsh", False)]


def test_a_full_snapshot_that_is_empty_means_all_gone(warehouse: Warehouse) -> None:
    Load("1.1", "participants", [("1", registration("Okafor"))]).land(warehouse)
    Load("2.1", "participants").land(warehouse)

    assert warehouse.query(PEOPLE) == []


def test_a_row_that_was_landed_twice_is_served_once(warehouse: Warehouse) -> None:
    twice = [("1", registration("Okafor")), ("1", registration("Okafor"))]
    Load("1.1", "participants", twice).land(warehouse)

    assert warehouse.query(PEOPLE) == [("1", "Okafor", False)]


def test_a_removal_holds_until_the_registration_is_live_again(warehouse: Warehouse) -> None:
    Load("1.1", "participants", [("1", registration("Okafor"))]).land(warehouse)
    removal = [("1", registration("Okafor", removed_reason="removed"))]
    later, latest = "2026-06-02 12:00:00+00", "2026-06-03 12:00:00+00"

    Load("2.1", "removed_participants", removal, updated_at=later, reason="removed").land(warehouse)
    assert warehouse.query(PEOPLE) == [("1", "Okafor", True)]

    again = Load("3.1", "participants", [("1", registration("Okafor"))], "incremental", 0, latest)
    again.land(warehouse)
    assert warehouse.query(PEOPLE) == [("1", "Okafor", False)]
