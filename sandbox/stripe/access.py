"""Who may call: a secret key, a restricted one, and the connected accounts that they act for."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Mapping

from starlette.requests import Request

from sandbox.stripe import assumed
from sandbox.stripe.problems import Problem, refusal
from sandbox.stripe.store import Store

KEY = "sk_test_sandbox000000000001"
RESTRICTED = "rk_test_sandbox000000000002"
OWN = ""
VERSION = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9](\.[a-z]+)?")


def key_of(request: Request) -> str:
    """The key that a call carries, as a bearer's or as the user name of basic authorization."""
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return rest if scheme.lower() == "bearer" else ""


def check_key(request: Request, entity: str, closed: Collection[str]) -> None:
    """Returns when the key may read the entity. Raises: Problem 401 or 403."""
    key = key_of(request)
    if key not in (KEY, RESTRICTED):
        shown = f"{key[:8]}****{key[-4:]}"
        raise Problem(401, f"Invalid API Key provided: {shown}")
    if key == RESTRICTED and entity in closed:
        raise refusal(403, {})


def version_of(request: Request) -> str:
    """The version that a call asks for, or the account's. Raises: Problem 400 for none at all."""
    version = request.headers.get("stripe-version", assumed.ACCOUNT_VERSION)
    if not VERSION.fullmatch(version):
        raise Problem(400, assumed.BAD_VERSION.format(version))
    return version


def store_of(request: Request, accounts: Mapping[str, Store]) -> Store:
    """The account that a call is about. Raises: Problem 403 for one that the key may not act for.

    Source: assumed, the status and the words.
    """
    named = request.headers.get("stripe-account", OWN)
    if named not in accounts:
        raise Problem(403, assumed.NO_ACCOUNT.format(named), "account_invalid")
    return accounts[named]
