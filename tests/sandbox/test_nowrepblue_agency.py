"""The invented agency: consistent, with the variety that a real one has."""

from typing import Any

import pytest

from sandbox.nowrepblue.agency import build_agency
from sandbox.nowrepblue.app import NowRepBlue


@pytest.fixture(scope="module")
def agency() -> NowRepBlue:
    """The agency at its usual size."""
    return NowRepBlue()


def ids(agency: NowRepBlue, endpoint: str, key: str = "id") -> list[str]:
    """The keys of an endpoint's rows."""
    return [row[key] for row in agency.rows(endpoint)]


def below(agency: NowRepBlue, endpoint: str, name: str) -> list[dict[str, Any]]:
    """The children of all rows of an endpoint."""
    return [child for row in agency.rows(endpoint) for child in row[name]]


def test_it_has_its_usual_size(agency: NowRepBlue) -> None:
    assert len(agency.rows("boards")) == 6
    assert len(agency.rows("talents")) == 240
    assert len(agency.rows("portfolios_media")) == 336


def test_the_same_seed_gives_the_same_agency() -> None:
    assert build_agency(7, talents=10) == build_agency(7, talents=10)
    assert build_agency(7, talents=10) != build_agency(8, talents=10)


@pytest.mark.parametrize(
    ("endpoint", "key"),
    [
        ("boards", "id"),
        ("talents", "id"),
        ("talents", "talentUserNumber"),
        ("portfolios_media", "portfolioId"),
        ("media_tags", "id"),
    ],
)
def test_keys_are_unique(agency: NowRepBlue, endpoint: str, key: str) -> None:
    found = ids(agency, endpoint, key)

    assert len(set(found)) == len(found)


@pytest.mark.parametrize("endpoint", ["talents_measurements", "talents_socials"])
def test_every_talent_has_a_row_of_its_own(agency: NowRepBlue, endpoint: str) -> None:
    assert ids(agency, endpoint) == ids(agency, "talents")


def test_every_reference_leads_somewhere(agency: NowRepBlue) -> None:
    talents, boards = set(ids(agency, "talents")), ids(agency, "boards")
    portfolios = [one["id"] for one in below(agency, "talents_portfolios", "portfolios")]
    media = {one["id"] for one in below(agency, "portfolios_media", "media")}

    assert ids(agency, "boards_talents", "boardId") == boards
    assert ids(agency, "boards_portfolios", "boardId") == boards
    assert talents.issuperset(one["id"] for one in below(agency, "boards_talents", "talents"))
    assert set(portfolios).issuperset(
        one["id"] for one in below(agency, "boards_portfolios", "portfolios")
    )
    assert ids(agency, "portfolios_media", "portfolioId") == portfolios
    assert set(ids(agency, "media_tags")) == media


def test_one_medium_is_in_two_portfolios(agency: NowRepBlue) -> None:
    media = [one["id"] for one in below(agency, "portfolios_media", "media")]

    assert len(media) - len(set(media)) == 1


def test_one_talent_is_not_measured_and_some_have_no_socials(agency: NowRepBlue) -> None:
    measured = [row["measurements"] for row in agency.rows("talents_measurements")]
    socials = [len(row["socials"]) for row in agency.rows("talents_socials")]

    assert measured.count(None) == 1
    assert set(socials) == {0, 1, 2, 3}


def test_numbers_reach_past_32_bits(agency: NowRepBlue) -> None:
    assert max(row["talentUserNumber"] for row in agency.rows("talents")) == 9_876_543_210


def test_copies_of_talents_are_at_times_out_of_date(agency: NowRepBlue) -> None:
    own = {row["id"]: row["profileImage"] for row in agency.rows("talents")}
    copies = below(agency, "boards_talents", "talents")

    stale = [one for one in copies if one["profileImage"] != own[one["id"]]]

    assert 0 < len(stale) < len(copies) / 5


def test_categories_are_objects_texts_or_missing(agency: NowRepBlue) -> None:
    portfolios = below(agency, "talents_portfolios", "portfolios")

    assert {type(one["category"]) for one in portfolios} == {dict, str, type(None)}


def test_an_emptied_board_and_untagged_media_are_there(agency: NowRepBlue) -> None:
    assert agency.rows("boards_talents")[-1]["talents"] == []
    assert [] in [row["tags"] for row in agency.rows("media_tags")]
