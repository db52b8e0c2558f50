"""One invented agency: boards, talents, their portfolios, media and tags, all of one seed."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass, field

from sandbox.nowrepblue.assumed import VIDEO_SIZES
from sandbox.people import Pools, pools
from sandbox.races import Record

BOARDS = ("Mainboard", "New Faces", "Curve", "Classic", "Actors & Voices", "Archive")
TYPES = ("Model", "Actor", "Dancer")
TITLES = ("Editorial", "Runway", "Digitals", "Commercial", "Beauté")
TAGS = (
    "Black & White", "Beauty", "Runway", "Studio", "Outdoor", "Denim", "Swim", "Jewellery",
    "Été 2025", "Print", "Motion", "Casting",
)  # fmt: skip
PRONOUNS = {"female": "she/her", "male": "he/him", None: "they/them"}
PLATFORMS = ("Instagram", "TikTok", "YouTube")
# The largest number seen in a client, and one that no 32 bits hold.
LARGE_NUMBERS = {2: 1_234_567_890, 3: 9_876_543_210}
LETTERS = {"boards": "bo", "talents": "ta", "portfolios": "po", "media": "me", "tags": "tg"}
Links = dict[str, list[str]]


@dataclass
class Agency:
    """The records by kind and id, and which of them belong to which, by the name of the link."""

    records: dict[str, dict[str, Record]] = field(
        default_factory=lambda: {kind: {} for kind in (*LETTERS, "measurements", "socials")}
    )
    links: dict[str, Links] = field(
        default_factory=lambda: {
            link: {}
            for link in (
                "boards_talents", "boards_portfolios", "talents_portfolios", "portfolios_media",
                "media_tags",
            )
        }
    )  # fmt: skip


def made_id(kind: str, number: int) -> str:
    """The id of a kind's record of this number, in the form of a cuid."""
    return f"c{LETTERS.get(kind, kind)}{number:022}"


def build_agency(seed: int = 2005, *, talents: int = 240, boards: int = 6) -> Agency:
    """The agency of a seed; at least four talents and one board."""
    rng, drawn, agency = random.Random(seed), pools(seed), Agency()
    for number, name in enumerate(TAGS, start=1):
        tag = {"id": made_id("tags", number), "name": name, "slug": _slug(name)}
        agency.records["tags"][tag["id"]] = tag
    for number in range(1, boards + 1):
        _add_board(agency, number)
    for number in range(1, talents + 1):
        _add_talent(rng, drawn, agency, number)
        for place in range((2, 1, 0, 1, 3)[number % 5]):
            _add_portfolio(rng, agency, made_id("talents", number), place)
    _share_one(agency)
    _fill_boards(rng, agency)
    return agency


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(plain.replace("&", "and").split())


def _add_board(agency: Agency, number: int) -> None:
    title = BOARDS[(number - 1) % len(BOARDS)]
    agency.records["boards"][made_id("boards", number)] = {
        "id": made_id("boards", number),
        "title": title if number <= len(BOARDS) else f"{title} {number}",
        "description": ("Current season", None, "")[number % 3],
        "coverImage": f"https://media.example/b{number}.jpg" if number % 2 else None,
    }


def _add_talent(rng: random.Random, drawn: Pools, agency: Agency, number: int) -> None:
    key = made_id("talents", number)
    gender = rng.choices(("female", "male", None), weights=(5, 4, 1))[0]
    names = {"female": drawn.female, "male": drawn.male}.get(gender or "", drawn.female)
    first, last = rng.choice(names), rng.choice(drawn.surnames)
    kind = TYPES[number % len(TYPES)]
    agency.records["talents"][key] = {
        "id": key,
        "firstName": first,
        "lastName": last,
        "talentUserNumber": LARGE_NUMBERS.get(number, 40_000_100 + number),
        "bio": f"<p>Based in <em>{rng.choice(drawn.cities)}</em>.</p>" if number % 4 else None,
        "profileImage": f"https://media.example/t{number}.jpg" if number % 7 else None,
        "gender": gender,
        "pronouns": PRONOUNS[gender],
        "talentType": {"id": made_id("ty", TYPES.index(kind) + 1), "name": kind},
    }
    measured = _measurements(rng, key, number) if number != 3 else None
    agency.records["measurements"][key] = {"id": key, "measurements": measured}
    handle = f"{_slug(first)}.{number}.example"
    agency.records["socials"][key] = {"id": key, "socials": _socials(handle, number)}
    agency.links["talents_portfolios"][key] = []


def _measurements(rng: random.Random, talent: str, number: int) -> Record:
    height, waist = rng.randint(160, 195), rng.randint(116, 170) / 2
    inches = round(height / 2.54)
    return {
        "id": made_id("ms", number),
        "userTalentId": talent,
        "heightCm": height,
        "weightKg": None if number % 3 else rng.randint(50, 90),
        "bustCm": rng.randint(78, 100) if number % 2 else None,
        "waistCm": waist,
        "hipsCm": rng.randint(84, 104),
        "shoeSizeEu": rng.randint(72, 90) / 2,
        "heightFtIn": f"{inches // 12}'{inches % 12}\"",
        "weightLbs": None,
        "bustIn": None,
        "waistIn": round(waist / 2.54, 1),
        "hipsIn": 35,
        "shoeSizeUs": 9,
        "eyeColor": rng.choice(("Green", "Brown", "Blue", None)),
        "hairColor": rng.choice(("Auburn", "Black", "Blond", None)),
        "createdAt": "2025-02-21T06:10:46.000Z",
        "updatedAt": f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}T14:22:09.731Z",
    }


def _socials(handle: str, number: int) -> list[Record]:
    return [
        {
            "platform": platform,
            "username": handle,
            "url": f"https://social.example/{platform.lower()}/{handle}",
        }
        for platform in PLATFORMS[: number % 4]
    ]


def _add_portfolio(rng: random.Random, agency: Agency, talent: str, place: int) -> None:
    number = len(agency.records["portfolios"]) + 1
    key, title = made_id("portfolios", number), rng.choice(TITLES)
    category = {"id": made_id("ca", TITLES.index(title) + 1), "name": title, "color": "#334455"}
    agency.records["portfolios"][key] = {
        "id": key,
        "title": title,
        "description": ("Studio work", None, "")[number % 3],
        "coverImage": f"https://media.example/p{number}.jpg" if number % 3 else None,
        "isDefault": place == 0,
        "category": (category, title, None, category)[number % 4],
    }
    agency.links["talents_portfolios"][talent].append(key)
    agency.links["portfolios_media"][key] = [
        _add_medium(rng, agency) for _ in range(rng.randint(0, 4) if number > 2 else 2)
    ]


def _add_medium(rng: random.Random, agency: Agency) -> str:
    number = len(agency.records["media"]) + 1
    key, is_video = made_id("media", number), number % 9 == 4
    name = f"m{number}.{'mp4' if is_video else 'jpg'}"
    width, height = VIDEO_SIZES[number // 9 % len(VIDEO_SIZES)] if is_video else (1600, 2000)
    agency.records["media"][key] = {
        "id": key,
        "type": "video" if is_video else "image",
        "url": f"https://media.example/{name}",
        "filename": name,
        "coverImage": f"https://media.example/m{number}-cover.jpg" if is_video else None,
        "width": width,
        "height": height,
        "size": 734_000 + number,
        "caption": f"Issue {number % 40}" if number % 6 == 1 else None,
    }
    tags = rng.sample(list(agency.records["tags"]), (2, 1, 0, 3)[number % 4])
    agency.links["media_tags"][key] = tags
    return key


def _share_one(agency: Agency) -> None:
    """The second medium of the first portfolio opens the second portfolio too."""
    first, second = list(agency.links["portfolios_media"].values())[:2]
    second.insert(0, first[1])


def _fill_boards(rng: random.Random, agency: Agency) -> None:
    """All talents but the last are on one or two boards; the last of several boards is empty."""
    boards = list(agency.records["boards"])
    filled = boards[:-1] or boards
    for link in ("boards_talents", "boards_portfolios"):
        agency.links[link] = {board: [] for board in boards}
    for talent in list(agency.records["talents"])[:-1]:
        for board in rng.sample(filled, min(len(filled), rng.randint(1, 2))):
            agency.links["boards_talents"][board].append(talent)
            shown = agency.links["talents_portfolios"][talent][:1]
            agency.links["boards_portfolios"][board].extend(shown)
