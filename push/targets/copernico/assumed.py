"""Everything about pushing to Copernico that no public document states; ask Timingsense.

Documented is only the call: `POST .../race-registrations/{raceId}` with a JSON array of objects
that have id, name, surname, birthdate, document, dorsal, gender, raceId, eventId and any further
fields.
Assumed, and therefore kept here:

- the answer is 2xx with `{"result": {"code": 0 or 1}}`; another code means that nothing was stored
- the same id again updates that registration, another eventId moves it, and keys that are left out
  keep their value
- the further fields `club`, `e-mail` and `phone` arrive under these names in the participant
- 200 registrations per call are taken; no key is needed, but one is sent where it is configured
- nothing withdraws a person, so withdrawals are listed for the timer
- bib conflicts are not reported, so people whose bib another record holds are held back before
"""

from collections.abc import Mapping

from extract.kit.budget import Rate
from push.kit.target import BIB, EVENT, Record

REGISTRATIONS_URL = "https://api.copernico.cloud/race-registrations"
BATCH_SIZE = 200
# How long a reply may take.
READ_SECONDS = 90.0
# No limit is published; clients keep to this. Pulling shares it, so both sides name the same.
RATES = (Rate(10, 10.0),)
# Our field -> the provider's key, in the registration, the participant and the preset alike.
WIRE_NAMES = {
    "first_name": "name",
    "last_name": "surname",
    "gender": "gender",
    "date_of_birth": "birthdate",
    BIB: "dorsal",
    EVENT: "event",
    "team_name": "club",
    "email": "e-mail",
    "phone": "phone",
}


def registration(record: Record, race: str) -> dict[str, str]:
    """The object that is posted for one record; it never has an empty dorsal."""
    body = {"id": record.record_id, "raceId": race, "eventId": record.event}
    for field, value in record.fields.items():
        if field != EVENT and (value or field != BIB):
            body[WIRE_NAMES[field]] = value
    return body


def write_headers(secrets: Mapping[str, str]) -> dict[str, str]:
    """The headers of the registrations call: a key, a bearer token, both or none."""
    headers = {}
    if key := secrets.get("registrations_key"):
        headers["x-api-key"] = key
    if token := secrets.get("bearer"):
        headers["Authorization"] = f"Bearer {token}"
    return headers
