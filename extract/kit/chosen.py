"""Columns that a connection's settings choose for an account's own fields, as rows that land.

What a provider calls such a field, and which names its setting may hold, is the provider's matter.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from extract.kit.answer import Scalar, key_text
from extract.kit.spec import Identity, Page, Reading

# A column's name, short enough for every engine, and for a prefix before it.
NAME = re.compile("[a-z][a-z0-9_]{0,54}")


class Chosen(msgspec.Struct):
    """A column of the objects of a kind; `id` tells it apart, `place` is its place among them."""

    id: str
    object_kind: str
    column: str
    custom_field_id: str
    place: int


class ColumnHead(msgspec.Struct):
    """What identifies a chosen column."""

    id: Scalar = None


def identify_column(head: ColumnHead, _context: Mapping[str, Any]) -> Identity:
    """A chosen column is its id; it has no time of change."""
    return Identity(key_text(head.id), None)


def columns_page(reading: Reading, setting: str, chosen: Iterable[Chosen]) -> Iterator[Page]:
    """One page of the columns that a setting chooses; none where it chooses none."""
    rows = [msgspec.Raw(msgspec.json.encode(one)) for one in chosen]
    if rows:
        yield Page(rows, b"{}", reading.now(), f"setting {setting}")
