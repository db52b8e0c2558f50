"""Sealing every secret anew with the newest key, while syncs go on reading."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from extract.kit.sync import utc_now
from orchestration.registry.auditing import Change, remember
from orchestration.registry.changing import writing
from orchestration.registry.errors import Locked
from orchestration.registry.sealing import Keyring, Place, Sealed
from orchestration.registry.table import (
    CONNECTION_SECRETS,
    CONNECTIONS,
    DESTINATION_SECRETS,
    DESTINATIONS,
)
from orchestration.workplace import Workplace

TABLES = {
    "connection": (CONNECTIONS, CONNECTION_SECRETS),
    "destination": (DESTINATIONS, DESTINATION_SECRETS),
}


@dataclass(frozen=True)
class Rotated:
    """How many secrets were sealed anew, how many had the newest key before, and which key it is.

    `no_longer_needed` are the ids of the other keys at hand, which no secret has any more.
    """

    resealed: int
    unchanged: int
    key_id: str
    no_longer_needed: tuple[str, ...]


def rotate_key(place: Workplace, *, now: Callable[[], datetime] = utc_now) -> Rotated:
    """Every stored secret sealed with the newest key, in one transaction: all of them or none.

    Whoever reads meanwhile has the old or the new form of each, and opens either.

    Raises: Locked when there is no key, or with each secret that does not open.
    """
    keyring = Keyring.from_env(place.env)
    newest = keyring.newest.id
    counts = {"resealed": 0, "unchanged": 0}
    with writing(place.store) as store:
        faults: list[str] = []
        for kind in TABLES:
            faults += _reseal(store, kind, keyring, counts)
        if faults:
            raise Locked(f"Nothing was changed. {' '.join(faults)}")
        if counts["resealed"]:
            detail = {**counts, "key": newest}
            remember(
                store, Change(now(), place.actor, "keys", newest, "", "", "keys rotated", detail)
            )
    others = tuple(key.id for key in keyring.keys if key.id != newest)
    return Rotated(counts["resealed"], counts["unchanged"], newest, others)


def _reseal(store: sa.Connection, kind: str, keyring: Keyring, counts: dict[str, int]) -> list[str]:
    """What does not open; the rest of the kind is sealed anew."""
    owners, secrets = TABLES[kind]
    faults = []
    rows = store.execute(
        sa.select(secrets, owners.c.slug).join(owners, owners.c.id == secrets.c.owner_id)
    ).all()
    for row in rows:
        if row.key_id == keyring.newest.id:
            counts["unchanged"] += 1
            continue
        spot = Place(kind, row.owner_id, row.field, row.slug)
        try:
            text = keyring.open(Sealed(bytes(row.ciphertext), row.key_id), spot)
        except Locked as error:
            faults.append(str(error))
            continue
        own = (secrets.c.owner_id == row.owner_id, secrets.c.field == row.field)
        store.execute(sa.update(secrets).where(*own).values(vars(keyring.seal(text, spot))))
        counts["resealed"] += 1
    return faults
