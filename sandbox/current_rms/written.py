"""How a record is written, as the switches say."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from sandbox.current_rms.switches import Switches
from sandbox.races import Record

BRITISH_SUMMER = timezone(timedelta(hours=1))


def written(row: Record, switches: Switches) -> Record:
    """The record, with its money, blanks and times in the form that is switched on."""
    if not (switches.money_as_numbers or switches.blank_dates or switches.offset_times):
        return row
    return {name: _value(name, value, switches) for name, value in row.items()}


def _value(name: str, value: Any, switches: Switches) -> Any:
    if switches.money_as_numbers and name.endswith("_total") and isinstance(value, str):
        return float(value)
    if not name.endswith("_at"):
        return value
    if value is None:
        return "" if switches.blank_dates else None
    if switches.offset_times and value:
        moment = datetime.fromisoformat(value).astimezone(BRITISH_SUMMER)
        return moment.isoformat(timespec="milliseconds")
    return value
