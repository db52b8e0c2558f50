"""Writes down what people did that leaves no other trace: sign-ins, and trials of what is set up.

Never a token, a key, or what another system answered: a refusal of theirs may repeat either.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from orchestration.audit.table import NOTED


@dataclass(frozen=True)
class Deed:
    """Who did what and when, in UTC; `about` is what it was done to, `detail` what came of it."""

    at: datetime
    who: str
    what: str
    about: str
    detail: str


def note(store: sa.Engine, deed: Deed) -> None:
    """Writes one deed down."""
    row = {"done_at": deed.at, "who": deed.who, "what": deed.what}
    row |= {"about": deed.about, "detail": deed.detail}
    with store.begin() as opened:
        opened.execute(sa.insert(NOTED).values(row))
