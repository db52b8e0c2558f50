"""What the environment says of the service: the keys it trusts, and its limits."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from extract.kit.errors import ConfigError

Algorithm = Literal["HS256", "RS256"]
SHORTEST_SECRET = 32
SECRET_FILE = "service.secret"
AUDIENCE, ISSUER = "syncline", "syncline"
MIB = 1024 * 1024


@dataclass(frozen=True)
class Trust:
    """By what a token is checked; `key` is the shared secret, or the public key in PEM."""

    algorithm: Algorithm
    key: str = field(repr=False)
    audience: str = AUDIENCE
    issuer: str = ISSUER


@dataclass(frozen=True)
class Settings:
    """The service's own settings.

    `sync_secret` opens the internal calls, which stay closed without one. Bodies are at most
    `body_bytes`, documents to be stored `document_bytes`. One caller may send `burst` calls at
    once and `per_second` steadily. `seconds` is the longest that a call may take. Health and the
    figures are told again for `told_again_seconds`. Addresses that a proxy in `proxies` tells of
    are believed.
    """

    trust: Trust
    sync_secret: str = field(default="", repr=False)
    body_bytes: int = MIB
    document_bytes: int = 64 * MIB
    per_second: float = 20.0
    burst: int = 200
    seconds: float = 30.0
    told_again_seconds: float = 1.0
    proxies: str = ""


def settings_from(env: Mapping[str, str], home: Path) -> Settings:
    """The settings that the environment names.

    Without SYNCLINE_JWT_SECRET the shared secret is the one in `home`, made when there is none.

    Raises: ConfigError when a key is missing or weak, or a number is none.
    """
    return Settings(
        trust=Trust(
            algorithm := _algorithm(env),
            _public_key(env) if algorithm == "RS256" else shared_secret(env, home),
            env.get("SYNCLINE_JWT_AUDIENCE") or AUDIENCE,
            env.get("SYNCLINE_JWT_ISSUER") or ISSUER,
        ),
        sync_secret=env.get("SYNC_SECRET_KEY", "").strip(),
        body_bytes=int(_number(env, "BODY_BYTES", Settings.body_bytes)),
        document_bytes=int(_number(env, "DOCUMENT_BYTES", Settings.document_bytes)),
        per_second=_number(env, "CALLS_PER_SECOND", Settings.per_second),
        burst=int(_number(env, "BURST", Settings.burst)),
        seconds=_number(env, "SECONDS", Settings.seconds),
        proxies=env.get("SYNCLINE_SERVICE_PROXIES", ""),
    )


def _algorithm(env: Mapping[str, str]) -> Algorithm:
    named = env.get("SYNCLINE_JWT_ALGORITHM") or "HS256"
    for known in get_args(Algorithm):
        if named == known:
            return known  # type: ignore[no-any-return]
    raise ConfigError(f"SYNCLINE_JWT_ALGORITHM is {named!r}. Use HS256 or RS256.")


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    full = f"SYNCLINE_SERVICE_{name}"
    text = env.get(full) or str(default)
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1 <= value < 2**40:
        raise ConfigError(f"{full} is {text!r}. Use a number of at least 1.")
    return value


def shared_secret(env: Mapping[str, str], home: Path) -> str:
    """The secret that HS256 tokens are signed with.

    Raises: ConfigError when it is shorter than 32 bytes, or cannot be kept.
    """
    if secret := env.get("SYNCLINE_JWT_SECRET"):
        return _long_enough(secret, "SYNCLINE_JWT_SECRET")
    path = home / SECRET_FILE
    try:
        _make(path)
        return _long_enough(path.read_text(encoding="ascii").strip(), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"The secret for tokens cannot be kept in {path} ({type(error).__name__}). "
            "Set SYNCLINE_JWT_SECRET."
        ) from None


def _make(path: Path) -> None:
    """Writes a new secret for its owner's eyes only; one that is there stays."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        # Whole or not at all, and the first of two that start at once wins.
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _long_enough(secret: str, where: str) -> str:
    if (seen := len(secret.encode())) < SHORTEST_SECRET:
        raise ConfigError(
            f"The secret in {where} has {seen} bytes, so its tokens could be forged. Use at least "
            f"{SHORTEST_SECRET} random ones."
        )
    return secret


def _public_key(env: Mapping[str, str]) -> str:
    text = env.get("SYNCLINE_JWT_PUBLIC_KEY") or _read(env, "SYNCLINE_JWT_PUBLIC_KEY_FILE")
    if not text.lstrip().startswith("-----BEGIN PUBLIC KEY-----"):
        raise ConfigError(
            "RS256 needs the public key in PEM. Set SYNCLINE_JWT_PUBLIC_KEY_FILE to its file."
        )
    return text


def private_key(env: Mapping[str, str]) -> str:
    """The key that RS256 tokens for development are signed with, in PEM.

    Raises: ConfigError when there is none.
    """
    if text := _read(env, "SYNCLINE_JWT_PRIVATE_KEY_FILE"):
        return text
    raise ConfigError(
        "With RS256 tokens are made by who holds the private key. For one of your own, set "
        "SYNCLINE_JWT_PRIVATE_KEY_FILE to its file."
    )


def _read(env: Mapping[str, str], name: str) -> str:
    if not (path := env.get(name)):
        return ""
    try:
        return Path(path).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name} cannot be read ({type(error).__name__}).") from None
