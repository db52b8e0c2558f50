"""A server that is faster than its clients: answers stand whole in memory, a thread sends them.

Run by itself: python -m benchmarks.land.server --records 200000; it prints its port and serves
`GET /participants?page=N` until its standard input ends.
"""

import argparse
import re
import socket
import sys
import threading
import time

from benchmarks.land.records import page

PAGE_SIZE = 1000
ASKED_PAGE = re.compile(rb"[?&]page=(\d+)")


def reply(body: bytes) -> bytes:
    """A whole HTTP answer."""
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def build(records: int) -> list[bytes]:
    """The answers for page 1, 2, ... and, last, an empty page for all that lies beyond."""
    count = -(-records // PAGE_SIZE)
    pages = [reply(page(number, PAGE_SIZE, records)) for number in range(1, count + 1)]
    return [*pages, reply(b'{"participants":[]}')]


def talk(client: socket.socket, replies: list[bytes], latency: float) -> None:
    """Answers one client until it hangs up."""
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    received = b""
    with client:
        while chunk := client.recv(65536):
            received += chunk
            while b"\r\n\r\n" in received:
                request, received = received.split(b"\r\n\r\n", 1)
                asked = ASKED_PAGE.search(request.split(b"\r\n", 1)[0])
                number = int(asked[1]) if asked else 1
                time.sleep(latency)
                client.sendall(replies[min(number, len(replies)) - 1])


def serve(records: int, latency: float) -> None:
    """Listens until standard input ends, so that it never outlives who started it."""
    replies = build(records)
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept() -> None:
        while True:
            client, _ = listening.accept()
            threading.Thread(target=talk, args=(client, replies, latency), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()


def main() -> None:
    """Reads the command line and serves."""
    parser = argparse.ArgumentParser(description="Serves participants faster than they are read.")
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--latency", type=float, default=0.0, help="milliseconds for each page")
    given = parser.parse_args()
    serve(given.records, given.latency / 1000)


if __name__ == "__main__":
    main()
