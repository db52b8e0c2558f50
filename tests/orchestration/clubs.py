"""Three registration providers and a second scoring system beside the demo's own two."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomlkit

from orchestration.mapping.table import Mapping as Decided
from sandbox.chronotrack.app import ChronoTrack
from sandbox.chronotrack.roster import build_timed_roster
from sandbox.faults import Fault
from sandbox.haku.app import Haku
from sandbox.haku.organiser import build_organiser
from sandbox.race_roster.app import RaceRoster
from sandbox.race_roster.roster import build_roster
from sandbox.serving import serve
from tests.extract.organisers import TEN_MILE as HAKU_TEN_MILE
from tests.extract.rosters import A_RUNNER, LAKEHEAD
from tests.extract.timers import TEN_MILE

TIMING = "demo_chronotrack"
CLUBS = ("demo_race_roster", "demo_haku", TIMING)
SETTINGS = {
    "source": "demo_haku",
    "races": {"ev_2001": "70101", "ev_2002": "70101"},
    "event_map": {"half marathon": "", "5K Walk": "Walk"},
}
FROM_ROSTER = Decided(
    "demo_timing", "demo_race_roster", LAKEHEAD, "410002", "5 km", None, TIMING,
    "70101", "kids mile", "confirmed", decided_by="ada",
)  # fmt: skip
NO_FIVE_K = Decided(
    "demo_timing", "demo_haku", "ev_2002", "ev_2002|82", "5K", None, None, None, None, "confirmed",
    decided_by="ada",
)  # fmt: skip


@dataclass
class Clubs:
    """The servers of three providers, and what a person decided of their events."""

    roster: RaceRoster = field(default_factory=lambda: RaceRoster(build_roster(participants=20)))
    haku: Haku = field(default_factory=lambda: Haku(build_organiser(people=60)))
    timing: ChronoTrack = field(
        default_factory=lambda: ChronoTrack(build_timed_roster(finishers=30))
    )
    decisions: tuple[Decided, ...] = (FROM_ROSTER, NO_FIVE_K)

    @contextmanager
    def served(self) -> Iterator[dict[str, str]]:
        """The servers' URLs by provider, while they run."""
        apps = {
            "race_roster": self.roster.app,
            "haku": self.haku.app,
            "chronotrack": self.timing.app,
        }
        with ExitStack() as held:
            yield {slug: held.enter_context(serve(app)).url for slug, app in apps.items()}

    def change(self) -> None:
        """Somebody goes at each provider, one list comes short, and a race is run."""
        self.roster.store.remove(LAKEHEAD, A_RUNNER + 3)
        self.roster.faults.add(Fault(kind="empty_page", path="0002-4d20/participants", times=None))
        number = self.haku.store.numbers(HAKU_TEN_MILE)[0]
        self.haku.store.edit(HAKU_TEN_MILE, number, {"is_cancelled": True})
        self.haku.store.drop(HAKU_TEN_MILE, self.haku.store.numbers(HAKU_TEN_MILE)[5])
        self.timing.store.run_race(TEN_MILE)


def set_up(connections: Path, slug: str, settings: Mapping[str, Any]) -> None:
    """Adds settings to a connection that is written down."""
    said = tomlkit.parse(connections.read_text(encoding="utf-8"))
    said["connections"][slug]["settings"].update(settings)
    connections.write_text(tomlkit.dumps(said), encoding="utf-8")
