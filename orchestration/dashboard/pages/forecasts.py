"""When everybody of an event will be proven, against its gun, and how that was reckoned."""

from collections.abc import Iterator
from datetime import timedelta

from nicegui import ui

from extract.kit.sync import utc_now
from orchestration.dashboard.frame import paragraph, text
from orchestration.dashboard.parts import state
from orchestration.dashboard.racing import RaceDay
from orchestration.dashboard.words import State, count, lasted
from orchestration.forecasts import Forecast


def show_forecast(seen: RaceDay) -> None:
    """When all would be proven, and how that was reckoned."""
    found, gun = seen.forecast, seen.event.started_at
    if not seen.races or (gun and gun <= utc_now()):
        return
    if not found.left:
        paragraph("Everybody who can be sent is proven at the scoring system.")
        return
    who = count(found.left, "runner")
    if found.seconds is None:
        paragraph(f"{who} left to prove. How long it takes is known after the first push.", "quiet")
        return
    done_at = utc_now() + timedelta(seconds=found.seconds)
    is_late = gun is not None and done_at > gun
    with ui.element("div").classes("card line"):
        state(State("bad", "After the gun") if is_late else State("good", "In time"))
        begun = "" if found.running else ", if begun now"
        text(f"{who} left: proven in {lasted(timedelta(seconds=found.seconds))}{begun}")
        for words in _reckoned(found):
            text(words, "quiet")


def _reckoned(found: Forecast) -> Iterator[str]:
    """How the forecast was reckoned."""
    if running := found.running:
        each = running.seconds_each
        pace = f", {each * 1000:,.0f} ms for each" if each is not None else ""
        sent = f"{running.answered:,} of {running.total:,} sent"
        yield f"Plan {running.number} goes on: {sent}{pace}."
    else:
        sync = lasted(timedelta(seconds=found.sync_seconds)) if found.sync_seconds else "not known"
        yield f"The last sync took {sync}."
    if found.pace:
        each = found.pace.seconds_each * 1000
        yield (
            f"The last pushes took {each:,.0f} ms for each of "
            f"{count(found.pace.records, 'runner')}, from intent to proof."
        )
