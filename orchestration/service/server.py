"""The service as a process: one server on one address, with logs that hold no secret."""

import gc
import logging
import sys

import uvicorn
from fastapi import FastAPI

from orchestration.service.app import create_app
from orchestration.service.recording import WithRequestId
from orchestration.service.settings import Settings
from orchestration.workplace import Workplace

LINE = "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s"
IDLE_SECONDS = 20
GRACE_SECONDS = 20


def write_logs() -> None:
    """Sends the logs to standard error, each line with the id of the call it belongs to."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(LINE))
    handler.addFilter(WithRequestId())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)


def configured(place: Workplace, settings: Settings, host: str, port: int) -> uvicorn.Config:
    """The server's settings.

    Raises: ConfigError when the control store cannot be opened.
    """
    return uvicorn.Config(
        create_app(place, settings),
        host=host,
        port=port,
        http="httptools",
        loop="uvloop",
        ws="wsproto",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies or None,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def prepared(config: uvicorn.Config) -> uvicorn.Server:
    """The server, of which what is imported and made by now is not searched for garbage.

    A search through all of it finds nothing, and keeps every call waiting for a tenth of a second.
    """
    server = uvicorn.Server(config)
    gc.collect()
    gc.freeze()
    return server


def serve(place: Workplace, settings: Settings, *, host: str, port: int) -> None:
    """Answers calls, and shows the dashboard, until the process is told to stop.

    Raises: ConfigError when the control store cannot be opened; SystemExit when the address is
        taken.
    """
    # Here alone, as it takes longer to import than the rest: no other command waits for it.
    from orchestration.dashboard.attach import attach

    write_logs()
    config = configured(place, settings, host, port)
    assert isinstance(config.app, FastAPI)
    attach(config.app)
    prepared(config).run()
