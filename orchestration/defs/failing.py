"""Errors as Dagster keeps them: without any secret, and with a word on whether a retry helps."""

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import dagster as dg
from dagster._core.errors import DagsterExecutionInterruptedError

from extract.kit.errors import SynclineError
from extract.kit.redaction import Redactor
from orchestration.building import FlipRefused
from orchestration.registry.entries import opened
from orchestration.registry.sealing import VARIABLE
from orchestration.workplace import Workplace
from push.kit.errors import PushBraked

IS_FINAL, KIND = "is_final", "kind"
SECRET_ENDINGS = ("_KEY", "_SECRET", "_TOKEN", "_PASSWORD")


@contextmanager
def in_clean_words(place: Workplace) -> Iterator[None]:
    """Turns whatever goes wrong into a failure that can be shown: Dagster stores all it is told.

    Raises: dagster.Failure.
    """
    try:
        yield
    except dg.Failure:
        raise
    except (KeyboardInterrupt, DagsterExecutionInterruptedError) as interrupt:
        # Dagster would write down what was going on as well, in its own words.
        raise type(interrupt)() from None
    # Whatever it is: this is the last place before Dagster writes it down, trace and all.
    except Exception as error:
        clean = redactor(place).clean
        is_ours = isinstance(error, SynclineError)
        said = "\n".join([str(error), *getattr(error, "__notes__", ())])
        words = said if is_ours else f"{type(error).__name__}: {said}"
        trace = "".join(traceback.format_exception(error))
        metadata: dict[str, Any] = {IS_FINAL: _is_brake(error), KIND: type(error).__name__}
        if not is_ours:
            metadata["traceback"] = clean(trace)
        raise dg.Failure(clean(words), metadata=metadata, allow_retries=False) from None


def _is_brake(error: Exception) -> bool:
    """Whether only a person's acceptance lets it go on."""
    return isinstance(error, PushBraked) or (isinstance(error, FlipRefused) and error.is_braked)


def redactor(place: Workplace) -> Redactor:
    """What takes every secret that is known here out of a text."""
    return Redactor([*_of_connections(place), *_of_environment(place.env), *_of_warehouse(place)])


def _of_connections(place: Workplace) -> Iterator[str]:
    try:
        connections = place.connections()
    except SynclineError:
        # The registry itself may be what went wrong.
        return
    yield from opened(connections.values())


def _of_environment(env: Mapping[str, str]) -> Iterator[str]:
    for name, value in env.items():
        if name.startswith("SYNCLINE_") and name.endswith(SECRET_ENDINGS):
            yield value
    yield from (key.strip() for key in env.get(VARIABLE, "").split(","))


def _of_warehouse(place: Workplace) -> Iterator[str]:
    if place.target.engine == "postgres":
        password = urlsplit(place.target.location).password or ""
        yield from (password, unquote(password))
