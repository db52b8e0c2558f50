"""Results in RunSignup's spelling, and the comparison with what it shows of them.

Times are `[H:]MM:SS[.f]`. What is read back may have fewer decimals than what was sent, so a time
is compared as precisely as it is shown.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from push.kit.plan import Change
from push.publishers.runsignup.assumed import GENDERS, WORDS
from push.publishing.clock import clock
from push.publishing.plan import Row

TIME = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})(?:\.(\d{1,6}))?")
SOURCE = "runsignup-"


def registration(record_id: str) -> int | None:
    """The registration's id in a record's; None for somebody without a registration."""
    number = record_id.removeprefix(SOURCE)
    return int(number) if record_id.startswith(SOURCE) and is_number(number) else None


def is_number(text: str) -> bool:
    """Whether RunSignup takes the text for a bib or an id."""
    return text.isascii() and text.isdecimal()


def result(row: Row) -> dict[str, Any]:
    """The object that is sent for one result; what it must not keep is null."""
    fields = row.fields
    word = WORDS.get(fields["status"])
    sent: dict[str, Any] = {
        "place": int(fields["place"]) if fields["place"] else None,
        "clock_time": word or _time(fields["gun_time"]),
        "chip_time": word or _time(fields["chip_time"]),
    }
    if is_number(fields["bib_number"]):
        sent["bib"] = int(fields["bib_number"])
    number = registration(row.record_id)
    if number is not None:
        return {"registration_id": number, **sent}
    if row.provider_id:
        sent["result_id"] = int(row.provider_id)
    names = {name: fields[name] for name in ("first_name", "last_name")}
    return {**names, "gender": GENDERS.get(fields["gender"]), **sent}


def _time(milliseconds: str) -> str | None:
    return clock(milliseconds) if milliseconds else None


def differences(fields: Mapping[str, str], held: Mapping[str, str]) -> Iterator[Change]:
    """What RunSignup shows otherwise than the content says."""
    word = WORDS.get(fields["status"])
    for name, wanted in (("clock_time", fields["gun_time"]), ("chip_time", fields["chip_time"])):
        shown = held.get(name, "")
        new = word or (clock(wanted) if wanted else "")
        if not (shown.upper() == word if word else _is_time(wanted, shown)):
            yield Change(name, shown, new)
    for name, text in _texts(fields).items():
        if held.get(name, "") != text:
            yield Change(name, held.get(name, ""), text)


def _texts(fields: Mapping[str, str]) -> dict[str, str]:
    texts = {"place": fields["place"]}
    if is_number(fields["bib_number"]):
        texts["bib"] = str(int(fields["bib_number"]))
    if "first_name" in fields:
        texts |= {name: fields[name] for name in ("first_name", "last_name")}
        texts["gender"] = GENDERS.get(fields["gender"], "")
    return texts


def _is_time(milliseconds: str, shown: str) -> bool:
    if not milliseconds or not shown:
        return milliseconds == shown
    found = TIME.fullmatch(shown)
    if found is None:
        return False
    hours, minutes, seconds, decimals = found.groups(default="0")
    digits = len(found[4] or "")
    whole = (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) * 1000
    read = whole + int(decimals.ljust(6, "0")) / 1000
    precision: float = 1000 / 10**digits
    return abs(read - int(milliseconds)) < precision
