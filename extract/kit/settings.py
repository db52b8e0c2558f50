"""What can be set on a connection: each setting declared with kind, bounds, default and help.

A provider declares its own beside those of all (`COMMON`), which the kit itself obeys. Settings are
checked when somebody puts them in; a value that came from elsewhere is checked where it is used.
"""

import difflib
import json
import math
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from extract.kit.errors import ConfigError

Kind = Literal["text", "url", "zone", "whole", "number", "switch", "list", "table", "either"]


@dataclass(frozen=True)
class Setting:
    """One setting: `least` and `most` bound a number, `one_of` a text; no default means unset."""

    name: str
    kind: Kind
    help: str
    default: Any = None
    least: float | None = None
    most: float | None = None
    one_of: tuple[str, ...] = ()

    def having(self, default: Any) -> "Setting":
        """The same with another default."""
        return replace(self, default=default)

    @property
    def expected(self) -> str:
        """What a value has to be, in words."""
        if self.one_of:
            return f"one of {', '.join(self.one_of)}"
        return EXPECTED[self.kind] + _bounds(self.least, self.most)


EXPECTED: dict[Kind, str] = {
    "text": "a text",
    "url": "an address as https://host/path, with no user, password or question mark in it",
    "zone": "a time zone as Europe/Madrid or UTC",
    "whole": "a whole number",
    "number": "a number",
    "switch": "true or false",
    "list": "a list as [1, 2]",
    "table": "a table as { a = 1 }",
    "either": "a list as [1, 2] or a table as { a = 1 }",
}
BASE_URL = Setting("base_url", "url", "where the provider answers, if not at its usual address")
BATCH_SIZE = Setting("batch_size", "whole", "rows asked for at once", 100, 1, 10_000)
WINDOW_DAYS = Setting("window_days", "whole", "days that one dated question spans", None, 1, 3660)
TIME_ZONE = Setting("time_zone", "zone", "zone of times that come without one", "UTC")
PACED = Setting("paced", "switch", "keep within the provider's rate limit", default=True)
IN_FLIGHT = Setting("in_flight", "whole", "calls made at the same time", None, 1, 64)
TIMEOUT = Setting("timeout_seconds", "number", "how long a reply may take", 30, 0.1, 3600)
RETRIES = Setting("max_retries", "whole", "how often a call is made again", 5, 0, 20)
DELAY = Setting("delay_seconds", "number", "pause before each call", 0, 0, 3600)
OVERLAP = Setting(
    "overlap_seconds", "number", "how far before its cursor a read starts", 60, 0, 366 * 86_400
)
GREATEST = 2**53
COMMON = (
    BASE_URL,
    TIMEOUT,
    RETRIES,
    DELAY,
    OVERLAP,
    Setting("brakes", "table", "shrink_pct, total_pct, empty, and under entities the same for one"),
    Setting("retry", "table", "attempts, and first, longest, longest_asked in seconds"),
)


def declared(own: Sequence[Setting], *more: Sequence[Setting]) -> dict[str, Setting]:
    """Every setting by name: a provider's own before others' and before those of all."""
    every = [*COMMON, *(one for group in reversed(more) for one in group), *own]
    return dict(sorted({one.name: one for one in every}.items()))


def faults(known: Mapping[str, Setting], given: Mapping[str, Any]) -> list[str]:
    """What is wrong with settings, one sentence each; a text is never repeated."""
    return [fault for name, value in given.items() if (fault := _fault(known, name, value))]


def _fault(known: Mapping[str, Setting], name: str, value: Any) -> str:
    if name not in known:
        return f"There is no setting {name!r}. {nearest(name, known)}"
    setting = known[name]
    if _is_plain(value) and IS_KIND[setting.kind](value) and _within(setting, value):
        return ""
    return f"The setting {name} is {_shown(value)}. It has to be {setting.expected}."


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence that names what was perhaps meant, or all that there is."""
    names = list(known)
    folded = {one.casefold(): one for one in names}
    close = difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.6)
    if close:
        return f"Perhaps {' or '.join(folded[one] for one in close)}?"
    return f"There are {', '.join(sorted(names))}." if names else "There are none."


def value_of(setting: Setting, text: str) -> Any:
    """The value that a text from the command line stands for; the text itself where it is none."""
    if setting.kind in ("text", "url", "zone"):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        found = tomllib.loads(f"value = {text}")
    except (tomllib.TOMLDecodeError, RecursionError):
        return text
    # More than the one line would be settings of their own.
    return found["value"] if set(found) == {"value"} else text


def number_of(settings: Mapping[str, Any], setting: Setting, default: float) -> float:
    """The number that is set, or the default.

    Raises: ConfigError when it is none, or out of bounds.
    """
    value = settings.get(setting.name, default)
    if found := _fault({setting.name: setting}, setting.name, value):
        raise ConfigError(found)
    return float(value)


def _bounds(least: float | None, most: float | None) -> str:
    if least is not None and most is not None:
        return f" from {least:,g} to {most:,g}"
    return "" if least is None else f", {least:,g} or more"


def _within(setting: Setting, value: Any) -> bool:
    if setting.one_of:
        return value in setting.one_of
    if setting.kind not in ("whole", "number"):
        return True
    least = -math.inf if setting.least is None else setting.least
    return bool(least <= value <= (math.inf if setting.most is None else setting.most))


def _shown(value: Any) -> str:
    """A value as a message may show it: somebody may have put a key there."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value}"
    kinds = {str: "a text", list: "a list", dict: "a table", type(None): "nothing"}
    return kinds.get(type(value), "something else")


def _is_plain(value: Any) -> bool:
    """Whether a value can be kept as JSON: no date, no sign that PostgreSQL's text lacks."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=_refuse)
        text.encode()
    except (TypeError, ValueError, RecursionError):
        return False
    return "\\u0000" not in text and _numbers_fit(value)


def _refuse(value: Any) -> Any:
    raise TypeError(type(value).__name__)


def _numbers_fit(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_numbers_fit(one) for one in value.values())
    if isinstance(value, list):
        return all(_numbers_fit(one) for one in value)
    return not isinstance(value, int) or abs(value) <= GREATEST


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_url(value: Any) -> bool:
    if not isinstance(value, str) or any(letter.isspace() or letter in "?#@" for letter in value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_zone(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(ZoneInfo(value))
    except (ValueError, OSError):
        # No such zone, or a path that is none.
        return False
    except KeyError:
        return False


IS_KIND: dict[Kind, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "url": _is_url,
    "zone": _is_zone,
    "whole": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": _is_number,
    "switch": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list),
    "table": lambda value: isinstance(value, Mapping),
    "either": lambda value: isinstance(value, list | Mapping),
}
