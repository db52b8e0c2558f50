"""The service as `syncline serve` runs it, on one core, until its input ends.

Run with the word `dashboard` it shows that too, and has every core.
"""

import json
import os
import socket
import sys
import threading
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from orchestration.service.server import configured, prepared, write_logs
from orchestration.service.settings import settings_from
from orchestration.workplace import Workplace


def main() -> None:
    """Serves the workplace that the environment names; says where on its first line."""
    with_pages = sys.argv[1:] == ["dashboard"]
    if not with_pages:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    place = Workplace.here(os.environ)
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    port = listener.getsockname()[1]
    write_logs()
    config = configured(place, settings_from(os.environ, Path(place.home)), "127.0.0.1", port)
    if with_pages:
        from orchestration.dashboard.attach import attach

        assert isinstance(config.app, FastAPI)
        attach(config.app)
    server = prepared(config)
    threading.Thread(target=_stop_at_the_end, args=(server,), daemon=True).start()
    sys.stdout.write(json.dumps({"port": port}) + "\n")
    sys.stdout.flush()
    server.run(sockets=[listener])


def _stop_at_the_end(server: uvicorn.Server) -> None:
    sys.stdin.read()
    server.should_exit = True


if __name__ == "__main__":
    main()
