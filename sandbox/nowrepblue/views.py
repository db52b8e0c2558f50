"""The nine lists that the API gives out, each made of the agency at the moment of the call."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sandbox.nowrepblue.agency import Agency
from sandbox.races import Record

COPIED = ("firstName", "lastName", "profileImage", "talentType")
STALE_EVERY = 10


def _flat(kind: str) -> Callable[[Agency], list[Record]]:
    def rows(agency: Agency) -> list[Record]:
        return [dict(record) for record in agency.records[kind].values()]

    return rows


def _of_talents(kind: str) -> Callable[[Agency], list[Record]]:
    """What hangs on a talent goes with it."""

    def rows(agency: Agency) -> list[Record]:
        known = agency.records["talents"]
        return [dict(record) for key, record in agency.records[kind].items() if key in known]

    return rows


def children(agency: Agency, link: str, parent: str) -> list[str]:
    """The ids below a parent, without those that have been taken out."""
    known = agency.records[link.partition("_")[2]]
    return [key for key in agency.links[link].get(parent, []) if key in known]


def _boards_talents(agency: Agency) -> list[Record]:
    """The copies of the talents are at times older than the talents themselves."""
    return [
        {
            "boardId": board,
            "talents": [
                _copy(agency.records["talents"][key], place)
                for place, key in enumerate(children(agency, "boards_talents", board), start=1)
            ],
        }
        for board in agency.records["boards"]
    ]


def _copy(talent: Record, place: int) -> Record:
    copied = {"id": talent["id"]} | {name: talent.get(name) for name in COPIED}
    return copied | ({"profileImage": None} if place % STALE_EVERY == 0 else {})


def _boards_portfolios(agency: Agency) -> list[Record]:
    talent_of = {
        portfolio: talent
        for talent in agency.records["talents"]
        for portfolio in children(agency, "talents_portfolios", talent)
    }
    return [
        {
            "boardId": board,
            "portfolios": [
                {"id": key, "talentId": talent_of[key]}
                for key in children(agency, "boards_portfolios", board)
                if key in talent_of
            ],
        }
        for board in agency.records["boards"]
    ]


def _talents_portfolios(agency: Agency) -> list[Record]:
    return [
        {
            "talentId": talent,
            "portfolios": [
                dict(agency.records["portfolios"][key])
                for key in children(agency, "talents_portfolios", talent)
            ],
        }
        for talent in agency.records["talents"]
    ]


def _shown_portfolios(agency: Agency) -> list[str]:
    """The portfolios of all talents that are there."""
    return [
        portfolio
        for talent in agency.records["talents"]
        for portfolio in children(agency, "talents_portfolios", talent)
    ]


def _portfolios_media(agency: Agency) -> list[Record]:
    return [
        {
            "portfolioId": portfolio,
            "media": [
                agency.records["media"][key] | {"order": order, "tags": _tags(agency, key)}
                for order, key in enumerate(
                    children(agency, "portfolios_media", portfolio), start=1
                )
            ],
        }
        for portfolio in _shown_portfolios(agency)
    ]


def _media_tags(agency: Agency) -> list[Record]:
    shown = dict.fromkeys(
        key
        for portfolio in _shown_portfolios(agency)
        for key in children(agency, "portfolios_media", portfolio)
    )
    return [{"id": key, "tags": _tags(agency, key)} for key in shown]


def _tags(agency: Agency, medium: str) -> list[Record]:
    tags = agency.records["tags"]
    return [dict(tags[key]) for key in children(agency, "media_tags", medium)]


VIEWS: Mapping[str, Callable[[Agency], list[Record]]] = {
    "boards": _flat("boards"),
    "boards_talents": _boards_talents,
    "boards_portfolios": _boards_portfolios,
    "talents": _flat("talents"),
    "talents_portfolios": _talents_portfolios,
    "talents_measurements": _of_talents("measurements"),
    "talents_socials": _of_talents("socials"),
    "portfolios_media": _portfolios_media,
    "media_tags": _media_tags,
}
PATHS = {name: "/" + name.replace("_", "/") for name in VIEWS} | {
    "media_tags": "/portfolios/media/tags"
}
