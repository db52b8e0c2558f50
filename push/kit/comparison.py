"""The three-way comparison of one record: what the source wants, what we sent, what is held."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from push.kit.plan import Change
from push.kit.target import BIB, EVENT, Held, Target

# Emptying these would take a runner out of the start list, so it is left to the scoring side.
NEVER_EMPTIED = (BIB, EVENT)


@dataclass
class Difference:
    """What sets a held record apart: `changes` to send, fields `kept` as they are, `agreed`."""

    changes: list[Change] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    agreed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparer:
    """Compares records of one target; `shared` are the fields that the scoring side may correct."""

    target: Target
    shared: frozenset[str]

    def compare(
        self, wanted: Mapping[str, str], sent: Mapping[str, str] | None, held: Held
    ) -> Difference:
        """What to do about each field of a record that the provider holds."""
        result = Difference()
        for name in sorted({*wanted, *(sent or {}), *held.fields}):
            self._compare_field(result, name, (wanted, sent, held.fields))
        return result

    def _compare_field(
        self,
        result: Difference,
        name: str,
        sides: tuple[Mapping[str, str], Mapping[str, str] | None, Mapping[str, str]],
    ) -> None:
        wanted, sent, held = sides
        new = wanted.get(name, "")
        base = None if sent is None else sent.get(name, "")
        # What cannot be read back is taken to be as it was sent.
        old = held.get(name, base or "")
        if new == old == base:
            return
        want, have, was = (
            None if value is None else self.target.comparable(name, value)
            for value in (new, old, base)
        )
        if want == have:
            if want and was != want:
                result.agreed[name] = new
        elif self._is_theirs(name, want, have, was):
            result.kept.append(name)
        else:
            result.changes.append(Change(name, old, new, base or ""))

    def _is_theirs(self, name: str, want: str | None, have: str | None, was: str | None) -> bool:
        if not want:
            return name in NEVER_EMPTIED or not was
        if name not in self.shared:
            return False
        return bool(have) if was is None else have != was
