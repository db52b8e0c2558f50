"""A sandbox application on a free loopback port, in a thread of this process."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sandbox.faults import Call
from sandbox.middleware import CLOSE

GRACE_SECONDS = 1.0


@dataclass(frozen=True)
class Served:
    """A running server: its base URL and the calls it has had."""

    url: str
    requests: list[Call]


class _Protocol(HttpToolsProtocol):
    """HTTP/1.1 whose connection the application may close without an answer."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {CLOSE: {"call": self.transport.close}}


class _Server(uvicorn.Server):
    """Says when it is listening, and stops at once when told to by another thread."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._stop: Callable[[], object] = lambda: None

    async def main_loop(self) -> None:
        loop, stopped = asyncio.get_running_loop(), asyncio.Event()
        self._stop = lambda: loop.call_soon_threadsafe(stopped.set)
        self.ready.set()
        await stopped.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close everything without the tenth of a second that a public server waits."""
        for server in self.servers:
            server.close()
        state, deadline = self.server_state, time.monotonic() + GRACE_SECONDS
        for connection in list(state.connections):
            connection.shutdown()
        while (state.connections or state.tasks) and time.monotonic() < deadline:
            await asyncio.sleep(0.002)
        for task in state.tasks:
            task.cancel()

    def stop(self) -> None:
        self.should_exit = True
        self._stop()


@contextmanager
def serve(app: Any) -> Iterator[Served]:
    """A running server of an ASGI application, stopped when the block ends."""
    # The protocol is named, or asyncio would leave answers waiting for 40 ms (no TCP_NODELAY).
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    server = _Server(_config(app))
    thread = threading.Thread(target=server.run, args=([listener],), name=f"sandbox-{port}")
    thread.start()
    try:
        if not server.ready.wait(timeout=20):
            raise RuntimeError(f"the sandbox server on port {port} did not start in 20 seconds")
        yield Served(url=f"http://127.0.0.1:{port}", requests=getattr(app, "requests", []))
    finally:
        server.stop()
        thread.join(timeout=20)


def _config(app: Any) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        # Longer than a caller rests between two calls: closing is what the faults are for.
        timeout_keep_alive=300,
    )
    # Cut connections are what the sandbox is for: they are not worth a line in a log.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    return config
