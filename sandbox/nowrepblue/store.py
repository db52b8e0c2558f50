"""The agency as the server holds it, and what may be changed in it while it is served."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from sandbox.nowrepblue.agency import Agency
from sandbox.races import Record


class Store:
    """One agency, safe to change while the server is answering; the one it is given stays."""

    def __init__(self, agency: Agency) -> None:
        self._lock = threading.RLock()
        self._agency = deepcopy(agency)

    @contextmanager
    def held(self) -> Iterator[Agency]:
        """The agency, which nobody changes until the block ends."""
        with self._lock:
            yield self._agency

    def put(self, kind: str, key: str, fields: Mapping[str, Any]) -> Record:
        """Merge fields into a record, new where there is none. Raises: KeyError for the kind."""
        with self._lock:
            records = self._agency.records[kind]
            records[key] = {**records.get(key, {"id": key}), **fields}
            return records[key]

    def remove(self, kind: str, key: str) -> None:
        """Take a record out, and with it every mention of it. Raises: KeyError."""
        with self._lock:
            del self._agency.records[kind][key]

    def link(self, name: str, parent: str, child: str) -> None:
        """Put a child under a parent. Raises: KeyError for the name of the link."""
        with self._lock:
            self._agency.links[name].setdefault(parent, []).append(child)

    def unlink(self, name: str, parent: str, child: str) -> None:
        """Take a child away from a parent. Raises: KeyError, or ValueError where it is not."""
        with self._lock:
            self._agency.links[name][parent].remove(child)
