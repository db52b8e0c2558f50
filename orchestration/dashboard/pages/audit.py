"""Audit: every action of a person, who did it and when."""

import json

from orchestration.dashboard.auditing import read_deeds
from orchestration.dashboard.desk import Desk, View
from orchestration.dashboard.frame import heading, page, paragraph
from orchestration.dashboard.listing import Listing, Slice, listing
from orchestration.dashboard.session import KEEPERS
from orchestration.dashboard.words import NONE, time_cell

COLUMNS = {"at": "When", "who": "Who", "what": "Did", "about": "Of", "detail": "How it stands"}


def add(desk: Desk) -> None:
    """Adds the page."""

    @page(desk, "/audit", "Audit", roles=KEEPERS)
    async def audit(view: View) -> None:
        heading("Who did what")
        paragraph(
            "What people asked for, changed, approved, stopped and rolled back. What schedules do "
            "by themselves is under Syncs and Data.",
            "quiet",
        )
        what = Listing("Who did what", COLUMNS, "Nobody has done anything yet.")

        def load(words: str, skip: int, limit: int) -> Slice:
            found = read_deeds(view, words, skip, limit)
            rows = [
                {
                    "at": time_cell(one.at, view.zone),
                    "who": one.who or NONE,
                    "what": one.what,
                    "about": one.about or NONE,
                    "detail": _told(one.detail),
                }
                for one in found.deeds
            ]
            return Slice(rows, found.total)

        await listing(view, what, load)


def _told(detail: str) -> str:
    """What of a registry's change is told: the names of what was changed."""
    if not detail.startswith("{"):
        return detail.replace("_", " ") or NONE
    return ", ".join(sorted(json.loads(detail))).replace("_", " ") or NONE
