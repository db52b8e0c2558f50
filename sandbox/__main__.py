"""All provider servers in one process: `python -m sandbox --state DIR [--ready-file FILE]`.

Prints one line of JSON, `{"runsignup": url, "copernico": url, ...}`, once all of them answer, and
ends on SIGTERM or SIGINT. With `--until-eof` it ends when its standard input does, so that it never
outlives who started it.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

from sandbox.crowd import Crowd
from sandbox.servers import SERVERS, World
from sandbox.serving import serve


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="folder of what is kept")
    parser.add_argument("--ready-file", type=Path, help="file to write the same line to")
    parser.add_argument("--finishers", type=int, help="a smaller population; all without it")
    parser.add_argument(
        "--crowd", type=Crowd.of, help="events x people at each, such as 12900x2400000"
    )
    parser.add_argument("--until-eof", action="store_true", help="end with standard input")
    return parser.parse_args()


def _stop_at_eof(stop: threading.Event) -> None:
    sys.stdin.read()
    stop.set()


def main() -> None:
    """Serve until told to stop."""
    asked = _arguments()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if asked.until_eof:
        threading.Thread(target=_stop_at_eof, args=(stop,), daemon=True).start()
    asked.state.mkdir(parents=True, exist_ok=True)
    world = World(asked.state, asked.finishers, asked.crowd)
    with world.at_end, ExitStack() as stack:
        apps = {name: server.app(world) for name, server in SERVERS.items()}
        urls = {name: stack.enter_context(serve(app)).url for name, app in apps.items()}
        line = json.dumps(urls)
        if asked.ready_file is not None:
            # Renamed into place, so that nobody reads half a line.
            half = asked.ready_file.with_suffix(".half")
            half.write_text(line + "\n", encoding="utf-8")
            half.rename(asked.ready_file)
        print(line, flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
