"""The ten served models of a sound catalogue, and of the snapshots that come after it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.transform import talent_rows
from tests.transform.landing import Warehouse
from tests.transform.talent_rows import media, talent

MEASURED = {
    "id": "s1",
    "userTalentId": "t1",
    "heightCm": 178,
    "waistIn": 24.2,
    "heightFtIn": "5'10\"",
    "weightKg": None,
    "createdAt": "2025-02-21T06:10:46.000Z",
    "updatedAt": "2025-11-03T14:22:09.731Z",
}
SHARED = media("m1", order=1, width=1600, height=0, size=9_876_543_210, caption="")
SOUND: dict[str, list[dict[str, Any]]] = {
    "boards": [{"id": "b1", "title": "Mainboard", "description": "", "coverImage": None}],
    "boards_talents": [
        {"boardId": "b1", "talents": [{"id": "t1", "firstName": "An older copy"}, {"id": "t2"}]}
    ],
    "boards_portfolios": [{"boardId": "b1", "portfolios": [{"id": "p1", "talentId": "t1"}]}],
    "talents": [
        talent("t1", 9_876_543_210, talentType={"id": "y1", "name": "Model"}, bio="<p>Ó </p>\n"),
        talent("t2", 2, talentType="Actor", gender=None),
        talent("t3", 3),
    ],
    "talents_portfolios": [
        {
            "talentId": "t1",
            "portfolios": [
                {"id": "p1", "title": "Runway", "isDefault": True, "category": "Digitals"},
                {"id": "p2", "title": "Lake", "category": {"id": "c1", "name": "Outdoor"}},
            ],
        },
        {"talentId": "t2", "portfolios": []},
    ],
    "talents_measurements": [
        {"id": "t1", "measurements": MEASURED},
        {"id": "t2", "measurements": None},
    ],
    "talents_socials": [
        {"id": "t1", "socials": [{"platform": "TikTok", "username": "wren.example", "url": "u"}]}
    ],
    "portfolios_media": [
        {"portfolioId": "p1", "media": [SHARED]},
        {"portfolioId": "p2", "media": [SHARED | {"order": 7}, media("m2", type="video")]},
    ],
    "media_tags": [
        {"id": "m1", "tags": [{"id": "g1", "name": "Black & White", "slug": "bw"}]},
        {"id": "m2", "tags": [{"id": "g1", "name": "Black & White", "slug": "bw"}]},
    ],
}
COUNTS = """
    select
        (select count(*) from talent.talents_current),
        (select count(*) from talent.boards_current),
        (select count(*) from talent.media_tags_current),
        (select count(*) from talent.talents_portfolios_current),
        (select count(*) from talent.portfolios_media_current),
        (select count(*) from talent.talents_measurements_current),
        (select count(*) from talent.talents_socials_current),
        (select count(*) from talent.boards_talents_current),
        (select count(*) from talent.boards_portfolios_current),
        (select count(*) from talent.media_tags_junction_current),
        (select count(*) from talent.quarantined_rows_current)
"""


@pytest.fixture(scope="module")
def sound(built_warehouse: Warehouse) -> Iterator[Warehouse]:
    """A warehouse with the sound catalogue of two connections, built and tested."""
    talent_rows.clear(built_warehouse)
    talent_rows.land(built_warehouse, SOUND)
    talent_rows.land(built_warehouse, SOUND, load_id="2.1", connection="other_agency")
    talent_rows.build(built_warehouse)
    yield built_warehouse
    talent_rows.clear(built_warehouse)


def test_equal_ids_of_two_connections_stand_apart(sound: Warehouse) -> None:
    assert sound.query(COUNTS) == [(6, 2, 2, 4, 6, 2, 2, 4, 2, 4, 0)]


def test_both_forms_of_the_talents_type_are_served(sound: Warehouse) -> None:
    rows = sound.query(
        "select talent_key, talent_type, talent_type_id from talent.talents_current"
        " where connection = 'agency' order by talent_id"
    )

    assert rows == [
        ("agency-t1", "Model", "y1"),
        ("agency-t2", "Actor", None),
        ("agency-t3", "Unknown", None),
    ]


def test_text_is_served_as_it_came_and_a_number_in_full(sound: Warehouse) -> None:
    rows = sound.query(
        "select bio, first_name, talent_user_number, load_id from talent.talents_current"
        " where talent_key = 'other_agency-t1'"
    )

    assert rows == [("<p>Ó </p>\n", "Wren t1", 9_876_543_210, "2.1")]


def test_both_forms_of_the_category_are_served(sound: Warehouse) -> None:
    rows = sound.query(
        "select portfolio_id, talent_key, category, category_id, is_default"
        " from talent.talents_portfolios_current where connection = 'agency' order by portfolio_id"
    )

    assert rows == [
        ("p1", "agency-t1", "Digitals", None, True),
        ("p2", "agency-t1", "Outdoor", "c1", False),
    ]


def test_an_item_is_served_in_each_of_its_portfolios(sound: Warehouse) -> None:
    rows = sound.query(
        "select portfolio_id, media_key, sort_order, width_pixels, height_pixels, size_bytes,"
        " caption, cover_image_url from talent.portfolios_media_current"
        " where connection = 'agency' and media_id = 'm1' order by portfolio_id"
    )

    shared = (1600, 0, 9_876_543_210, "", None)
    assert rows == [("p1", "agency-m1", 1, *shared), ("p2", "agency-m1", 7, *shared)]


def test_a_tag_is_served_once_and_linked_to_each_of_its_items(sound: Warehouse) -> None:
    tags = sound.query(
        "select tag_id, name, slug from talent.media_tags_current where tag_key = ?", ["agency-g1"]
    )
    links = sound.query(
        "select media_tag_key, media_id, tag_id from talent.media_tags_junction_current"
        " where connection = 'agency' order by media_id"
    )

    assert tags == [("g1", "Black & White", "bw")]
    assert links == [("agency-m1|g1", "m1", "g1"), ("agency-m2|g1", "m2", "g1")]


def test_measurements_are_served_to_the_digit_and_to_the_millisecond(sound: Warehouse) -> None:
    rows = sound.query(
        "select talent_id, measurement_id, height_centimetres, waist_inches, weight_kilograms,"
        " height_feet_inches, created_at, updated_at from talent.talents_measurements_current"
        " where connection = 'agency'"
    )

    created = datetime(2025, 2, 21, 6, 10, 46, tzinfo=UTC)
    updated = datetime(2025, 11, 3, 14, 22, 9, 731_000, tzinfo=UTC)
    assert rows == [("t1", "s1", 178.0, 24.2, None, "5'10\"", created, updated)]


def test_names_and_links_point_to_what_is_served(sound: Warehouse) -> None:
    socials = sound.query(
        "select social_key, talent_key, username from talent.talents_socials_current"
        " where connection = 'agency'"
    )
    boards = sound.query(
        "select board_key, portfolio_key, talent_key from talent.boards_portfolios_current"
        " where connection = 'agency'"
    )

    assert socials == [("agency-t1|TikTok", "agency-t1", "wren.example")]
    assert boards == [("agency-b1", "agency-p1", "agency-t1")]


def test_the_next_snapshot_of_a_connection_takes_the_place_of_its_last(sound: Warehouse) -> None:
    only_one = {"talents": SOUND["talents"][1:2], "boards": SOUND["boards"]}
    talent_rows.land(sound, only_one, load_id="3.1", connection="other_agency")
    talent_rows.build(sound)

    assert sound.query(COUNTS) == [(4, 2, 1, 2, 3, 1, 1, 2, 1, 2, 0)]


def test_snapshots_that_are_empty_leave_empty_models(sound: Warehouse) -> None:
    talent_rows.land(sound, {}, load_id="4.1")
    talent_rows.land(sound, {}, load_id="4.2", connection="other_agency")
    talent_rows.build(sound)

    assert sound.query(COUNTS) == [(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)]
