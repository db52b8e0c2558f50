"""The switches of the server: what it does differently, and for which registrations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PAGE_CAPS = (25, 100, 500)
REFUSALS = (400, 401)


@dataclass(frozen=True)
class Switches:
    """How the server answers where it is to differ; registrations go by `event_id|number`.

    page_cap: larger pages are cut down to it without a word. wrapped: lists stand in an object.
    bearer: the token is wanted with the word Bearer before it. expires_in: seconds that a token
    answer promises. refusal: the status for a wrong client. restart: every page is the first.
    missing: listed, but without a detail. swapped: the detail of another registration is given.
    dropped: in no list and without a detail. keyless: the row has no number. html: web pages with
    status 200 for paths that contain it. plain: errors are text that is no JSON.
    """

    page_cap: int = 100
    wrapped: bool = False
    bearer: bool = False
    expires_in: float = 3600
    refusal: int = 400
    restart: bool = False
    missing: Sequence[str] = ()
    swapped: Sequence[str] = ()
    dropped: Sequence[str] = ()
    keyless: Sequence[str] = ()
    html: str | None = None
    plain: bool = False

    def __post_init__(self) -> None:
        """Refuse a value that would not do what its name says."""
        if self.page_cap not in PAGE_CAPS:
            raise ValueError(f"page_cap is {self.page_cap}; use one of {PAGE_CAPS}")
        if self.refusal not in REFUSALS:
            raise ValueError(f"refusal is {self.refusal}; use one of {REFUSALS}")
