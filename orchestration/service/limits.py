"""How much one caller may send: calls per second, and the size and slowness of a body."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import Message, Receive, Scope

from orchestration.service.problems import Problem

CLOSE = {"Connection": "close"}
# So many callers are remembered; who has been quiet for longest is forgotten first.
REMEMBERED = 20_000


class Pace:
    """The paces of many callers: each may send `burst` calls at once and `per_second` steadily.

    Per caller it keeps one number, the moment at which all its calls so far are paid for.
    pyrate-limiter and limits keep a mark per call, of callers without end, and forget by a thread.
    """

    def __init__(
        self, per_second: float, burst: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._step = 1 / per_second
        self._ahead = self._step * (burst - 1)
        self._now = now
        self._paid_at: OrderedDict[str, float] = OrderedDict()

    def wait(self, caller: str) -> float:
        """Seconds that the caller has to wait with this call; 0 where it may go on."""
        now = self._now()
        paid_at = max(self._paid_at.get(caller, now), now)
        if (ahead := paid_at - now - self._ahead) > 0:
            return ahead
        self._paid_at[caller] = paid_at + self._step
        self._paid_at.move_to_end(caller)
        if len(self._paid_at) > REMEMBERED:
            self._paid_at.popitem(last=False)
        return 0.0


def too_large(most: int) -> Problem:
    """The answer to a body of more than `most` bytes."""
    detail = f"The body is larger than {most:,} bytes. Nothing was done. Send less at once."
    return Problem(413, "body-too-large", detail, headers=CLOSE)


def has_body(scope: Scope) -> bool:
    """Whether a body follows the headers."""
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


def declared_bytes(scope: Scope) -> int:
    """The length that the headers give, 0 where they give none that is a number."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def limited(receive: Receive, most: int, seconds: float) -> Receive:
    """The body as it comes, at most `most` bytes and not for longer than `seconds`.

    Raises: Problem when it is called and there is more, or nothing comes.
    """
    seen = 0
    until = asyncio.get_running_loop().time() + seconds

    async def receive_some() -> Message:
        nonlocal seen
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            detail = f"The body did not arrive within {seconds:g} seconds. Nothing was done."
            raise Problem(408, "body-too-slow", detail, headers=CLOSE) from None
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > most:
                raise too_large(most)
        return message

    return receive_some
