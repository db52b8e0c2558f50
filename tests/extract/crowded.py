"""A Close server with 70,000 contacts, made as they are asked for, and its two limits as they are.

Its list goes no further than a `_skip` of 25,000; a search gives 10,000 rows at most.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.close.app import API

CONTACTS, MOST_SKIP, MOST_FOUND = 70_000, 25_000, 10_000
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
# So many were made in one second.
AT_ONCE = 7
TOO_FAR = (
    "The skip you set is larger than the maximum skip for this resource "
    f"(max_skip = {MOST_SKIP}). Please refine your search."
)


class CrowdedClose:
    """The contacts by number; `edited` says when one was changed, `gone` when one was deleted.

    `refused` counts the pages of the list that lay too far.
    """

    def __init__(self) -> None:
        self.edited: dict[int, datetime] = {}
        self.gone: dict[int, datetime] = {}
        self.refused = 0
        self.app = Starlette(
            routes=[
                Route(f"{API}/contact/", self._list),
                Route(f"{API}/data/search/", self._search, methods=["POST"]),
                Route(f"{API}/event/", self._events),
            ]
        )

    def contact(self, number: int) -> dict[str, Any]:
        """One contact."""
        made = FIRST + timedelta(seconds=number // AT_ONCE)
        return {
            "id": f"cont_{number:06}", "lead_id": f"lead_{number // 2:06}",
            "name": f"Invented contact {number}", "date_created": made.isoformat(),
            "date_updated": self.edited.get(number, made).isoformat(),
        }  # fmt: skip

    async def _list(self, request: Request) -> Response:
        skip, limit = (int(request.query_params[name]) for name in ("_skip", "_limit"))
        if skip > MOST_SKIP:
            self.refused += 1
            return JSONResponse({"error": TOO_FAR}, 400)
        there = [number for number in range(CONTACTS) if number not in self.gone]
        shown = there[skip : skip + limit]
        data = [self.contact(number) for number in shown]
        return JSONResponse({"data": data, "has_more": skip + len(shown) < len(there)})

    async def _search(self, request: Request) -> Response:
        question = json.loads(await request.body())
        by = question["sort"][0]["field"]["field_name"]
        condition = question["query"]["queries"][1]["condition"]
        since = datetime.fromisoformat(condition["on_or_after"]["value"])
        found = [number for number in self._since(by, since) if number not in self.gone]
        skip = int(question["cursor"] or 0)
        shown = found[:MOST_FOUND][skip : skip + question["_limit"]]
        reached = skip + len(shown)
        data = [{"__object_type": "contact", **self.contact(number)} for number in shown]
        cursor = str(reached) if reached < min(len(found), MOST_FOUND) else None
        count = {"limited": min(len(found), MOST_FOUND), "total": len(found)}
        return JSONResponse({"data": data, "cursor": cursor, "count": count})

    def _since(self, by: str, since: datetime) -> list[int]:
        """The numbers of those made, or changed, at a moment or later, in that order."""
        seconds = max(0, int((since - FIRST).total_seconds()))
        first = min(seconds * AT_ONCE, CONTACTS)
        if by == "date_created":
            return list(range(first, CONTACTS))
        changed = {number: at for number, at in self.edited.items() if at >= since}
        made = [number for number in range(first, CONTACTS) if number not in self.edited]
        return [*made, *sorted(changed, key=changed.__getitem__)]

    async def _events(self, request: Request) -> Response:
        since = datetime.fromisoformat(request.query_params["date_updated__gte"])
        data = [
            {
                "id": f"ev_{number}", "object_type": "contact", "object_id": f"cont_{number:06}",
                "action": "deleted", "date_updated": at.replace(tzinfo=None).isoformat(),
            }
            for number, at in self.gone.items()
            if at >= since
        ]  # fmt: skip
        return JSONResponse({"data": data, "cursor_next": None, "cursor_previous": None})
