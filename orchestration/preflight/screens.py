"""What a person sees before a start, and the same as JSON."""

from orchestration.preflight.checks import Preflight
from orchestration.screens import OUT, escaped, show_json

COLOURS = {"error": "bold red", "warning": "yellow", "note": "dim"}


def show_preflight(found: Preflight, *, as_json: bool) -> None:
    """The event, how many were looked at, and one line for each thing that is amiss."""
    if as_json:
        return show_json(found)
    OUT.print(f"[bold]{escaped(found.event)}[/]: {found.people:,} people", soft_wrap=True)
    for one in found.findings:
        mark = f"[{COLOURS[one.severity]}]{one.severity:<8}[/]"
        OUT.print(f"  {mark} {escaped(one.text)}", soft_wrap=True)
    if found.is_clear:
        OUT.print("[bold green]Nothing stands in the way of the start.[/]")
