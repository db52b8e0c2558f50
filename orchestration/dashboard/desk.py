"""What the pages work with: the service, the sessions, and threads in which reading is done."""

import asyncio
import logging
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from extract.kit.connection import Connection
from extract.kit.errors import SynclineError
from orchestration.dashboard.remembered import Answer, Remembered, mark_of
from orchestration.dashboard.session import Sessions, Visitor
from orchestration.service.context import Service
from orchestration.service.problems import Problem
from orchestration.service.recording import place_of
from orchestration.service.tokens import Caller, Role
from orchestration.workplace import Workplace

P = ParamSpec("P")
T = TypeVar("T")
LOG = logging.getLogger(__name__)
THREADS = 6
ROSTERS = 6
# A page waits so long for a DuckDB file that a sync has, then tells what it knows.
PATIENCE_SECONDS = 0.3
ANSWER_SECONDS = 60.0


class SessionOver(SynclineError):
    """The token has expired, or its reader has signed out."""


class Unforeseen(SynclineError):
    """Something failed that nobody foresaw; the log says where, the page only that."""


class NotAllowed(SynclineError):
    """The reader's role may not do that."""


def unforeseen(error: Exception) -> Unforeseen:
    """What the page says of it; the log says its kind and where, neither of them its words.

    The words of a database's or a library's error repeat values.
    """
    LOG.error("%s at %s", type(error).__name__, place_of(error))
    return Unforeseen(
        "The service failed at it. Its log says where. What is served stays as it was."
    )


@dataclass(frozen=True)
class Desk:
    """One dashboard; reading goes on in threads of its own, so that calls need not wait for it."""

    service: Service
    sessions: Sessions
    remembered: Remembered = field(default_factory=Remembered)
    # Of a race of 25,000 each takes 17 MB.
    rosters: Remembered = field(default_factory=lambda: Remembered(kept=ROSTERS))
    threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(THREADS, thread_name_prefix="dashboard")
    )

    async def wait_for(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the call gives back, made in a thread.

        Raises: SynclineError or Problem as it does itself; else Unforeseen; SynclineError when it
            takes too long.
        """
        made = asyncio.get_running_loop().run_in_executor(
            self.threads, partial(call, *args, **kwargs)
        )
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await made
        except TimeoutError:
            raise SynclineError("It took too long and may still be done. Look again.") from None
        except (SynclineError, Problem):
            raise
        except Exception as error:
            raise unforeseen(error) from None

    def ask(self, question: Hashable, answer: Callable[[], T]) -> Answer[T]:
        """What the warehouse alone says, asked anew only where somebody may have written to it.

        Raises: WarehouseBusy where it never said anything; whatever else `answer` raises.
        """
        return self.remembered.ask(question, answer, partial(mark_of, self.reading.target))

    @cached_property
    def reading(self) -> Workplace:
        """The workplace for reading, which does not wait for a busy warehouse."""
        place = self.service.place
        return place.at(replace(place.target, busy_seconds=PATIENCE_SECONDS))


@dataclass(frozen=True)
class View:
    """One open page: whose it is, and where its reader is."""

    desk: Desk
    visitor: Visitor
    zone: ZoneInfo | None
    path: str
    asked: dict[str, str]

    @property
    def caller(self) -> Caller:
        """Who reads."""
        return self.visitor.caller

    @property
    def is_open(self) -> bool:
        """Whether the session still holds."""
        return self.desk.sessions.is_open(self.visitor)

    def check(self, *roles: Role) -> None:
        """Passes who may do something, now.

        Raises: SessionOver; NotAllowed.
        """
        if not self.is_open:
            raise SessionOver("Your session has ended. Nothing was done. Sign in again.")
        if roles and self.caller.role not in roles:
            raise NotAllowed(
                f"The role {self.caller.role} may not do this. Nothing was done. "
                f"Somebody with the role {' or '.join(roles)} can."
            )

    def own(self) -> dict[str, Connection]:
        """The connections that the reader may see, by slug."""
        every = self.desk.service.known.all()
        return {slug: one for slug, one in sorted(every.items()) if self.caller.may_see(one.owner)}
