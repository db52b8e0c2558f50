"""The custom fields that a connection wants as columns: its setting, checked, as rows."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from extract.kit.chosen import NAME, Chosen, columns_page
from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from extract.kit.spec import Page, Reading
from extract.providers.current_rms.settings import COLUMNS

OPPORTUNITY = "opportunity"
# The API tells no types: a list field is the number of its option, yes or no is "Yes" or "".
TYPES = ("text", "number", "date", "datetime", "boolean")
# Seen: keys that begin with a digit, and keys with a hyphen.
FIELD = re.compile("[A-Za-z0-9][A-Za-z0-9_ -]{0,99}")


class Typed(Chosen):
    """A column with the type that its values are read as."""

    column_type: str


def chosen_columns(connection: Connection) -> list[Typed]:
    """The columns that the setting `custom_columns` names, in its order.

    Raises: ConfigError for a name that is no column's, a key that is no field's, another type.
    """
    table = connection.settings.get(COLUMNS.name, {})
    if not isinstance(table, Mapping):
        raise unusable(connection, "a table of columns")
    return [_typed(connection, place, *one) for place, one in enumerate(table.items(), start=1)]


def _typed(connection: Connection, place: int, name: Any, said: Any) -> Typed:
    field, kind = said, "text"
    if isinstance(said, Mapping) and set(said) <= {"field", "type"}:
        field, kind = said.get("field"), said.get("type", kind)
    if not (isinstance(name, str) and NAME.fullmatch(name)):
        raise unusable(connection, "columns named in small letters, digits and underscores")
    if not (isinstance(field, str) and FIELD.fullmatch(field)):
        raise unusable(connection, "for each column the key of a custom field")
    if kind not in TYPES:
        raise unusable(connection, f"columns of a type, one of {', '.join(TYPES)}")
    return Typed(f"{OPPORTUNITY}|{name}", OPPORTUNITY, name, field, place, str(kind))


def unusable(connection: Connection, expected: str) -> ConfigError:
    """What is told of a setting that cannot be used."""
    return ConfigError(
        f"current_rms (connection {connection.slug}): the setting {COLUMNS.name} has to be "
        f'{expected}, such as {{ deposit = {{ field = "50_deposit", type = "boolean" }} }}.'
    )


def read_columns(reading: Reading) -> Iterator[Page]:
    """One page of the columns that are chosen; none where none are."""
    yield from columns_page(reading, COLUMNS.name, chosen_columns(reading.connection))
