"""A server that answers with given bytes, whole or broken, and hangs up after each."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Wire:
    """Where it listens, and each request so far as it came."""

    url: str
    requests: list[bytes] = field(default_factory=list)


def reply(body: bytes, *, status: str = "200 OK", headers: str = "") -> bytes:
    """A whole HTTP answer; each of `headers` ends with a line break of its own."""
    head = f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n{headers}\r\n"
    return head.encode() + body


@contextmanager
def answering(*replies: bytes) -> Iterator[Wire]:
    """A server that gives these answers, one for each connection, and the last one again."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        wire = Wire(f"http://127.0.0.1:{listening.getsockname()[1]}")
        thread = threading.Thread(target=_serve, args=(listening, replies, wire))
        thread.start()
        try:
            yield wire
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(listening: socket.socket, replies: tuple[bytes, ...], wire: Wire) -> None:
    while True:
        try:
            client, _ = listening.accept()
        except OSError:
            return
        with client:
            wire.requests.append(_request(client))
            client.sendall(replies[min(len(wire.requests), len(replies)) - 1])


def _request(client: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        received += client.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
    while len(body) < int(length or 0):
        body += client.recv(65536)
    return head + b"\r\n\r\n" + body
