"""Invented teams and their members, safe to change while they are served."""

from __future__ import annotations

import base64
import threading
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from sandbox.races import Record

COUNTRIES = ("CH", "IT", "FR", "AT")


def made_team(number: int) -> Record:
    """The team of a number, as the schema has it."""
    return {
        "id": number,
        "name": f"Invented team {number}",
        "createdAt": f"2025-01-{(number - 1) % 28 + 1:02}T08:00:00+00:00",
        "updatedAt": f"2025-02-{(number - 1) % 28 + 1:02}T08:00:00+00:00",
        "budget": f"{number * 1000}.50",
        "isActive": number % 3 != 0,
        "tags": ["north"] * (number % 2),
        "logo": {"url": f"https://img.example/{number}.png"} if number % 2 == 0 else None,
        "tenant": {"id": number % 2 + 1, "countryCode": COUNTRIES[number % len(COUNTRIES)]},
        "owner": f"owner {number}",
    }


def made_member(number: int) -> Record:
    """The member of a number; the id is a global one, as Relay has them."""
    return {
        "id": base64.b64encode(f"Member:{number}".encode()).decode(),
        "email": f"member{number}@mail.example" if number % 2 else None,
        "joinedOn": f"2024-03-{(number - 1) % 28 + 1:02}",
        "score": number + 0.5,
        "updatedAt": f"2025-03-{(number - 1) % 28 + 1:02}T08:00:00Z",
        "owner": f"owner {number}",
    }


class Directory:
    """The rows of each kind in the order of their places."""

    def __init__(self, *, teams: int = 7, members: int = 5) -> None:
        self._lock = threading.Lock()
        self._rows: dict[str, list[Record]] = {
            "teams": [made_team(number) for number in range(1, teams + 1)],
            "members": [made_member(number) for number in range(1, members + 1)],
        }

    def rows(self, kind: str, *, since: str | None = None) -> list[Record]:
        """A copy of the rows of a kind, of those changed since then where that is asked."""
        with self._lock:
            rows = deepcopy(self._rows[kind])
        return rows if since is None else [row for row in rows if row["updatedAt"] >= since]

    def put(self, kind: str, place: int, fields: Mapping[str, Any]) -> None:
        """Change the row at a place (from 0)."""
        with self._lock:
            self._rows[kind][place].update(fields)

    def add(self, kind: str, row: Record, *, place: int | None = None) -> None:
        """Put a row in, at the end where no place is named."""
        with self._lock:
            rows = self._rows[kind]
            rows.insert(len(rows) if place is None else place, row)

    def remove(self, kind: str, place: int) -> None:
        """Take the row at a place out."""
        with self._lock:
            del self._rows[kind][place]
