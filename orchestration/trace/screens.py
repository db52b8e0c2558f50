"""What a person sees of a runner's story, and the same as JSON."""

from collections.abc import Mapping
from typing import Any

from rich.markup import escape

from orchestration.screens import OUT, show_json
from orchestration.trace.steps import Step
from orchestration.trace.story import Story, Trace

SHOWN_CHANGES, SHOWN_TEXT = 12, 60
COLOURS = {"held back": "yellow", "rejected": "red", "unknown": "red", "row quarantined": "red",
           "not served yet": "yellow", "confirmed": "green"}  # fmt: skip


def show_trace(found: Trace, *, as_json: bool) -> None:
    """Each runner's steps as a timeline in UTC, or who could be meant."""
    if as_json:
        return show_json(found)
    if found.candidates:
        say(f"{len(found.candidates)} people in {shown(found.event)} are meant by "
            f"{shown(found.value)}; ask with: syncline trace registration")  # fmt: skip
        for one in found.candidates:
            say(f"  {shown(one)}")
        return
    say(f"[bold]{shown(found.event)}[/], times in UTC")
    for story in found.stories:
        _show_story(story)


def _show_story(story: Story) -> None:
    bib = f"bib {story.bib}" if story.bib else "no bib"
    say(f"\n[bold]{shown(story.name or 'somebody without a name')}[/], {shown(bib)}, "
        f"{shown(story.event or 'no event')} ({shown(story.key)})")  # fmt: skip
    for step in story.steps:
        _show_step(step)


def _show_step(step: Step) -> None:
    at = f"{step.at:%Y-%m-%d %H:%M:%S}" if step.at else "not yet".ljust(19)
    colour = COLOURS.get(step.what, "cyan")
    say(f"  {at}  [{colour}]{shown(step.what)}[/]  [dim]{shown(step.where)}[/]")
    say(f"      {shown(step.reason)}")
    if context := step.details.get("context"):
        say(f"      page of {shown(_listed(context))}")
    changes = step.details.get("changes", [])
    for one in changes[:SHOWN_CHANGES]:
        line = f"{one['field']} {_short(one['old'])} -> {_short(one['new'])}"
        say(f"      {shown(line)}")
    if len(changes) > SHOWN_CHANGES:
        say(f"      and {len(changes) - SHOWN_CHANGES} more: --json")


def _listed(context: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in context.items())


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    text = str(value)
    return repr(text if len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT]}...")


def shown(text: str) -> str:
    """Somebody else's text as a terminal may show it: no markup of ours, no control characters."""
    return escape(
        "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
    )


def say(text: str) -> None:
    """Prints a line as long as it is."""
    OUT.print(text, soft_wrap=True)
