"""The three-way comparison of one record: what the source wants, what we sent, what is held."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from push.kit.ownership import NAMES, Owner, Verdict, verdict
from push.kit.plan import Change
from push.kit.target import BIB, EVENT, Held, Target

# Emptying these would take a runner out of the start list, so it is left to the scoring side.
NEVER_EMPTIED = (BIB, EVENT)


@dataclass
class Difference:
    """What sets a held record apart: `changes` to send, fields `kept` as they are, `agreed`.

    Of the kept fields `conflicts` are those that both sides have changed.
    """

    changes: list[Change] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    conflicts: set[str] = field(default_factory=set)
    agreed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparer:
    """Compares records of one target; `owners` says who owns each field."""

    target: Target
    owners: Mapping[str, Owner]

    def compare(
        self, wanted: Mapping[str, str], sent: Mapping[str, str] | None, held: Held
    ) -> Difference:
        """What to do about each field of a record that the provider holds."""
        result = Difference()
        for name in sorted({*wanted, *(sent or {}), *held.fields}):
            self._compare_field(result, name, (wanted, sent, held))
        return result

    def is_ours(self, name: str) -> bool:
        """Whether the registration owns the field, whatever the scoring side does."""
        return self.owners.get(name, "source") == "source"

    def _compare_field(
        self,
        result: Difference,
        name: str,
        sides: tuple[Mapping[str, str], Mapping[str, str] | None, Held],
    ) -> None:
        wanted, sent, held = sides
        new = wanted.get(name, "")
        base = None if sent is None else sent.get(name, "")
        # What cannot be read back is taken to be as it was sent.
        old = held.fields.get(name, base or "")
        if new == old == base:
            return
        want, have, was = (
            None if value is None else self.target.comparable(name, value)
            for value in (new, old, base)
        )
        if want == have:
            if want and was != want:
                result.agreed[name] = new
            return
        found = self._verdict(name, (want or "", have or "", was), held)
        if found == "send":
            result.changes.append(Change(name, old, new, base or ""))
            return
        result.kept.append(name)
        if found == "conflict":
            result.conflicts.add(name)

    def _verdict(self, name: str, values: tuple[str, str, str | None], held: Held) -> Verdict:
        want, have, was = values
        if not want and (name in NEVER_EMPTIED or not was):
            return "keep"
        owner = self.owners.get(name, "source")
        if held.is_placeholder and name in NAMES:
            # The name of a bib without a person is nobody's correction.
            owner = "source"
        if owner == "fill_empty" and name not in held.fields:
            # What cannot be read is not known to be empty.
            return "keep"
        return verdict(owner, want, have, was)
