"""What Copernico posts to a URL of yours: ids only, with the shared key in the body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

import msgspec
import urllib3

from sandbox.races import Record

MANY = frozenset({"creation", "deletion"})
ONE = frozenset({"detection", "modification"})


@dataclass(frozen=True)
class Sender:
    """Posts notices of one race to one URL."""

    url: str
    api_key: str
    slug: str

    def send(self, kind: str, ids: Sequence[str], *, event: str, point: str = "Finish") -> int:
        """Post one notice and give the status back; `kind` is one of the four types.

        Raises: ValueError for a kind that Copernico does not have.
        """
        body = msgspec.json.encode(self.notice(kind, ids, event=event, point=point))
        headers = {"content-type": "application/json"}
        with urllib3.PoolManager(retries=False, timeout=10) as pool:
            return pool.request("POST", self.url, body=body, headers=headers).status

    def notice(self, kind: str, ids: Sequence[str], *, event: str, point: str = "Finish") -> Record:
        """The body of a notice: lists of ids for creation and deletion, one id otherwise."""
        head: Record = {
            "apiKey": self.api_key,
            "competitionId": str(uuid5(NAMESPACE_URL, self.slug)),
            "copernicoId": self.slug,
            "type": kind,
        }
        if kind in MANY:
            return head | {"participantsIds": list(ids), "event": event}
        if kind not in ONE:
            raise ValueError(f"unknown kind of notice {kind!r}")
        extra = {"point": point, "event": event, "location": "arch"}
        return head | {"participantId": ids[0], "extraData": extra}
