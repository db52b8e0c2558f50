"""What a person sees of alerts, and the same as JSON."""

from collections.abc import Sequence
from datetime import datetime

from orchestration.alerts.health import AlertHealth
from orchestration.alerts.sweeping import Tried
from orchestration.screens import OUT, escaped, listing, show_json


def show_health(found: AlertHealth, *, as_json: bool) -> None:
    """One line per channel and one per failure that does not work yet."""
    if as_json:
        return show_json(found)
    if not found.channels:
        OUT.print("No channel is set up: nobody is told. See .syncline/alerts.toml.")
    else:
        table = listing("", ("channel", "last delivered (UTC)", "state"), ())
        for one in found.channels:
            state = one.failure or ("silent" if one.is_silent else "well")
            table.add_row(escaped(one.name), _moment(one.delivered_at), escaped(state))
        OUT.print(table)
    if not found.alerts:
        return OUT.print("Nothing that failed for good is still failing.")
    table = listing("", ("failed", "at (UTC)", "why", "job"), ())
    for alert in found.alerts:
        why = escaped(alert.error or "")
        table.add_row(escaped(alert.what), _moment(alert.failed_at), why, escaped(alert.job_id))
    OUT.print(table)


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else "never"


def show_tried(tried: Sequence[Tried], *, as_json: bool) -> None:
    """One line per channel: whether it took the test message."""
    if as_json:
        return show_json(tried)
    for one in tried:
        said = f"not delivered: {escaped(one.failure)}" if one.failure else "delivered"
        OUT.print(f"{escaped(one.channel)}: {said}")
