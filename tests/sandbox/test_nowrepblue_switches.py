"""What the switches of the NowRepBlue server make of an endpoint's rows."""

from typing import Any

import pytest

from sandbox.nowrepblue.agency import build_agency
from sandbox.nowrepblue.app import NowRepBlue
from sandbox.nowrepblue.switches import Switches
from sandbox.nowrepblue.views import PATHS
from sandbox.races import Record


@pytest.fixture
def agency() -> NowRepBlue:
    """An agency of twenty talents on three boards."""
    return NowRepBlue(build_agency(talents=20, boards=3))


def switched(agency: NowRepBlue, endpoint: str, **switches: Any) -> list[Record]:
    """The rows of an endpoint with these switches alone."""
    agency.switches = Switches(**switches)
    return agency.rows(endpoint)


def test_an_endpoint_can_be_empty(agency: NowRepBlue) -> None:
    assert switched(agency, "boards", empty=["boards"]) == []


@pytest.mark.parametrize("endpoint", ["boards", "talents", "talents_measurements"])
def test_a_row_can_be_contradicted_by_another(agency: NowRepBlue, endpoint: str) -> None:
    first, *_, last = switched(agency, endpoint, duplicates=[endpoint])

    assert first["id"] == last["id"]
    assert first != last


@pytest.mark.parametrize(
    ("endpoint", "below", "key"),
    [
        ("boards_talents", "talents", "id"),
        ("boards_portfolios", "portfolios", "id"),
        ("talents_portfolios", "portfolios", "id"),
        ("talents_socials", "socials", "platform"),
        ("portfolios_media", "media", "id"),
        ("media_tags", "tags", "id"),
    ],
)
def test_a_child_can_be_contradicted_by_another(
    agency: NowRepBlue, endpoint: str, below: str, key: str
) -> None:
    found = switched(agency, endpoint, duplicates=[endpoint])

    first, *_, last = next(row[below] for row in found if row[below])

    assert first[key] == last[key]
    assert first != last


def test_a_row_can_come_twice_as_it_is(agency: NowRepBlue) -> None:
    first, *_, last = switched(agency, "talents", repeats=["talents"])

    assert first == last


def test_a_parent_can_come_in_two_halves(agency: NowRepBlue) -> None:
    whole = switched(agency, "boards_talents")[0]["talents"]

    one, two, _, _ = switched(agency, "boards_talents", split=["boards_talents"])

    assert one["boardId"] == two["boardId"]
    assert one["talents"] + two["talents"] == whole


@pytest.mark.parametrize(
    "endpoint", ["talents_portfolios", "talents_measurements", "talents_socials"]
)
def test_a_row_can_be_of_nobody(agency: NowRepBlue, endpoint: str) -> None:
    talents = {row["id"] for row in switched(agency, "talents")}

    last = switched(agency, endpoint, dangling=[endpoint])[-1]

    assert last.get("talentId", last.get("id")) not in talents


@pytest.mark.parametrize(
    ("endpoint", "below", "owner"),
    [
        ("boards_talents", "talents", "talents"),
        ("boards_portfolios", "portfolios", "portfolios_media"),
    ],
)
def test_a_child_can_be_nowhere_else(
    agency: NowRepBlue, endpoint: str, below: str, owner: str
) -> None:
    known = {row.get("portfolioId", row.get("id")) for row in switched(agency, owner)}

    row = switched(agency, endpoint, dangling=[endpoint])[0]

    assert [one["id"] in known for one in row[below][-2:]] == [True, False]


def test_measurements_can_all_be_null(agency: NowRepBlue) -> None:
    found = switched(agency, "talents_measurements", null_measurements=True)

    assert [row["measurements"] for row in found] == [None] * 20


def test_a_type_can_be_plain_text(agency: NowRepBlue) -> None:
    found = switched(agency, "talents", string_talent_type=True)

    assert {row["talentType"] for row in found} == {"Model", "Actor", "Dancer"}


@pytest.mark.parametrize(("switch", "lacking"), [("missing", 1), ("dropped", 20)])
def test_a_field_can_be_missing(agency: NowRepBlue, switch: str, lacking: int) -> None:
    found = switched(agency, "talents", **{switch: {"talents": "firstName"}})

    assert len([row for row in found if "firstName" not in row]) == lacking


@pytest.mark.parametrize(
    ("endpoint", "path"),
    [("portfolios_media", "media.url"), ("talents_measurements", "measurements.createdAt")],
)
def test_a_field_can_be_missing_below(agency: NowRepBlue, endpoint: str, path: str) -> None:
    before = switched(agency, endpoint)
    field = f"'{path.partition('.')[2]}'"

    after = switched(agency, endpoint, missing={endpoint: path})

    assert after[1:] == before[1:]
    assert str(after[0]).count(field) == str(before[0]).count(field) - 1


@pytest.mark.parametrize(
    ("endpoint", "path"),
    [("portfolios_media", "media.url"), ("talents_measurements", "measurements.createdAt")],
)
def test_a_field_can_be_missing_everywhere_below(
    agency: NowRepBlue, endpoint: str, path: str
) -> None:
    found = switched(agency, endpoint, dropped={endpoint: path})

    assert len(found) == len(switched(agency, endpoint))
    assert f"'{path.partition('.')[2]}'" not in str(found)


@pytest.mark.parametrize(("shared", "portfolios"), [(True, 2), (False, 1)])
def test_a_medium_may_be_in_two_portfolios(
    agency: NowRepBlue, *, shared: bool, portfolios: int
) -> None:
    found = switched(agency, "portfolios_media", shared_media=shared)
    medium = found[0]["media"][1]["id"]

    assert str(found).count(f"'id': '{medium}'") == portfolios


@pytest.mark.parametrize("endpoint", sorted(PATHS))
def test_an_endpoint_can_have_any_number_of_rows(agency: NowRepBlue, endpoint: str) -> None:
    usual = switched(agency, endpoint)
    many = switched(agency, endpoint, extra={endpoint: 1500})
    few = switched(agency, endpoint, first={endpoint: 2})

    assert len({str(row) for row in many}) == len(usual) + 1500
    assert few == many[:2]


def test_made_up_rows_fit_together(agency: NowRepBlue) -> None:
    switches = {"extra": dict.fromkeys(PATHS, 500)}
    last = {endpoint: switched(agency, endpoint, **switches)[-1] for endpoint in PATHS}
    talents = {row["id"] for row in switched(agency, "talents", **switches)}

    assert last["talents_measurements"]["id"] in talents
    assert last["talents_portfolios"]["talentId"] in talents
    assert last["boards_talents"]["talents"][0]["id"] in talents
    assert last["talents_socials"]["socials"][0]["username"] == "extra.1000500.example"


@pytest.mark.parametrize(
    ("switches", "message"),
    [
        ({"empty": ["board"]}, "unknown endpoint 'board'"),
        ({"envelope": "xml"}, "unknown envelope 'xml'"),
        ({"envelopes": {"talents": "xml"}}, "unknown envelope 'xml'"),
        ({"split": ["talents"]}, "unknown endpoint with children 'talents'"),
        ({"dangling": ["boards"]}, "unknown endpoint with references 'boards'"),
        ({"token_header": "cookie"}, "unknown token header 'cookie'"),
    ],
)
def test_a_switch_that_would_do_nothing_is_refused(switches: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Switches(**switches)
