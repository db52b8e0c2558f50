"""Everything about pushing to ChronoTrack that no public document states; ask ChronoTrack.

Documented is what an import means: a known external id updates, it is unique in the event and never
the bib, a registration choice is needed, and teams exist before their members.
Assumed, and therefore kept here:

- an entry is made by a POST below its event and changed by a PUT of single fields
- both answer `{"entry": {...}}`, an unknown choice 400, a bib that is worn in the race 409
- a person is taken out by a status, which the setting `withdrawn_status` names, and comes back by
  another; nothing is ever deleted
- a team is made by a POST of its name, and listed under `groups`
- no bulk call is known, so each entry is one call, and only a few go at once
"""

from collections.abc import Mapping

import msgspec

from extract.kit.budget import Rate
from push.kit.target import BIB, EVENT

BATCH_SIZE = 25
# How long a reply may take.
READ_SECONDS = 90.0
PARALLEL = 4
# No limit is published; one project keeps to this. Pulling shares it, so both sides name the same.
RATES = (Rate(2000, 3600.0),)
WITHDRAWN_STATUS = "WITHDRAWN"
ACTIVE_STATUS = "CONF"
PERSON_TYPE = "IND"
# Our field -> the provider's, as read and as written. The race is written by its choice.
WIRE_NAMES = {
    "first_name": "athlete_first_name",
    "last_name": "athlete_last_name",
    "gender": "athlete_sex",
    "date_of_birth": "athlete_birthdate",
    BIB: "entry_bib",
    EVENT: "race_name",
    "team_name": "team_name",
    "email": "athlete_email",
    "phone": "athlete_mobile_phone",
}
GENDERS = {"female": "F", "male": "M"}


class MadeEntry(msgspec.Struct):
    """The entry in the answer to a creation, as far as it is used."""

    entry_id: str | int | None = None


class Made(msgspec.Struct):
    """The answer to a creation, as far as it is used."""

    entry: MadeEntry


def entries_path(event: str) -> str:
    """Where an event's entries are listed and made; `event` is quoted."""
    return f"/event/{event}/entry"


def entry_path(entry_id: str) -> str:
    """Where one entry is changed; `entry_id` is quoted."""
    return f"/entry/{entry_id}"


def made_id(body: bytes) -> str:
    """The id of the entry that the answer to a creation tells of; empty where it tells none.

    The next reading back finds it out all the same, by our own id.
    """
    try:
        return str(msgspec.json.decode(body, type=Made).entry.entry_id or "")
    except msgspec.DecodeError:
        return ""


def teams_path(event: str) -> str:
    """Where an event's teams are listed and made; `event` is quoted."""
    return f"/event/{event}/groups"


def team(name: str) -> dict[str, str]:
    """What is posted for a new team."""
    return {"team_name": name}


def wire(fields: Mapping[str, str]) -> dict[str, str]:
    """Our fields under the provider's names; never an empty bib, and never the race by its name."""
    return {
        WIRE_NAMES[name]: value
        for name, value in fields.items()
        if name != EVENT and (value or name != BIB)
    }
