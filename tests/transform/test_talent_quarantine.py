"""What of a flawed catalogue is held back, under which reason, and what is served all the same."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.transform import talent_rows
from tests.transform.landing import Warehouse
from tests.transform.talent_rows import media, talent

TAG = {"id": "g1", "name": "Beauty", "slug": "beauty"}
DATES = {"createdAt": "2025-02-21T06:10:46.000Z", "updatedAt": "2025-11-03T14:22:09.731Z"}
SOCIAL = {"platform": "TikTok", "username": "wren.example", "url": "https://social.example/wren"}
FLAWED: dict[str, list[dict[str, Any]]] = {
    "boards": [
        {"id": "b1", "title": "Mainboard"},
        {"id": "b2"},
        {"id": "b3", "title": "New Faces"},
        {"id": "b3", "title": "Newer Faces"},
    ],
    "boards_talents": [
        {"boardId": "b1", "talents": [{"id": "t1"}, {"id": "t1"}, {"id": "t2"}, {"id": "t9"}]},
        {"boardId": "b2", "talents": [{"id": "t1"}]},
        {"boardId": "b3", "talents": None},
        {"boardId": "b9", "talents": []},
    ],
    "boards_portfolios": [
        {"boardId": "b1", "portfolios": [{"id": "p1", "talentId": "t1"}]},
        {"boardId": "b3", "portfolios": [{"id": "p2", "talentId": "t1"}, {"id": "p1"}]},
        {"boardId": "b2"},
    ],
    "talents": [
        talent("t1", 1),
        talent("t2", 2, lastName=""),
        talent("t3", 0),
        talent("t4", 4, talentType=["Model"]),
        talent("t5", 1),
    ],
    "talents_portfolios": [
        {"talentId": "t1", "portfolios": [{"id": "p1", "title": "Runway"}, {"id": "p2"}, None]},
        {"talentId": "t2", "portfolios": [{"id": "p3", "title": "Lake"}]},
        {"talentId": "t5"},
    ],
    "talents_measurements": [
        {"id": "t1", "measurements": DATES | {"waistCm": 61.5}},
        {"id": "t3", "measurements": DATES},
        {"id": "t4", "measurements": DATES | {"updatedAt": "last week"}},
        {"id": "t5"},
    ],
    "talents_socials": [
        {"id": "t1", "socials": [SOCIAL, SOCIAL, SOCIAL | {"username": "wren.old"}, {"url": "u"}]},
        {"id": "t5", "socials": "none"},
    ],
    "portfolios_media": [
        {"portfolioId": "p1", "media": [media("m1"), media("m2", url=None), {"id": "m3"}]},
        {"portfolioId": "p1", "media": [media("m4"), media("m5", width="wide")]},
        {"portfolioId": "p3", "media": [media("m1")]},
        {"portfolioId": "p9", "media": None},
    ],
    "media_tags": [
        {"id": "m1", "tags": [TAG, {"id": "g2", "name": "Bare"}]},
        {"id": "m2", "tags": [TAG, {"name": "No id", "slug": "no-id"}]},
        {"id": "m4", "tags": {}},
    ],
}


@pytest.fixture(scope="module")
def flawed(built_warehouse: Warehouse) -> Iterator[Warehouse]:
    """A warehouse with the flawed catalogue, built and tested."""
    talent_rows.clear(built_warehouse)
    talent_rows.land(built_warehouse, FLAWED)
    talent_rows.build(built_warehouse)
    yield built_warehouse
    talent_rows.clear(built_warehouse)


def listed(warehouse: Warehouse, *entities: str) -> list[tuple[Any, ...]]:
    """Entity, key, reason and detail of what is held back of some entities, in order."""
    places = ", ".join("?" * len(entities))
    rows = warehouse.query(
        "select entity, record_key, reason, detail from talent.quarantined_rows_current"
        f" where entity in ({places})",
        entities,
    )
    return sorted(rows)


def test_a_talent_needs_its_names_and_a_number_of_its_own(flawed: Warehouse) -> None:
    assert listed(flawed, "talents") == [
        ("talents", "t2", "missing_field", "without lastName"),
        ("talents", "t3", "missing_field", "without talentUserNumber"),
        ("talents", "t4", "unreadable_field", "cannot read talentType"),
        (
            "talents",
            "t5",
            "duplicate_talent_user_number",
            "another talent with the number 1 is served",
        ),
    ]
    assert flawed.query("select talent_id from talent.talents_current") == [("t1",)]


def test_of_two_copies_of_a_board_one_is_served(flawed: Warehouse) -> None:
    assert listed(flawed, "boards") == [
        ("boards", "b2", "missing_field", "without title"),
        ("boards", "b3", "duplicate_key", "another row of the same key is served"),
    ]
    served = flawed.query("select board_id, title from talent.boards_current order by board_id")
    assert served == [("b1", "Mainboard"), ("b3", "New Faces")]


def test_siblings_of_a_flawed_portfolio_are_served(flawed: Warehouse) -> None:
    assert listed(flawed, "talents_portfolios") == [
        ("talents_portfolios", "p2", "missing_field", "without title"),
        (
            "talents_portfolios",
            "p3",
            "dangling_talents",
            "refers to t2, which is not served in talents",
        ),
        ("talents_portfolios", "t1", "missing_field", "without id, title"),
        (
            "talents_portfolios",
            "t5",
            "missing_array",
            "the record has no array for talents_portfolios",
        ),
    ]
    assert flawed.query("select portfolio_id from talent.talents_portfolios_current") == [("p1",)]


def test_two_records_of_one_portfolio_are_served_together(flawed: Warehouse) -> None:
    assert listed(flawed, "portfolios_media") == [
        ("portfolios_media", "p1|m2", "missing_field", "without url"),
        ("portfolios_media", "p1|m3", "missing_field", "without type, url, filename"),
        ("portfolios_media", "p1|m5", "unreadable_field", "cannot read width"),
        (
            "portfolios_media",
            "p3|m1",
            "dangling_talents_portfolios",
            "refers to p3, which is not served in talents_portfolios",
        ),
        ("portfolios_media", "p9", "missing_array", "the record has no array for portfolios_media"),
    ]
    served = flawed.query(
        "select portfolio_id, media_id from talent.portfolios_media_current order by media_id"
    )
    assert served == [("p1", "m1"), ("p1", "m4")]


def test_a_link_to_a_held_tag_or_item_is_held_too(flawed: Warehouse) -> None:
    assert listed(flawed, "media_tags", "media_tags_junction") == [
        ("media_tags", "g2", "missing_field", "without slug"),
        ("media_tags", "m2", "missing_field", "without id"),
        ("media_tags", "m4", "missing_array", "the record has no array for media_tags"),
        (
            "media_tags_junction",
            "m1|g2",
            "dangling_media_tags",
            "refers to g2, which is not served in media_tags",
        ),
        (
            "media_tags_junction",
            "m2|g1",
            "dangling_portfolios_media",
            "refers to m2, which is not served in portfolios_media",
        ),
    ]
    links = flawed.query("select media_id, tag_id from talent.media_tags_junction_current")
    assert links == [("m1", "g1")]


def test_a_board_shows_only_what_is_served(flawed: Warehouse) -> None:
    talents, boards = "which is not served in talents", "which is not served in boards"
    assert listed(flawed, "boards_talents") == [
        ("boards_talents", "b1|t2", "dangling_talents", f"refers to t2, {talents}"),
        ("boards_talents", "b1|t9", "dangling_talents", f"refers to t9, {talents}"),
        ("boards_talents", "b2|t1", "dangling_boards", f"refers to b2, {boards}"),
        ("boards_talents", "b3", "missing_array", "the record has no array for boards_talents"),
    ]
    served = flawed.query("select board_id, talent_id from talent.boards_talents_current")
    assert served == [("b1", "t1")]


def test_a_portfolio_on_a_board_names_its_talent(flawed: Warehouse) -> None:
    portfolios = "which is not served in talents_portfolios"
    array = "the record has no array for boards_portfolios"
    assert listed(flawed, "boards_portfolios") == [
        ("boards_portfolios", "b2", "missing_array", array),
        ("boards_portfolios", "b3|p1", "missing_field", "without talentId"),
        (
            "boards_portfolios",
            "b3|p2",
            "dangling_talents_portfolios",
            f"refers to p2, {portfolios}",
        ),
    ]
    served = flawed.query("select board_id, portfolio_id from talent.boards_portfolios_current")
    assert served == [("b1", "p1")]


def test_measurements_need_readable_dates_and_a_served_talent(flawed: Warehouse) -> None:
    dangling = "refers to t3, which is not served in talents"
    assert listed(flawed, "talents_measurements") == [
        ("talents_measurements", "t3", "dangling_talents", dangling),
        ("talents_measurements", "t4", "unreadable_field", "cannot read updatedAt"),
        ("talents_measurements", "t5", "missing_field", "without measurements"),
    ]
    served = flawed.query(
        "select talent_id, waist_centimetres from talent.talents_measurements_current"
    )
    assert served == [("t1", 61.5)]


def test_one_account_per_platform_is_served(flawed: Warehouse) -> None:
    array = "the record has no array for talents_socials"
    assert listed(flawed, "talents_socials") == [
        ("talents_socials", "t1", "missing_field", "without platform, username"),
        (
            "talents_socials",
            "t1|TikTok",
            "duplicate_key",
            "another row of the same key is served",
        ),
        ("talents_socials", "t5", "missing_array", array),
    ]
    served = flawed.query("select platform, username from talent.talents_socials_current")
    assert served == [("TikTok", "wren.example")]


@pytest.mark.parametrize(
    ("entity", "record_key", "payload"),
    [
        ("talents_portfolios", "p3", {"id": "p3", "title": "Lake"}),
        ("talents_portfolios", "t1", None),
        ("media_tags", "m4", {"id": "m4", "tags": {}}),
        ("boards", "b2", {"id": "b2"}),
    ],
)
def test_the_payload_of_a_held_row_is_kept(
    flawed: Warehouse, entity: str, record_key: str, payload: object
) -> None:
    rows = flawed.query(
        "select payload, connection, load_id from talent.quarantined_rows_current"
        " where entity = ? and record_key = ?",
        [entity, record_key],
    )

    assert [json.loads(row[0]) for row in rows] == [payload]
    assert rows[0][1:] == ("agency", "1.1")


def test_a_repaired_snapshot_empties_the_list(flawed: Warehouse) -> None:
    repaired = {"talents": [talent("t1", 1)], "boards": [{"id": "b2", "title": "Archive"}]}
    talent_rows.land(flawed, repaired, load_id="2.1")
    talent_rows.build(flawed)

    assert flawed.query("select * from talent.quarantined_rows_current") == []
    assert flawed.query("select board_id from talent.boards_current") == [("b2",)]
