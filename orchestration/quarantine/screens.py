"""What a person sees of quarantine, and the same as JSON."""

from collections.abc import Sequence

from rich.table import Table

from orchestration.quarantine.reading import Unread
from orchestration.screens import OUT, escaped, show_json


def show_unread(found: Sequence[Unread], *, as_json: bool) -> None:
    """One line per record, newest first."""
    if as_json:
        return show_json(found)
    if not found:
        return OUT.print("Nothing is in quarantine: every record could be read.")
    table = Table("connection", "entity", "reason", "detail", "place", "at (UTC)", box=None)
    for one in found:
        table.add_row(
            escaped(one.connection), escaped(one.entity), escaped(one.reason),
            escaped(one.detail), escaped(one.place), f"{one.quarantined_at:%Y-%m-%d %H:%M}",
        )  # fmt: skip
    return OUT.print(table)
