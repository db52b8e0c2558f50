"""What a person sees before a start, and the same as JSON."""

from collections import Counter

from orchestration.preflight.checks import Preflight
from orchestration.screens import OUT, SHOWN_ROWS, escaped, show_json

COLOURS = {"error": "bold red", "warning": "yellow", "note": "dim"}


def show_preflight(found: Preflight, *, as_json: bool) -> None:
    """The event, how many were looked at, and a line for each thing amiss, the first of a kind."""
    if as_json:
        return show_json(found)
    OUT.print(f"[bold]{escaped(found.event)}[/]: {found.people:,} people", soft_wrap=True)
    shown = Counter[str]()
    for one in found.findings:
        shown[one.check] += 1
        if shown[one.check] > SHOWN_ROWS:
            continue
        mark = f"[{COLOURS[one.severity]}]{one.severity:<8}[/]"
        OUT.print(f"  {mark} {escaped(one.text)}", soft_wrap=True)
    for check, number in shown.items():
        if number > SHOWN_ROWS:
            more = f"and {number - SHOWN_ROWS:,} more of {check.replace('_', ' ')}"
            OUT.print(f"  {more}: syncline preflight ... --json", soft_wrap=True)
    if found.is_clear:
        OUT.print("[bold green]Nothing stands in the way of the start.[/]")
