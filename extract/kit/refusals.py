"""What a status other than 2xx means, where the provider has no words of its own for it."""

from collections.abc import Mapping

from extract.kit.errors import (
    AuthError,
    BadReply,
    NotFound,
    ProviderError,
    ServerError,
    Throttled,
    Where,
)
from extract.kit.wire import seconds_asked, seconds_until_allowed


def refused(where: Where, status: int, headers: Mapping[str, str], text: str) -> ProviderError:
    """The error that a status stands for; `text` is what the reply said, without any secret."""
    seen = f"HTTP {status}" + (f" ({text})" if text else "")
    if status == 429:
        todo = "Wait, or lower this connection's rate."
        asked = seconds_until_allowed(headers)
        return Throttled(where, seen=seen, todo=todo, retry_after=asked)
    if status == 408 or status >= 500:
        failure = ServerError(where, seen=seen, todo="Try again later; nothing was lost.")
        failure.retry_after = seconds_asked(headers)
        return failure
    if status in (401, 403):
        return AuthError(where, seen=seen, todo="Put in a valid key for this connection.")
    if status == 404:
        return NotFound(where, seen=seen, todo="Check the connection's base URL and ids.")
    return BadReply(where, seen=seen, todo="Check this connection's settings.")
