"""Options of a command as one declared thing, where they are more than a function should take."""

import inspect
from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any, get_type_hints


def taking(declared: type[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A decorator that makes each field of a dataclass an option of a command.

    The command takes them together as its keyword `how`; a field's type and default are those of
    the option. Example: @taking(How) before def sync(connection: ..., *, how: How) -> None.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        names = [one.name for one in fields(declared)]
        hints = get_type_hints(declared, include_extras=True)
        kept = [one for one in inspect.signature(command).parameters.values() if one.name != "how"]
        added = [
            inspect.Parameter(
                one.name, inspect.Parameter.KEYWORD_ONLY, default=one.default,
                annotation=hints[one.name],
            )
            for one in fields(declared)
        ]  # fmt: skip

        @wraps(command)
        def call(**said: Any) -> None:
            how = declared(**{name: said.pop(name) for name in names})
            command(**said, how=how)

        # What Typer reads of a command; a `__wrapped__` would lead it to the other one.
        del call.__wrapped__
        own = {one.name: one.annotation for one in (*kept, *added)}
        vars(call).update(__signature__=inspect.Signature([*kept, *added]))
        call.__annotations__ = own
        return call

    return decorate
