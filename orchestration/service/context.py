"""What the routes work with: the workplace, the queue, the threads that wait for either."""

import asyncio
import math
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import sqlalchemy as sa
from fastapi import Depends
from starlette.requests import Request

from extract.kit.connection import Connection
from orchestration.control.registry import FILES
from orchestration.control.store import KEPT_OPEN, single_reads
from orchestration.queue.queue import Queue
from orchestration.registry.auditing import newest_change
from orchestration.service.arrivals import Arrivals
from orchestration.service.health import Check, check_all
from orchestration.service.metrics import Figures
from orchestration.service.problems import Problem
from orchestration.service.settings import Settings
from orchestration.service.shared import Shared
from orchestration.workplace import Workplace

P = ParamSpec("P")
T = TypeVar("T")
LOOK_SECONDS = 1.0
Marks = tuple[int | tuple[int, int] | None, ...]


@dataclass
class KnownConnections:
    """The connections, read again only when a file of theirs or the registry has changed.

    What somebody else changes in the registry is seen a second later.
    """

    place: Workplace
    clock: Callable[[], float] = time.monotonic
    _marks: Marks | None = None
    _registry: int = 0
    _looked_at: float = -math.inf
    _found: Mapping[str, Connection] = field(default_factory=dict)

    def all(self) -> Mapping[str, Connection]:
        """Every connection by slug.

        Raises: ConfigError when a file cannot be read.
        """
        files = tuple(_mark(self.place.home / name) for name in FILES)
        marks: Marks = (self._of_registry(), *files)
        if marks != self._marks:
            self._found = self.place.connections()
            self._marks = marks
        return self._found

    def of(self, provider: str) -> list[Connection]:
        """The connections to a provider, by slug; those that are switched off come last."""
        found = [one for _, one in sorted(self.all().items()) if one.provider == provider]
        return sorted(found, key=lambda one: not one.is_active)

    def forget(self) -> None:
        """Has the registry looked at again, as it was changed here."""
        self._looked_at = -math.inf

    def _of_registry(self) -> int:
        """The number of the registry's newest change."""
        if self.clock() - self._looked_at >= LOOK_SECONDS:
            self._registry = newest_change(self.place.store)
            self._looked_at = self.clock()
        return self._registry


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size


@dataclass(frozen=True)
class Service:
    """One running service."""

    place: Workplace
    settings: Settings
    reader: sa.Engine
    queue: Queue
    figures: Figures
    known: KnownConnections
    threads: ThreadPoolExecutor

    @classmethod
    def of(cls, place: Workplace, settings: Settings) -> "Service":
        """A service at a workplace.

        Raises: ConfigError when the control store cannot be opened.
        """
        return cls(
            place,
            settings,
            single_reads(place.store),
            Queue(place.store),
            Figures(place.store),
            KnownConnections(place),
            ThreadPoolExecutor(KEPT_OPEN, thread_name_prefix="service"),
        )

    async def wait_for(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the call gives back, made in a thread so that other calls are answered meanwhile.

        Raises: Problem when it takes too long; it may still be done then.
        """
        loop = asyncio.get_running_loop()
        made = loop.run_in_executor(self.threads, partial(call, *args, **kwargs))
        try:
            async with asyncio.timeout(self.settings.seconds):
                return await made
        except TimeoutError:
            detail = "It took too long and may still be done. Look at the status, then try again."
            raise Problem(503, "took-too-long", detail, headers={"Retry-After": "5"}) from None

    @cached_property
    def arrivals(self) -> Arrivals:
        """Those who came and were let in or not, for the list of who did what."""
        return Arrivals(self.place.store)

    @cached_property
    def health(self) -> Shared[dict[str, Check]]:
        """Every part and how it is."""
        return Shared(
            lambda: self.wait_for(check_all, self.place), self.settings.told_again_seconds
        )

    @cached_property
    def figures_text(self) -> Shared[bytes]:
        """All figures in Prometheus' text form."""
        return Shared(lambda: self.wait_for(self.figures.text), self.settings.told_again_seconds)

    def close(self) -> None:
        """Gives the threads back, and the connections of the reader."""
        self.threads.shutdown(wait=False, cancel_futures=True)
        self.reader.dispose()


async def service_of(request: Request) -> Service:
    """The service that answers this call; a plain function would cost a thread each time."""
    service: Any = request.app.state.service
    assert isinstance(service, Service)
    return service


Here = Annotated[Service, Depends(service_of)]
