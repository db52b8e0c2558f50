"""Secrets at rest: AES-256-GCM under the newest key, opened with whichever key sealed them.

`ENCRYPTION_KEY` holds the keys, newest first, each 32 bytes in base64, with commas between them. A
sealed secret is bound to its owner and field, so that moved to another row it does not open.
"""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from orchestration.registry.errors import Locked

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VARIABLE = "ENCRYPTION_KEY"
KEY_BYTES, NONCE_BYTES = 32, 12
VERSION = b"\x01"
MAKE_ONE = "`syncline connections new-key` prints one; put it into the environment or into .env"


@dataclass(frozen=True)
class Place:
    """Where a secret belongs: `kind` and `id` of its owner, and the field; `owner` is shown."""

    kind: str
    id: str
    field: str
    owner: str

    @property
    def bound(self) -> bytes:
        """What the seal is bound to; no part can hold the sign between them."""
        return "\0".join(("syncline", self.kind, self.id, self.field)).encode()

    def __str__(self) -> str:
        """The place as a message shows it."""
        return f"{self.kind} {self.owner}, secret {self.field}"


@dataclass(frozen=True)
class Sealed:
    """A secret as it is stored, with the short hash of the key that sealed it."""

    ciphertext: bytes
    key_id: str


@dataclass(frozen=True)
class Key:
    """One key; its id is the beginning of its hash."""

    raw: bytes = field(repr=False)

    @cached_property
    def id(self) -> str:
        """What the key is known by."""
        return hashlib.sha256(b"syncline key" + self.raw).hexdigest()[:12]

    @cached_property
    def cipher(self) -> "AESGCM":
        """The cipher, imported when the first secret is used."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self.raw)


@dataclass(frozen=True)
class Keyring:
    """The keys, newest first; there may be none, as long as no secret is used."""

    keys: tuple[Key, ...] = ()

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Keyring":
        """The keys that the environment holds.

        Raises: Locked when one of them is no key; none of it is repeated.
        """
        texts = [text.strip() for text in env.get(VARIABLE, "").split(",") if text.strip()]
        return cls(tuple(_key(text, at, len(texts)) for at, text in enumerate(texts, start=1)))

    @property
    def newest(self) -> Key:
        """The key that seals.

        Raises: Locked when there is none.
        """
        if not self.keys:
            raise Locked(f"{VARIABLE} is not set, so no secret can be kept. {MAKE_ONE}.")
        return self.keys[0]

    def seal(self, secret: str, place: Place) -> Sealed:
        """The secret, sealed with the newest key for this one place.

        Raises: Locked when there is no key.
        """
        key, nonce = self.newest, secrets.token_bytes(NONCE_BYTES)
        try:
            raw = secret.encode()
        except UnicodeEncodeError:
            raise Locked(f"{place}: what was given is no text. Nothing was stored.") from None
        return Sealed(VERSION + nonce + key.cipher.encrypt(nonce, raw, place.bound), key.id)

    def open(self, sealed: Sealed, place: Place) -> str:
        """The secret.

        Raises: Locked when its key is not here, or it was changed or belongs elsewhere.
        """
        key = next((one for one in self.keys if one.id == sealed.key_id), None)
        if key is None:
            raise Locked(f"{place}: {self._no_key(sealed.key_id)}")
        from cryptography.exceptions import InvalidTag

        head = len(VERSION) + NONCE_BYTES
        nonce, rest = sealed.ciphertext[len(VERSION) : head], sealed.ciphertext[head:]
        try:
            if not sealed.ciphertext.startswith(VERSION):
                raise InvalidTag
            return key.cipher.decrypt(nonce, rest, place.bound).decode()
        except (InvalidTag, ValueError):
            # Too short, changed, cut, or sealed for another row: all the same to us.
            raise Locked(
                f"{place}: what is stored does not open; it was changed, or belongs to another "
                f"row. Nothing was sent. Put the secret in again: {_set_again(place)}."
            ) from None

    def _no_key(self, wanted: str) -> str:
        if not self.keys:
            return (
                f"it is sealed with key {wanted}, and {VARIABLE} is not set. Set it to the keys "
                "that this store was used with."
            )
        known = ", ".join(key.id for key in self.keys)
        return (
            f"it is sealed with key {wanted}, and {VARIABLE} holds {known} only. Add the missing "
            "key to the list, or put the secret in again."
        )


def new_key() -> str:
    """A fresh key, as `ENCRYPTION_KEY` takes it."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _key(text: str, at: int, count: int) -> Key:
    try:
        # Both alphabets: some tools make keys for addresses.
        raw = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES:
        raise Locked(
            f"{VARIABLE}: key {at} of {count} is not {KEY_BYTES} bytes in base64. {MAKE_ONE}, "
            "newest first, with commas between them."
        )
    return Key(raw)


def _set_again(place: Place) -> str:
    return f"syncline {place.kind}s set {place.owner} --secret {place.field}"
