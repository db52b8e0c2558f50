"""The custom fields that a connection wants as columns: its setting, checked, as rows."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from extract.kit.chosen import NAME, Chosen, columns_page
from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from extract.kit.spec import Page, Reading
from extract.providers.close.settings import COLUMNS

OBJECT_KINDS = ("lead", "contact", "opportunity", "activity")
FIELD = re.compile("l?cf_[A-Za-z0-9]{1,80}")


def chosen_columns(connection: Connection) -> list[Chosen]:
    """The columns that the setting `custom_columns` names, in its order.

    Raises: ConfigError for what is no table of tables of field ids.
    """
    table = connection.settings.get(COLUMNS, {})
    if not isinstance(table, Mapping) or not set(table) <= set(OBJECT_KINDS):
        raise unusable(connection, f"a table of {', '.join(OBJECT_KINDS)}")
    return [
        Chosen(f"{kind}|{name}", kind, name, field, place)
        for kind, columns in table.items()
        for place, (name, field) in enumerate(pairs(connection, columns), start=1)
    ]


def pairs(connection: Connection, columns: Any) -> Iterator[tuple[str, str]]:
    """Each column's name with the id of its field.

    Raises: ConfigError for a name that is no column's, or an id that is no field's.
    """
    if not isinstance(columns, Mapping):
        raise unusable(connection, "under each kind a table of columns")
    for name, field in columns.items():
        if not (isinstance(name, str) and NAME.fullmatch(name)):
            raise unusable(connection, "columns named in small letters, digits and underscores")
        if not (isinstance(field, str) and FIELD.fullmatch(field)):
            raise unusable(connection, "for each column the id of a custom field, cf_...")
        yield name, field


def unusable(connection: Connection, expected: str) -> ConfigError:
    """What is told of a setting that cannot be used."""
    return ConfigError(
        f"close (connection {connection.slug}): the setting {COLUMNS} has to be {expected}, such "
        'as { lead = { tier = "cf_..." } }.'
    )


def read_columns(reading: Reading) -> Iterator[Page]:
    """One page of the columns that are chosen; none where none are."""
    yield from columns_page(reading, COLUMNS, chosen_columns(reading.connection))
