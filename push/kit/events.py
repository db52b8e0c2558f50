"""Which scoring event a person is sent to: as a person decided, as settings map it, or by name."""

import unicodedata
from collections.abc import Iterable, Mapping

from push.kit.source import Decision
from push.kit.target import ScoringEvent


def plain(name: str) -> str:
    """`name` trimmed, single-spaced, without case and accents: how event names are compared."""
    if name.isascii():
        return " ".join(name.casefold().split())
    letters = unicodedata.normalize("NFKD", name)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


class Events:
    """The scoring events of one race, `known` by id; one given by its name alone has no other."""

    def __init__(
        self, events: Iterable[ScoringEvent | str], event_map: Mapping[str, str | None]
    ) -> None:
        self.known = tuple(
            ScoringEvent(one, one) if isinstance(one, str) else one for one in events
        )
        self.names = tuple(one.name for one in self.known)
        # Thousands of people share a few event names, and comparing without accents is slow.
        self._matches: dict[str, str | None] = {}
        self._by_plain: dict[str, list[str]] = {}
        for name in self.names:
            self._by_plain.setdefault(plain(name), []).append(name)
        self._map = {plain(source): event for source, event in event_map.items()}

    def ids_of(self, name: str) -> tuple[str, ...]:
        """The ids of the events of that name, as the provider spells it."""
        return tuple(one.event_id for one in self.known if one.name == name)

    def event_of(self, source_name: str, decision: Decision | None) -> str | None:
        """The scoring event in the provider's own spelling; None when it has none such."""
        if decision is not None:
            return self._spelled(decision.scoring_event or "")
        return self.match(source_name)

    def never_sent_by(self, source_name: str, decision: Decision | None) -> str | None:
        """Who says that an event is never sent; None when nobody does."""
        if decision is not None:
            is_sent = decision.scoring_event is not None
            return None if is_sent else f"decision of {decision.decided_by}"
        return "this connection's event map" if self.is_excluded(source_name) else None

    def is_excluded(self, source_name: str) -> bool:
        """Whether the connection says that this event is never sent."""
        return bool(self._map) and self._map.get(plain(source_name), "") is None

    def match(self, source_name: str) -> str | None:
        """The provider's own spelling of the event; None when it has none, or several alike."""
        if source_name not in self._matches:
            self._matches[source_name] = self._match(source_name)
        return self._matches[source_name]

    def _match(self, source_name: str) -> str | None:
        return self._spelled(self._map.get(plain(source_name)) or source_name)

    def _spelled(self, wanted: str) -> str | None:
        # Two races of one name, of which one may be a copy: nobody can say into which to send.
        if self.names.count(wanted) == 1:
            return wanted
        alike = self._by_plain.get(plain(wanted), [])
        return alike[0] if len(alike) == 1 else None
