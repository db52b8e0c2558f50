"""Who owns a field once a record is there: the registration, the scoring side, or the last to act.

- `source`: the registration always wins
- `target`: written when the record is made, the scoring side's from then on
- `newest`: whoever changed it since the last send; when both did, the scoring side stands and the
  plan names the conflict
- `fill_empty`: written only where the provider holds nothing

Every field is `newest` by default, so that a bib given on race day and any correction made in
scoring stay. Chips are never sent, so nothing of them can be overwritten.
"""

from collections.abc import Mapping
from typing import Any, Literal, get_args

from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from push.kit.target import BIB, EVENT

Owner = Literal["source", "target", "newest", "fill_empty"]
Verdict = Literal["send", "keep", "conflict"]
OWNERS: tuple[str, ...] = get_args(Owner)
NAMES = ("first_name", "last_name")
FIELDS = (*NAMES, "gender", "date_of_birth", BIB, EVENT, "team_name", "email", "phone")
DEFAULT: Mapping[str, Owner] = dict.fromkeys(FIELDS, "newest")


def owners_of(connection: Connection) -> Mapping[str, Owner]:
    """The owner of each field by the connection's settings.

    `field_owners` names the owner of single fields. The older `shared_fields` lists those that are
    `newest`, and makes the registration the owner of all others.

    Raises: ConfigError for a field or an owner that there is none of.
    """
    settings = connection.settings
    owners: dict[str, Any] = dict(DEFAULT)
    if (shared := settings.get("shared_fields")) is not None:
        _check_kind(connection, "shared_fields", shared, (list, tuple, set, frozenset))
        _check_fields(connection, "shared_fields", shared)
        owners = {name: "newest" if name in shared else "source" for name in FIELDS}
    given = settings.get("field_owners") or {}
    _check_kind(connection, "field_owners", given, (Mapping,))
    _check_fields(connection, "field_owners", given)
    for name, owner in given.items():
        if owner not in OWNERS:
            raise ConfigError(
                f"connection {connection.slug}: setting field_owners gives {name} to {owner!r}. "
                f"An owner is one of: {', '.join(OWNERS)}."
            )
    return {**owners, **given}


def verdict(owner: Owner, want: str, have: str, was: str | None) -> Verdict:
    """What becomes of a field on which source and provider differ.

    `want` is the source's value, `have` the provider's, `was` the one that we sent last: None
    where we have sent none.
    """
    if owner in ("source", "target"):
        return "send" if owner == "source" else "keep"
    if owner == "fill_empty" or was is None:
        return "keep" if have else "send"
    if have == was:
        return "send"
    return "keep" if want == was else "conflict"


def _check_kind(connection: Connection, setting: str, value: Any, kinds: tuple[type, ...]) -> None:
    if not isinstance(value, kinds):
        wanted = "map fields to owners" if setting == "field_owners" else "be a list of fields"
        raise ConfigError(f"connection {connection.slug}: setting {setting!r} must {wanted}.")


def _check_fields(connection: Connection, setting: str, names: Any) -> None:
    if unknown := sorted(str(name) for name in names if name not in FIELDS):
        raise ConfigError(
            f"connection {connection.slug}: setting {setting!r} names {', '.join(unknown)}, "
            f"which is no field that is sent. Those are: {', '.join(FIELDS)}."
        )
