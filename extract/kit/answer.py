"""From a reply's bytes to what a provider declares, with what is wrong told apart.

A body that breaks off is asked for again; another shape than declared is not. One broken string
does not cost the page: it is mended first, for a runner must not be lost for one byte.
"""

from typing import Any

import msgspec

from extract.kit.errors import BadReply, Unreachable, Where
from extract.kit.text import parsable, storable

Scalar = int | float | str | bool | None
TOO_DEEP = "JSON with more levels inside one another than can be read"
ASK_SUPPORT = "Nothing was landed; if it stays, send this line to the provider's support."


def decoded(body: bytes, kind: Any, where: Where) -> Any:
    """The body as `kind`; text where a number is declared is taken as the number.

    Raises: Unreachable when the body is no whole JSON; BadReply when it has another shape, or
        nests about a thousand levels deep.
    """
    try:
        whole = _whole(body)
    except RecursionError:
        raise BadReply(where, seen=TOO_DEEP, todo=ASK_SUPPORT) from None
    except msgspec.DecodeError as error:
        raise Unreachable(
            where,
            seen=f"a body that is no whole JSON ({error})",
            todo="It is asked for again; if it stays, look at the provider's status page.",
            outcome_unknown=True,
        ) from None
    try:
        return _shaped(whole, kind)
    except RecursionError:
        raise BadReply(where, seen=TOO_DEEP, todo=ASK_SUPPORT) from None
    except msgspec.DecodeError as error:
        raise BadReply(where, seen=f"an unknown shape ({error})", todo=ASK_SUPPORT) from None


def _shaped(whole: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(whole, type=kind, strict=False)
    except UnicodeDecodeError:
        # A name among what is declared, not in a row.
        return msgspec.json.decode(storable(whole) or whole, type=kind, strict=False)


def _whole(body: bytes) -> bytes:
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except msgspec.DecodeError:
        body = parsable(body)
        msgspec.json.decode(body, type=msgspec.Raw)
    return body


def head_of(row: bytes, kind: Any) -> Any:
    """A record's identifying fields, or None where it cannot be read; its own entity tells why.

    They are read as they land: text that must be mended is the same here as there.
    """
    text = bytes(row)
    try:
        return msgspec.json.decode(storable(text) or text, type=kind, strict=False)
    except (msgspec.DecodeError, RecursionError):
        return None


def key_text(value: Scalar) -> str | None:
    """A provider's id as text; None when it is missing, blank or a boolean.

    A whole number is the same key whether it comes as 7, 7.0 or "7".
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None
