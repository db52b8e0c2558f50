"""The service as one ASGI application."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from extract.kit.errors import SynclineError
from orchestration.registry.errors import RegistryError
from orchestration.service.context import Service
from orchestration.service.gate import Gate
from orchestration.service.limits import Pace
from orchestration.service.openapi import describe
from orchestration.service.problems import (
    answer_http,
    answer_invalid,
    answer_registry,
    answer_syncline,
)
from orchestration.service.recording import Recorded
from orchestration.service.routes import (
    connections,
    destinations,
    health,
    pages,
    publishing,
    pushing,
    resources,
    single,
    sync,
    talent,
    webhook,
)
from orchestration.service.settings import Settings
from orchestration.service.tokens import KnownTokens
from orchestration.workplace import Workplace

# What is asked for most comes first: each call is held against the routes in this order.
ROUTERS = (
    sync.router,
    single.router,
    resources.router,
    talent.router,
    webhook.router,
    connections.router,
    destinations.router,
    pushing.router,
    publishing.router,
    health.router,
    pages.router,
)


def create_app(place: Workplace, settings: Settings) -> FastAPI:
    """The service of one workplace.

    Raises: ConfigError when the control store cannot be opened.
    """
    service = Service.of(place, settings)
    # Its lines hold whole addresses, with the secrets in them; ours name the route.
    logging.getLogger("uvicorn.access").disabled = True

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        service.close()

    app = FastAPI(
        title="syncline",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.service = service
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(HTTPException, answer_http)
    app.add_exception_handler(RequestValidationError, answer_invalid)
    app.add_exception_handler(SynclineError, answer_syncline)
    app.add_exception_handler(RegistryError, answer_registry)
    app.add_middleware(
        Gate,
        settings=settings,
        pace=Pace(settings.per_second, settings.burst),
        tokens=KnownTokens(settings.trust),
        tell=partial(service.arrivals.tell, service.wait_for),
    )
    app.add_middleware(Recorded, count=service.figures.count)
    describe(app)
    return app
