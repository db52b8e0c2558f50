"""What the demo shows, step by step; nothing at all when it is to answer as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from extract.kit.sync import SyncReport
from orchestration.building import BuildReport
from orchestration.clock import clock
from orchestration.demo.sandboxes import Sandboxes
from orchestration.generations.screens import show_build
from orchestration.screens import (
    OUT,
    escaped,
    listing,
    show_held_back,
    show_json,
    show_seals,
    show_sync,
)
from orchestration.workplace import Workplace
from push.kit.apply import Applied
from push.kit.plan import Plan


class Scenes:
    """The demo's screen."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self._step = 0

    def _say(self, text: str = "") -> None:
        if not self.quiet:
            OUT.print(text, soft_wrap=True)

    def opening(self, place: Workplace) -> None:
        """What is about to happen."""
        self._say("[bold]syncline demo[/]: a real ten-mile race, with invented people")
        self._say(f"warehouse: {place.target.engine}; everything stays on this machine")

    def servers(self, urls: Sandboxes) -> None:
        """Where the local servers listen."""
        self._say(f"RunSignup at {urls['runsignup']}, Copernico at {urls['copernico']}")

    def step(self, title: str) -> None:
        """The head of the next step."""
        self._step += 1
        self._say(f"\n[bold cyan]{self._step}. {title}[/]")

    def synced(self, report: SyncReport) -> None:
        """What a sync brought."""
        if not self.quiet:
            show_sync(report, as_json=False)

    def built(self, report: BuildReport) -> None:
        """How many models and tests ran, and what is served since."""
        if not self.quiet:
            show_build(report, as_json=False)

    def planned(self, plans: Sequence[Plan]) -> None:
        """What a push would do, and who is held back."""
        for plan in plans:
            self._say(
                f"{escaped(plan.race)}: {plan.active:,} active = {len(plan.creates):,} new + "
                f"{len(plan.updates):,} changed + {plan.unchanged:,} unchanged + "
                f"{len(plan.held_back):,} held back"
            )
            if not self.quiet:
                show_held_back(plan.held_back)

    def sealed(self, done: Sequence[Applied]) -> None:
        """What was sent, and the seal of each race."""
        sent = sum(one.sent for one in done)
        self._say(f"sent {sent:,} records" if sent else "nothing to send: all is as it was sent")
        if not self.quiet:
            show_seals([one.seal for one in done], as_json=False)

    def race_run(self, event: str) -> None:
        """The race has been run."""
        self._say(f"\nThe {event} has been run, with the times of 2005.")

    def results(
        self, event: str, rows: Sequence[tuple[Any, ...]], statuses: Mapping[str, int]
    ) -> None:
        """The top ten and how many ended how."""
        texts = ("bib", "name", "gender", "category")
        table = listing(f"{event}: the first ten", ("place", *texts), ("gun", "chip"))
        for place, bib, first, last, gender, in_gender, category, in_category, gun, chip in rows:
            name = escaped(" ".join(part for part in (first, last) if part))
            by_gender = f"{gender or ''} {in_gender or ''}"
            by_category = escaped(f"{category or ''} {in_category or ''}")
            table.add_row(str(place), bib, name, by_gender, by_category, clock(gun), clock(chip))
        if not self.quiet:
            OUT.print(table)
        self._say(", ".join(f"{number:,} {status}" for status, number in statuses.items()))

    def summary(self, outcome: Any, commands: Sequence[str]) -> None:
        """The sums, the time taken, and what to try next."""
        if self.quiet:
            return show_json(outcome)
        one, two = outcome.fetched, outcome.pushed
        self._say("\n[bold]Summary[/]")
        self._say(
            f"fetched {one.fetched:,} = {one.landed:,} landed + {one.deduplicated:,} deduplicated "
            f"+ {one.quarantined:,} quarantined{_mark(holds=one.holds)}"
        )
        self._say(
            f"modelled {two.modelled:,} = {two.sent:,} sent + {two.unchanged:,} unchanged "
            f"+ {two.held_back:,} held back{_mark(holds=two.holds)}"
        )
        flipped = dict.fromkeys(group for one in outcome.builds for group in one.flipped_groups)
        self._say(f"served in new generations: {', '.join(flipped) or 'nothing'}")
        self._say(f"in {outcome.seconds:.0f} s. Try next:")
        for command in commands:
            self._say(f"  .venv/bin/{command}")


def _mark(*, holds: bool) -> str:
    return " [green]balanced[/]" if holds else " [bold red]NOT BALANCED[/]"
