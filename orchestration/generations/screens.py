"""What a person sees of builds, flips, rollbacks and differences, and the same as JSON."""

from orchestration.building import BuildReport
from orchestration.generations.comparison import Example
from orchestration.generations.differences import Difference, Differences
from orchestration.generations.history import Flip, History
from orchestration.generations.rollback import RolledBack
from orchestration.screens import OUT, escaped, listing, show_json

SHOWN_TEXT = 60
MARKS = {"added": "+", "changed": "~", "gone": "-"}


def say(text: str) -> None:
    """Prints a line as long as it is."""
    OUT.print(text, soft_wrap=True)


def show_build(report: BuildReport, *, as_json: bool) -> None:
    """How many models and tests ran, what was flipped, and why the rest was not."""
    if as_json:
        return show_json(report)
    counts = ", ".join(f"{number} {status}" for status, number in report.statuses.items())
    say(f"{report.total} seeds, models and tests: {counts}")
    for line in report.flips:
        say(f"[green]{escaped(line)}[/]")
    for line in report.kept:
        say(f"[yellow]{escaped(line)}[/]")


def show_rollback(done: RolledBack, *, as_json: bool) -> None:
    """Which views went back, and what the next build will ask for."""
    if as_json:
        return show_json(done)
    say(f"[bold green]{escaped(done.group)}[/]: rolled back in {done.seconds * 1000:,.0f} ms")
    for view in done.views:
        say(
            f"  {escaped(view.view)}: v{view.from_version} -> v{view.to_version}, "
            f"{view.rows_before:,} -> {view.rows:,} rows"
        )
    say("The next build does not flip it until somebody accepts that: syncline build --accept")


def show_history(history: History, *, as_json: bool) -> None:
    """One line per flip, the newest first, and one per acceptance."""
    if as_json:
        return show_json(history)
    say(f"{escaped(history.group)}: flips, the newest first (UTC)")
    for flip in history.flips:
        say(f"  {_flip_line(flip)}")
    for one in history.acceptances:
        what = f"{one.brake}: {one.reason}" + (f" (load {one.load_id})" if one.load_id else "")
        say(f"  {one.accepted_at:%Y-%m-%d %H:%M:%S}  accepted by {escaped(one.accepted_by)}: "
            f"{escaped(what)}")  # fmt: skip


def _flip_line(flip: Flip) -> str:
    versions = dict.fromkeys(
        f"v{one.from_version} -> v{one.to_version}" if one.from_version else f"v{one.to_version}"
        for one in flip.entities
    )
    loads = {slug: load for one in flip.entities for slug, load in one.load_ids.items()}
    from_loads = ", ".join(f"{slug} {load}" for slug, load in sorted(loads.items()))
    return (
        f"{flip.flipped_at:%Y-%m-%d %H:%M:%S}  {flip.action:<8}  {', '.join(versions)}  "
        f"{flip.rows_before:,} -> {flip.rows:,} rows  by {escaped(flip.flipped_by)}  "
        f"from {escaped(from_loads or 'no load')}"
    )


def show_differences(found: Differences, *, as_json: bool) -> None:
    """Rows added, changed and gone per view, with examples."""
    if as_json:
        return show_json(found)
    title = f"{escaped(found.group)}: from the kept to the served generation"
    table = listing(title, ("view",), ("kept", "added", "changed", "gone", "served"))
    for view in found.views:
        counts = (view.rows_before, view.added, view.changed, view.gone, view.rows)
        table.add_row(escaped(view.view), *(f"{count:,}" for count in counts))
    OUT.print(table)
    for view in found.views:
        _show_difference(view)
    for name, reason in found.not_compared.items():
        say(f"{escaped(name)} {escaped(reason)}.")
    if left_out := dict.fromkeys(name for view in found.views for name in view.left_out):
        say(f"Not compared, as they change at every load: {', '.join(left_out)}.")


def _show_difference(view: Difference) -> None:
    for columns, which in ((view.only_served, "new"), (view.only_kept, "only in what is kept")):
        if columns:
            say(f"{escaped(view.view)}: columns that are {which}: {', '.join(columns)}")
    if view.examples:
        say(f"[bold]{escaped(view.view)}[/], for example")
    for example in view.examples:
        say(f"  {MARKS[example.kind]} {_example_line(example)}")


def _example_line(example: Example) -> str:
    key = escaped(", ".join(f"{name} {value}" for name, value in example.key.items()))
    changes = "; ".join(
        f"{one.column} {_shortened(one.old)} -> {_shortened(one.new)}" for one in example.changes
    )
    return f"{key}: {escaped(changes)}" if changes else key


def _shortened(text: str | None) -> str:
    if text is None:
        return "null"
    return repr(text if len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT]}...")
