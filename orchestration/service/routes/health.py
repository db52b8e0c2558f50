"""Whether the service lives and can do its work, and its figures."""

from typing import Literal

from fastapi import APIRouter
from starlette.responses import Response

from orchestration.service.context import Here
from orchestration.service.health import State
from orchestration.service.shapes import Reply, example

router = APIRouter(tags=["health"])
METRICS_TYPE = "text/plain; version=1.0.0; charset=utf-8"


class Alive(Reply):
    """The process answers."""

    status: Literal["ok"] = "ok"

    model_config = example({"status": "ok"})


class CheckSeen(Reply):
    """How one part is."""

    status: State
    detail: str


class Ready(Reply):
    """How the whole is: the worst of its parts."""

    status: State
    checks: dict[str, CheckSeen]

    model_config = example(
        {
            "status": "ok",
            "checks": {
                "warehouse": {"status": "ok", "detail": "The warehouse file is there."},
                "control_store": {"status": "ok", "detail": "It answers in 0.3 ms."},
                "queue": {
                    "status": "ok",
                    "detail": "2 workers; the oldest due job has waited 0 s.",
                },
            },
        }
    )


FAILING: dict[int | str, dict[str, object]] = {
    503: {"model": Ready, "description": "The warehouse or the control store cannot be used."}
}


@router.get("/health/live")
async def live() -> Alive:
    """Says that the process answers, and nothing else."""
    return Alive()


@router.get("/health/ready", responses=FAILING)
async def ready(here: Here, response: Response) -> Ready:
    """Looks at the warehouse, the control store, the queue, the alerts; 503 if one is failing."""
    checks = await here.health.get()
    found = {name: CheckSeen(status=one.state, detail=one.detail) for name, one in checks.items()}
    states = {one.status for one in found.values()}
    if "failing" in states:
        response.status_code = 503
        return Ready(status="failing", checks=found)
    return Ready(status="degraded" if "degraded" in states else "ok", checks=found)


@router.get("/health", responses=FAILING)
async def health(here: Here, response: Response) -> Ready:
    """Answers as /health/ready does; that it answers says that the process lives."""
    return await ready(here, response)


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {
            "content": {
                "text/plain": {"schema": {"type": "string"}, "example": "syncline_workers 2.0"}
            }
        }
    },
)
async def metrics(here: Here) -> Response:
    """The figures in Prometheus' text form: calls by route, jobs by lane and state."""
    return Response(await here.figures_text.get(), media_type=METRICS_TYPE)
