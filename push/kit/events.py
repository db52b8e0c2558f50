"""Which scoring event a source event is: by name, unless the connection's event map says."""

import unicodedata
from collections.abc import Iterable, Mapping


def plain(name: str) -> str:
    """`name` trimmed, single-spaced, without case and accents: how event names are compared."""
    letters = unicodedata.normalize("NFKD", name)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


class Events:
    """The scoring events of one race."""

    def __init__(self, names: Iterable[str], event_map: Mapping[str, str | None]) -> None:
        self.names = tuple(names)
        # Thousands of people share a few event names, and comparing without accents is slow.
        self._matches: dict[str, str | None] = {}
        self._by_plain: dict[str, list[str]] = {}
        for name in self.names:
            self._by_plain.setdefault(plain(name), []).append(name)
        self._map = {plain(source): event for source, event in event_map.items()}

    def is_excluded(self, source_name: str) -> bool:
        """Whether the connection says that this event is never sent."""
        return bool(self._map) and self._map.get(plain(source_name), "") is None

    def match(self, source_name: str) -> str | None:
        """The provider's own spelling of the event; None when it has none, or several alike."""
        if source_name not in self._matches:
            self._matches[source_name] = self._match(source_name)
        return self._matches[source_name]

    def _match(self, source_name: str) -> str | None:
        wanted = self._map.get(plain(source_name)) or source_name
        if wanted in self.names:
            return wanted
        alike = self._by_plain.get(plain(wanted), [])
        return alike[0] if len(alike) == 1 else None
