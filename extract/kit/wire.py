"""What comes over the wire: bodies within a limit, times that headers name, the wire's own log."""

import logging
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

# The one tells of each call, the other of headers it cannot read, with the whole address.
WIRE_LOGS = tuple(
    logging.getLogger(name) for name in ("urllib3.connectionpool", "urllib3.connection")
)
# A packed body may grow a thousand times, so that it is unpacked a piece at a time.
CHUNK_BYTES = 1 << 20
# The same limit has many spellings: one header with all of it, or one that holds only its end.
LIMIT = "ratelimit"
LIMIT_ENDS = ("ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset")
END = re.compile(r"(?:^|[\s,;])(?:reset|t)\s*[=:]\s*\"?(\d{1,12}(?:\.\d{0,9})?)", re.IGNORECASE)
PLAIN = re.compile(r"\d{1,12}(?:\.\d{0,9})?")
# A window is seconds or minutes long: what is larger counts from 1970.
MOMENTS_FROM = 1_000_000_000


class Body(Protocol):
    """A reply whose body has not been read yet."""

    @property
    def headers(self) -> Mapping[str, str]:
        """What the reply says of itself, whatever the case of the names."""
        ...

    def read(self, amt: int | None = None) -> bytes:
        """The next so many bytes, unpacked; none at the end."""
        ...

    def close(self) -> None:
        """Hangs up, unless the body was read to its end."""
        ...

    def release_conn(self) -> None:
        """Gives the connection back."""
        ...


def body_within(raw: Body, limit: int) -> bytes | None:
    """The whole body; None when it is longer than `limit` bytes, of which no more are read."""
    body = bytearray()
    try:
        if _is_short(raw.headers, limit):
            return raw.read()
        while chunk := raw.read(CHUNK_BYTES):
            body += chunk
            if len(body) > limit:
                return None
    finally:
        # What is left unread would be taken for the next reply.
        raw.close()
        raw.release_conn()
    return bytes(body)


def _is_short(headers: Mapping[str, str], limit: int) -> bool:
    """Whether the body cannot be longer, which makes it worth reading at once."""
    length = headers.get("content-length", "")
    is_plain = "content-encoding" not in headers and "transfer-encoding" not in headers
    return (
        is_plain and length.isdecimal() and len(length) <= len(str(limit)) and int(length) <= limit
    )


def seconds_asked(headers: Mapping[str, str]) -> float | None:
    """The seconds that `retry-after` asks for, as a number or as a date; None when it asks nothing.

    A date counts from the same reply's own `date`, for clocks differ.
    """
    asked = headers.get("retry-after", "")
    try:
        return max(0.0, float(asked))
    except ValueError:
        until = http_date(asked)
    if until is None:
        return None
    now = http_date(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def seconds_until_allowed(headers: Mapping[str, str]) -> float | None:
    """The seconds after which a refused call may be made again; None when nothing says so.

    What `retry-after` asks for comes first, then the end of the rate limit's window in whichever
    header tells it, as seconds or as a moment since 1970: rounded up, and a second at least.
    """
    asked = seconds_asked(headers)
    if asked is not None:
        return asked
    told = [found[1] for found in [END.search(headers.get(LIMIT, ""))] if found]
    told += [text for name in LIMIT_ENDS if PLAIN.fullmatch(text := headers.get(name, "").strip())]
    if not told:
        return None
    seconds = float(told[0])
    if seconds >= MOMENTS_FROM:
        seconds -= (http_date(headers.get("date", "")) or datetime.now(UTC)).timestamp()
    return float(max(1, math.ceil(seconds)))


def http_date(text: str) -> datetime | None:
    """The UTC time that a header names; None when it is no date, or one of no calendar."""
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
