"""What a caller may do: by role, and by the timing partner that a token names."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from extract.kit.connection import Connection
from orchestration.service.gate import caller_of
from orchestration.service.problems import Problem
from orchestration.service.tokens import Caller, Role


def allowing(*roles: Role) -> Callable[[Request], Awaitable[Caller]]:
    """A dependency that gives the caller, if it has one of the roles."""

    async def check(request: Request) -> Caller:
        caller = await caller_of(request)
        if caller.role not in roles:
            detail = f"The role {caller.role} may not do this. Nothing was done."
            raise Problem(403, "not-allowed", detail)
        return caller

    return check


Anyone = Annotated[Caller, Depends(caller_of)]
Operator = Annotated[Caller, Depends(allowing("admin", "data_ops", "timer"))]
Keeper = Annotated[Caller, Depends(allowing("admin", "data_ops"))]
Admin = Annotated[Caller, Depends(allowing("admin"))]


def unknown_partner(partner: str) -> Problem:
    """The answer about a partner that is not there, or is not this caller's: both sound alike."""
    return Problem(404, "unknown-partner", f"There is no timing partner {partner!r} here for you.")


def unknown_connection(slug: str) -> Problem:
    """The answer about a connection that is not there, or is not this caller's."""
    return Problem(404, "unknown-connection", f"There is no connection {slug!r} here for you.")


def own_connection(connections: Mapping[str, Connection], slug: str, caller: Caller) -> Connection:
    """The connection of that slug, if the caller may see it.

    Raises: Problem.
    """
    found = connections.get(slug)
    if found is None or not caller.may_see(found.owner):
        raise unknown_connection(slug)
    return found
