"""What every command shares: options, the workplace, errors as one line and an exit code."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Annotated

import typer

from orchestration.workplace import Workplace

ENGINE: ContextVar[str | None] = ContextVar("engine", default=None)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
Accept = Annotated[bool, typer.Option("--accept", help="Go on although a brake is on.")]


@contextmanager
def answering(*, as_json: bool) -> Iterator[None]:
    """Turns an error of ours into one line for a person and an exit code."""
    from extract.kit.errors import SynclineError
    from orchestration.building import FlipRefused
    from orchestration.screens import show_error
    from push.kit.errors import PushBraked

    try:
        yield
    except SynclineError as error:
        show_error(error, as_json=as_json)
        is_braked = isinstance(error, FlipRefused) and error.is_braked
        raise typer.Exit(4 if is_braked or isinstance(error, PushBraked) else 1) from None


def here() -> Workplace:
    """The workplace that the environment and the command line name."""
    return Workplace.here(os.environ, engine=ENGINE.get())
