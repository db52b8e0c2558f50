"""From a record with marks to SQL that writes it: JSON text joined around the columns of a row."""

import json
import re
from typing import Any

MARK = re.compile(r'"~!(\w+)~"|~(\w+)~')


def json_text(record: dict[str, Any]) -> str:
    """SQL for the record as JSON text.

    `~name~` within a text stands for a column of the row, `~!name~` for one that is JSON already.
    """
    return joined(json.dumps(record, ensure_ascii=False, separators=(",", ":")))


def joined(written: str) -> str:
    """SQL for a text with marks."""
    parts = []
    for place, part in enumerate(MARK.split(written.replace("'", "''"))):
        if part:
            parts.append(f"'{part}'" if place % 3 == 0 else f"one.{part}")
    return f"concat({', '.join(parts)})"


def quoted(expression: str) -> str:
    """SQL for a text column as a JSON value: the word null where it is null."""
    return f"coalesce('\"' || {expression} || '\"', 'null')"
