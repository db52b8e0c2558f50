"""What a person sees in the terminal, and the same as JSON."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table

from extract.kit.errors import SynclineError
from extract.kit.sync import SyncReport
from orchestration.building import BuildFailed
from orchestration.statuses import EntityStatus, Status
from push.kit.apply import Applied
from push.kit.plan import HeldBack
from push.kit.verify import Seal

# Wider than any table of ours, in characters.
UNBOUNDED = 10_000
SHOWN_ROWS = 40
# What moves a terminal's cursor or clears it; a message of ours may have several lines.
CONTROLS = {
    code: "\N{REPLACEMENT CHARACTER}"
    for code in (*range(32), *range(127, 160))
    if chr(code) not in "\n\t"
}
WHOLE_EVENT_REASONS = ("unknown_event", "excluded_event")
COUNTS = ("fetched", "landed", "dedup.", "quarant.")
EFFECTS = ("read", "added", "changed", "deleted", "unchanged", "quarant.")


class Listing(Table):
    """A table that is never cut: what a narrow screen lacks goes over its edge."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Its lines, as wide as they must be."""
        needed = self.__rich_measure__(console, options.update(width=UNBOUNDED)).maximum
        return super().__rich_console__(
            console, options.update(width=max(needed, options.max_width))
        )


class Screen(Console):
    """A terminal on which a number is whole or not there: half of one is another number."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Prints as any console, but cuts nothing."""
        super().print(*objects, **{"crop": False, **options})


OUT = Screen(highlight=False)
ERR = Screen(stderr=True, highlight=False)


def show_json(document: Any) -> None:
    """Prints one JSON document."""
    text = msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
    OUT.out(text, highlight=False)


def show_error(error: SynclineError, *, as_json: bool) -> None:
    """Prints an error for a person, and as JSON where that was asked for.

    What was done all the same stands beside it: flipped by a failed build, or sent before.
    """
    about: dict[str, Any] = {"error": type(error).__name__, "message": str(error)}
    if notes := getattr(error, "__notes__", []):
        about["done_before"] = notes
        for line in notes:
            ERR.print(escaped(line), soft_wrap=True)
    if isinstance(error, BuildFailed):
        about["report"] = error.report
        for line in error.report.flips:
            ERR.print(escaped(line), soft_wrap=True)
    if as_json:
        show_json(about)
    ERR.print(f"[bold red]error[/] {escaped(str(error))}", soft_wrap=True)


def escaped(text: str) -> str:
    """Text of a person or a provider, with nothing that Rich or a terminal would act upon."""
    from rich.markup import escape

    return escape(text.translate(CONTROLS))


def show_sync(report: SyncReport, *, as_json: bool) -> None:
    """What one sync brought, entity by entity."""
    if as_json:
        return show_json(report)
    rows = [
        (one.entity, one.mode,
         (one.fetched, one.added, one.changed, one.deleted, one.unchanged, one.quarantined))
        for one in report.entities
    ]  # fmt: skip
    table = effects(f"{report.connection}: load {report.load_id}", rows)
    OUT.print(table)
    for one in report.entities:
        if one.note:
            OUT.print(f"  {one.entity}: {escaped(one.note)}", soft_wrap=True)


def effects(title: str, rows: Sequence[tuple[str, str, Sequence[int]]]) -> Listing:
    """What a load did, in rows of entity, mode and the figures of EFFECTS; one mode once."""
    modes = {mode for _entity, mode, _figures in rows}
    if len(modes) == 1:
        title = f"{title}, {modes.pop()}"
    texts = ("entity", "mode") if modes else ("entity",)
    table = listing(title, texts, EFFECTS)
    for entity, mode, figures in rows:
        table.add_row(*(entity, mode)[: len(texts)], *(f"{figure:,}" for figure in figures))
    return table


def listing(title: str, texts: Sequence[str], numbers: Sequence[str]) -> Listing:
    """An empty table: numbers to the right, nothing cut."""
    table = Listing(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in texts:
        table.add_column(name, no_wrap=True)
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _counts(one: EntityStatus) -> list[str]:
    counts = (one.fetched, one.landed, one.deduplicated, one.quarantined)
    return [f"{count:,}" for count in counts]


def show_status(status: Status, *, as_json: bool) -> None:
    """The newest load of each entity, what is served, and the state of each push."""
    if as_json:
        return show_json(status)
    if not status.entities and not status.pushes and not status.groups:
        return OUT.print("Nothing has been synced yet. Try: syncline demo")
    _show_loads(status)
    _show_groups(status)
    _show_pushes(status)


def _show_loads(status: Status) -> None:
    for slug in dict.fromkeys(one.connection for one in status.entities):
        loads = listing(f"{slug}: newest loads (UTC)", ("entity", "finished", "mode"), COUNTS)
        for one in (row for row in status.entities if row.connection == slug):
            moment = f"{one.finished_at:%m-%d %H:%M}"
            loads.add_row(one.entity, moment, one.mode, *_counts(one))
        OUT.print(loads)


def _show_groups(status: Status) -> None:
    if not status.groups:
        return OUT.print("Nothing is served yet. Try: syncline build")
    texts = ("group", "flipped", "by", "generation", "kept")
    groups = listing("served (UTC)", texts, ("views", "rows"))
    for one in status.groups:
        active, kept = (
            ", ".join(f"v{number}" for number in versions)
            for versions in (one.active_versions, one.kept_versions if one.has_kept else ())
        )
        moment, who = f"{one.flipped_at:%m-%d %H:%M}", escaped(one.flipped_by)
        counts = (f"{one.views:,}", f"{one.rows:,}")
        groups.add_row(one.group, moment, who, active, kept or "none", *counts)
    OUT.print(groups)


def _show_pushes(status: Status) -> None:
    if not status.pushes:
        return OUT.print("Nothing has been pushed yet.")
    pushes = listing("pushed records", ("connection", "race", "state"), ("records",))
    for push in status.pushes:
        pushes.add_row(push.connection, push.race, push.state, f"{push.records:,}")
    OUT.print(pushes)


def show_held_back(held_back: Sequence[HeldBack]) -> None:
    """The people who are not sent, by name and reason; one line where a whole event stays."""
    whole_events = Counter(
        (one.event, one.detail) for one in held_back if one.reason in WHOLE_EVENT_REASONS
    )
    for (event, detail), number in whole_events.items():
        line = f"  held back: {number:,} people of {escaped(event)}: {escaped(detail)}"
        OUT.print(line, soft_wrap=True)
    people = [one for one in held_back if one.reason not in WHOLE_EVENT_REASONS]
    for one in people[:SHOWN_ROWS]:
        who = f"{one.name or 'no name'} ({one.record_id}, {one.event or 'no event'})"
        OUT.print(f"  held back: {escaped(who)}: {escaped(one.detail)}", soft_wrap=True)
    if len(people) > SHOWN_ROWS:
        OUT.print(f"  and {len(people) - SHOWN_ROWS:,} more: syncline push plan ... --json")


def show_applied(done: Sequence[Applied], *, as_json: bool) -> None:
    """What each push did, and its seal."""
    if as_json:
        return show_json(done)
    for one in done:
        plan = "" if one.number is None else f" plan {one.number}"
        OUT.print(
            f"[bold]{escaped(one.seal.race)}[/]{plan}: {one.sent:,} sent, "
            f"{one.confirmed:,} confirmed"
        )
        for bad in one.rejected[:SHOWN_ROWS]:
            OUT.print(
                f"  [red]rejected[/] {escaped(bad.name)} ({bad.record_id}): {escaped(bad.reason)}"
            )
        for action in one.listed:
            # A person has to go through them, so the list is whole.
            OUT.print(f"  withdraw by hand: {escaped(action.name)} ({action.record_id})")
    show_seals([one.seal for one in done], as_json=False)


def show_seals(seals: Sequence[Seal], *, as_json: bool) -> None:
    """Each race's seal, and every difference by name."""
    if as_json:
        return show_json(seals)
    for seal in seals:
        style = "bold green" if seal.is_well else "bold red"
        OUT.print(f"[{style}]{escaped(seal.race)}: {seal}[/]")
        for difference in seal.differences[:SHOWN_ROWS]:
            OUT.print(f"  {escaped(str(difference))}", soft_wrap=True)
