"""What a person sees of mappings, and the same as JSON."""

from collections.abc import Sequence

from orchestration.mapping.completeness import Completeness
from orchestration.mapping.decisions import Decided
from orchestration.mapping.suggestions import Suggested
from orchestration.mapping.table import Mapping
from orchestration.screens import OUT, SHOWN_ROWS, escaped, show_json


def show_mappings(rows: Sequence[Mapping], *, as_json: bool) -> None:
    """One line per mapping."""
    if as_json:
        return show_json(rows)
    if not rows:
        return OUT.print("Nothing is mapped. Try: syncline mapping suggest")
    for row in rows:
        say(_line(row))


def show_suggested(found: Suggested, *, as_json: bool) -> None:
    """One line per suggestion, and how many events need none."""
    if as_json:
        return show_json(found)
    for row in found.rows:
        say(_line(row))
    say(f"{len(found.rows):,} suggested; {found.settled:,} events are settled already.")


def show_decided(done: Decided, *, as_json: bool) -> None:
    """What holds now, and what it took the place of."""
    if as_json:
        return show_json(done)
    for row in done.rows:
        say(_line(row))
    for row in done.replaced:
        say(f"  before: {row.target}, by {row.decided_by}")


def show_confirmed(done: Sequence[Decided], left: Sequence[Mapping], *, as_json: bool) -> None:
    """What was confirmed at once, and what was left for a person to look at."""
    rows = [row for one in done for row in one.rows]
    if as_json:
        return show_json({"rows": rows, "left": left})
    for row in (*rows, *left):
        say(_line(row))
    say(f"{len(rows):,} confirmed; {len(left):,} left: several fit, or the event has started.")


def show_completeness(found: Completeness, *, as_json: bool) -> None:
    """Each event and choice whose people go nowhere or twice, by number; then the sums."""
    if as_json:
        return show_json(found)
    amiss = [group for group in found.groups if not group.is_well]
    for group in amiss[:SHOWN_ROWS]:
        say(f"  {group.people:,} people of {group} ({group.place.connection}): {group.text}")
    if len(amiss) > SHOWN_ROWS:
        say(f"  and {len(amiss) - SHOWN_ROWS:,} more: syncline mapping check --json")
    people = sum(group.people for group in found.groups)
    lost = sum(group.people for group in amiss)
    past = f"; {found.past:,} events and choices are past" if found.past else ""
    say(f"{people - lost:,} of {people:,} people are mapped or excluded, {lost:,} are not{past}.")


def say(text: str) -> None:
    """Prints a line as it is, as long as it is."""
    OUT.print(escaped(text), soft_wrap=True)


def _line(row: Mapping) -> str:
    name = row.event_name if row.event_name is not None else "every event"
    choice = f", {row.choice}" if row.choice else ""
    by = f" by {row.decided_by}" if row.decided_by else ""
    notes = [f"score {row.score}"] if row.score is not None else []
    notes += ["several fit"] if row.is_ambiguous else []
    notes += [row.reason] if row.reason else []
    notes += [f"unlocked by {row.unlocked_by}"] if row.unlocked_by else []
    about = f" ({'; '.join(notes)})" if notes else ""
    where = f"{row.connection}, race {row.race_id}: {name}{choice}"
    return f"{row.state}{by}: {where} -> {row.target}{about}"
