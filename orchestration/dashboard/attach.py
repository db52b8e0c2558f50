"""The dashboard as part of the service: its pages below /dashboard, in the same process."""

import logging

from fastapi import FastAPI
from nicegui import ui

from orchestration.dashboard import missing
from orchestration.dashboard.desk import Desk
from orchestration.dashboard.guard import ASSETS, Guard
from orchestration.dashboard.pages import (
    audit,
    connections,
    data,
    destinations,
    overview,
    race_day,
    rentals,
    runners,
    syncs,
)
from orchestration.dashboard.session import HOME, Sessions
from orchestration.dashboard.sign_in import sign_in_routes
from orchestration.dashboard.warming import warm
from orchestration.service.context import Service

HEAD = f'<script src="{ASSETS}/reader.js"></script><link rel="stylesheet" href="{ASSETS}/look.css">'
PAGES = (
    overview.add,
    syncs.add,
    race_day.add,
    runners.add,
    rentals.add,
    data.add,
    destinations.add_pages,
    connections.add_pages,
    audit.add,
    missing.add,
)
RECONNECT_SECONDS = 10.0


def _tells_no_address(line: logging.LogRecord) -> bool:
    """Keeps a socket's address out of the log: who knows it could speak for the page it is of."""
    return "WebSocket" not in line.msg


def attach(app: FastAPI) -> Desk:
    """Serves the dashboard with the service; once in a process, as the library has one of all."""
    service = app.state.service
    assert isinstance(service, Service)
    sessions = Sessions(service.settings.trust)
    desk = Desk(service, sessions)
    app.include_router(sign_in_routes(desk))
    for page in PAGES:
        page(desk)
    ui.add_head_html(HEAD, shared=True)
    ui.run_with(
        app,
        mount_path=HOME,
        title="syncline",
        favicon="data:,",
        dark=None,
        language="en-US",
        tailwind=False,
        show_welcome_message=False,
        reconnect_timeout=RECONNECT_SECONDS,
        gzip_middleware_factory=None,
    )
    app.add_middleware(Guard, sessions=sessions)
    logging.getLogger("uvicorn.error").addFilter(_tells_no_address)
    desk.threads.submit(warm, desk)
    return desk
