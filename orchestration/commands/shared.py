"""What every command shares: options, the workplace, errors as one line and an exit code."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Annotated

import sqlalchemy as sa
import typer

from orchestration.workplace import Workplace

GO_ON = (
    "What was not complete stays invisible. See that there is room and that it may be read and "
    "written, then run the same command again."
)
ENGINE: ContextVar[str | None] = ContextVar("engine", default=None)
DESTINATION: ContextVar[str | None] = ContextVar("destination", default=None)
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
        with _machine_in_words():
            yield
    except SynclineError as error:
        show_error(error, as_json=as_json)
        is_braked = isinstance(error, FlipRefused) and error.is_braked
        raise typer.Exit(4 if is_braked or isinstance(error, PushBraked) else 1) from None


@contextmanager
def _machine_in_words() -> Iterator[None]:
    """Says what the machine or the control store refuses as an error of ours."""
    from extract.kit.errors import SynclineError

    try:
        yield
    except BrokenPipeError:
        # Whoever read the output has gone, which typer knows how to take.
        raise
    except OSError as error:
        raise SynclineError(f"The machine refused it: {error}. {GO_ON}") from error
    except sa.exc.DBAPIError as error:
        # Not the whole error: it repeats the statement with its values.
        raise SynclineError(f"The control store refused it: {error.orig}. {GO_ON}") from error


def here() -> Workplace:
    """The workplace that the environment and the command line name.

    Raises: NotThere, Disabled, Locked of the destination that is to be its warehouse.
    """
    place = Workplace.here(os.environ, engine=ENGINE.get())
    if (wanted := DESTINATION.get()) is None:
        return place
    from orchestration.registry.destinations import find_destination, usable

    return place.at(usable(find_destination(place, wanted)).target(place.env))
