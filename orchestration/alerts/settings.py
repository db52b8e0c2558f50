"""The channels that alerts go through, and how often, as whoever runs this has set it up.

`.syncline/alerts.toml`, of which only a channel's `url` is needed, an address as Apprise reads it:

    [alerts]
    heartbeat_hours = 24

    [channels.team_chat]
    url = "slack://..."

SYNCLINE_ALERT_URLS adds more, separated by blanks: `team_mail=mailtos://...`, or an address alone,
which is called `channel_1` and so on. Addresses hold secrets; they go to nobody but Apprise.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from extract.kit.errors import ConfigError

FILE = "alerts.toml"
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
NAMED = re.compile(r"(?:([a-z][a-z0-9_]{0,39})=)?(\w[\w.+-]*:.+)", re.ASCII)
TABLES = {"alerts", "channels"}


@dataclass(frozen=True)
class Channel:
    """One way to tell somebody: its name, and its address, which is a secret."""

    name: str
    url: str = field(repr=False)


@dataclass(frozen=True)
class Pace:
    """How often and how long.

    A failure waits `settle_seconds` for others that belong to it; then nothing more of its kind is
    told for `group_seconds`. A delivery is ended after `timeout_seconds`.
    """

    heartbeat_hours: float = 24
    settle_seconds: float = 30
    group_seconds: float = 300
    timeout_seconds: float = 20

    @property
    def heartbeat(self) -> timedelta:
        """How far apart the signs of life of a channel are."""
        return timedelta(hours=self.heartbeat_hours)

    @property
    def settle(self) -> timedelta:
        """How long a failure waits for others."""
        return timedelta(seconds=self.settle_seconds)

    @property
    def group(self) -> timedelta:
        """How far apart two messages of failures are."""
        return timedelta(seconds=self.group_seconds)


@dataclass(frozen=True)
class Settings:
    """The channels by name, and the pace."""

    channels: Mapping[str, Channel]
    pace: Pace = Pace()


def load_settings(home: Path, env: Mapping[str, str]) -> Settings:
    """What the file in `home` and the environment say; no channel where neither does.

    Raises: ConfigError when one of them cannot be read; it repeats no address.
    """
    document = _document(home / FILE)
    channels = {one.name: one for one in _from_file(document.get("channels", {}))}
    for one in _from_environment(env.get("SYNCLINE_ALERT_URLS", "")):
        channels[one.name] = one
    return Settings(channels, _pace(document.get("alerts", {})))


def _document(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path} cannot be read: {error}. No alert is sent until then.") from None
    if unknown := found.keys() - TABLES:
        raise ConfigError(
            f"{path} holds {', '.join(sorted(unknown))}; it has [alerts] and [channels.NAME] only."
        )
    return found


def _from_file(tables: Any) -> Iterator[Channel]:
    for name, entry in tables.items() if isinstance(tables, dict) else ():
        url = entry.get("url") if isinstance(entry, dict) else None
        if not NAME.fullmatch(name) or not isinstance(url, str) or not url.strip():
            raise ConfigError(
                f"{FILE}: [channels.{name}] needs a `url`, and a name of lower-case letters, "
                "digits and underscores."
            )
        yield Channel(name, url.strip())


def _from_environment(text: str) -> Iterator[Channel]:
    for place, word in enumerate(text.split(), start=1):
        found = NAMED.fullmatch(word)
        if found is None:
            raise ConfigError(
                f"SYNCLINE_ALERT_URLS: part {place} is no address. Write each as name=address, "
                "with blanks between them and %20 for a blank in one."
            )
        yield Channel(found[1] or f"channel_{place}", found[2])


def _pace(given: Any) -> Pace:
    known = {one.name for one in fields(Pace)}
    if not isinstance(given, dict) or given.keys() - known:
        raise ConfigError(f"{FILE}: [alerts] takes {', '.join(sorted(known))}.")
    for name, value in given.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1e6:
            raise ConfigError(f"{FILE}: {name} must be a number above 0.")
    return Pace(**given)
