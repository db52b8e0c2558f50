"""Places by time: overall, by gender and by category; equal times share a place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sandbox.copernico.store import Entrant

Group = Callable[[Entrant], str]


def is_ranked(entrant: Entrant) -> bool:
    """True for a finisher who is a known person with a bib number, sweepers left out."""
    timing = entrant.timing or {}
    known = entrant.person.get("id") is not None and str(entrant.person.get("dorsal")).isdigit()
    return known and timing.get("status") == "finished"


def rank(entrants: Iterable[Entrant]) -> None:
    """Write the places into the timing of every participant, None where they have none."""
    ranked = [entrant for entrant in entrants if _clear(entrant) and is_ranked(entrant)]
    groups: dict[str, Group] = {
        "pos": lambda entrant: "all",
        "posGen": lambda entrant: str(entrant.person.get("gender") or ""),
        "posCat": lambda entrant: str((entrant.timing or {})["category"]),
    }
    for name, group in groups.items():
        _place(ranked, name, group, 0)
        _place(ranked, name + "Net", group, 1)


def _clear(entrant: Entrant) -> bool:
    if entrant.timing is not None:
        entrant.timing["rankings"] = {}
    return entrant.timing is not None


def _place(ranked: list[Entrant], name: str, group: Group, which: int) -> None:
    """Places by official time (which 0) or real time (1); an empty group has no places."""
    seen: dict[str, tuple[int, int, int]] = {}
    for entrant in sorted(ranked, key=lambda one: _finish(one, which)):
        label, time = group(entrant), _finish(entrant, which)
        if not label:
            continue
        count, place, last = seen.get(label, (0, 0, -1))
        place = place if time == last else count + 1
        seen[label] = (count + 1, place, time)
        (entrant.timing or {})["rankings"][name] = place


def _finish(entrant: Entrant, which: int) -> int:
    return int((entrant.timing or {})["times"]["Finish"][which])
