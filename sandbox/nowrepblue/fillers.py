"""Rows without number, for answers of a size that no agency of ours has."""

from __future__ import annotations

from sandbox.nowrepblue.agency import made_id
from sandbox.races import Record

FIRST = 1_000_000
TAG = {"id": made_id("tags", 1), "name": "Black & White", "slug": "black-and-white"}


def filler(endpoint: str, number: int) -> Record:
    """The row of an endpoint with this number; those of one number fit together."""
    place = FIRST + number
    talent, portfolio = made_id("talents", place), made_id("portfolios", place)
    board, medium = made_id("boards", place), made_id("media", place)
    rows: dict[str, Record] = {
        "boards": {"id": board, "title": f"Board {place}", "description": None, "coverImage": None},
        "boards_talents": {"boardId": board, "talents": [{"id": talent}]},
        "boards_portfolios": {
            "boardId": board,
            "portfolios": [{"id": portfolio, "talentId": talent}],
        },
        "talents": _talent(talent, place),
        "talents_portfolios": {"talentId": talent, "portfolios": [_portfolio(portfolio)]},
        "talents_measurements": {"id": talent, "measurements": _measurements(talent, place)},
        "talents_socials": {"id": talent, "socials": [_social(place)]},
        "portfolios_media": {"portfolioId": portfolio, "media": [_medium(medium, place)]},
        "media_tags": {"id": medium, "tags": [TAG]},
    }
    return rows[endpoint]


def _talent(key: str, place: int) -> Record:
    return {
        "id": key,
        "firstName": "Extra",
        "lastName": f"Number {place}",
        "talentUserNumber": 50_000_000 + place,
        "bio": None,
        "profileImage": None,
        "gender": None,
        "pronouns": None,
        "talentType": {"id": made_id("ty", 1), "name": "Model"},
    }


def _measurements(talent: str, place: int) -> Record:
    return {
        "id": made_id("ms", place),
        "userTalentId": talent,
        "heightCm": 178,
        "heightFtIn": "5'10\"",
        "createdAt": "2025-02-21T06:10:46.000Z",
        "updatedAt": "2025-11-03T14:22:09.731Z",
    }


def _social(place: int) -> Record:
    handle = f"extra.{place}.example"
    return {
        "platform": "Instagram",
        "username": handle,
        "url": f"https://social.example/instagram/{handle}",
    }


def _portfolio(key: str) -> Record:
    texts = {"title": "Extra", "description": None, "coverImage": None}
    return {"id": key, **texts, "isDefault": True, "category": None}


def _medium(key: str, place: int) -> Record:
    name = f"x{place}.jpg"
    return {
        "id": key,
        "type": "image",
        "url": f"https://media.example/{name}",
        "filename": name,
        "coverImage": None,
        "order": 1,
        "tags": [TAG],
        "width": 1600,
        "height": 2000,
        "size": 734_000,
        "caption": None,
    }
