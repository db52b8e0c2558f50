"""Calls at a fixed rate over connections that stay open, each timed from when it was due.

What is late because an earlier answer was late counts in full, as it does for callers.
"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Measured:
    """What came back: milliseconds of each answer, how often each status; what it cost the core."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    def share(self, of: float) -> float:
        """The milliseconds within which that share of the answers came."""
        ordered = sorted(self.milliseconds)
        return ordered[min(int(len(ordered) * of), len(ordered) - 1)]

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.milliseconds) / self.seconds


@dataclass(frozen=True)
class Load:
    """Which calls are made, how many a second, over how many connections, for how long."""

    port: int
    calls: list[bytes]
    rate: float
    seconds: float
    connections: int = 16


async def put_under(load: Load) -> Measured:
    """What the service answered."""
    found, due = Measured(), asyncio.Queue[tuple[float, bytes] | None]()
    workers = [asyncio.create_task(_call(load.port, due, found)) for _ in range(load.connections)]
    started = time.perf_counter()
    for number in range(int(load.rate * load.seconds)):
        at = started + number / load.rate
        if (early := at - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        due.put_nowait((at, load.calls[number % len(load.calls)]))
    for _ in workers:
        due.put_nowait(None)
    await asyncio.gather(*workers)
    found.seconds = time.perf_counter() - started
    return found


async def _call(
    port: int, due: "asyncio.Queue[tuple[float, bytes] | None]", found: Measured
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (one := await due.get()) is not None:
        at, call = one
        writer.write(call)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        found.milliseconds.append((time.perf_counter() - at) * 1000)
        found.statuses[int(head[9:12])] += 1
    writer.close()
    await writer.wait_closed()


def _length(head: bytes) -> int:
    name = b"content-length:"
    at = head.lower().index(name) + len(name)
    return int(head[at : head.index(b"\r\n", at)])
