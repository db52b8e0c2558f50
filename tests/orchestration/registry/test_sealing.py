"""A sealed secret opens with its key in its own place, and nowhere else."""

from base64 import b64encode, urlsafe_b64encode
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from orchestration.registry.errors import Locked
from orchestration.registry.sealing import Keyring, Place, Sealed, new_key
from tests.orchestration.registry.keys import KEY, NEWER_KEY

RING = Keyring.from_env({"ENCRYPTION_KEY": KEY})
HERE = Place("connection", "4f9c0c2e", "api_key", "harbor")
NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=40)
PLACES = st.builds(
    Place, st.sampled_from(["connection", "destination"]), NAMES, NAMES, st.just("harbor")
)


@given(st.text(), PLACES)
def test_any_text_opens_where_it_was_sealed(text: str, place: Place) -> None:
    assert RING.open(RING.seal(text, place), place) == text


@given(st.text(), PLACES, PLACES)
def test_a_secret_that_was_moved_never_opens(text: str, place: Place, other: Place) -> None:
    assume(place.bound != other.bound)

    with pytest.raises(Locked, match="does not open"):
        RING.open(RING.seal(text, place), other)


@given(st.text(), st.data())
def test_a_changed_byte_never_opens(text: str, data: st.DataObject) -> None:
    sealed = RING.seal(text, HERE)
    at = data.draw(st.integers(0, len(sealed.ciphertext) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != sealed.ciphertext[at]))
    changed = sealed.ciphertext[:at] + bytes([other]) + sealed.ciphertext[at + 1 :]

    with pytest.raises(Locked, match="connection harbor, secret api_key: what is stored does not"):
        RING.open(replace(sealed, ciphertext=changed), HERE)


@given(st.binary(max_size=80))
def test_what_was_never_sealed_does_not_open(raw: bytes) -> None:
    with pytest.raises(Locked, match="does not open"):
        RING.open(Sealed(raw, RING.newest.id), HERE)


def test_the_same_text_is_sealed_otherwise_each_time() -> None:
    first, second = RING.seal("same", HERE), RING.seal("same", HERE)

    assert first.key_id == second.key_id
    assert first.ciphertext != second.ciphertext


def test_a_key_that_is_not_at_hand_is_named() -> None:
    sealed = Keyring.from_env({"ENCRYPTION_KEY": NEWER_KEY}).seal("hush", HERE)

    with pytest.raises(Locked) as caught:
        RING.open(sealed, HERE)

    assert str(caught.value) == (
        "connection harbor, secret api_key: it is sealed with key ca32be88a1e4, and ENCRYPTION_KEY "
        "holds 687a1c196640 only. Add the missing key to the list, or put the secret in again."
    )


def test_another_key_under_the_same_id_does_not_open() -> None:
    newer = Keyring.from_env({"ENCRYPTION_KEY": NEWER_KEY})
    sealed = replace(newer.seal("hush", HERE), key_id=RING.newest.id)

    with pytest.raises(Locked, match="does not open"):
        RING.open(sealed, HERE)


def test_the_first_key_seals_and_every_key_opens() -> None:
    both = Keyring.from_env({"ENCRYPTION_KEY": f"{NEWER_KEY}, {KEY}"})
    older = RING.seal("hush", HERE)

    newer = both.seal("hush", HERE)

    assert both.open(older, HERE) == "hush"
    assert newer.key_id == Keyring.from_env({"ENCRYPTION_KEY": NEWER_KEY}).newest.id


def test_without_a_key_it_is_said_how_to_make_one() -> None:
    with pytest.raises(Locked, match=r"is not set.*`syncline connections new-key` prints one"):
        Keyring.from_env({}).seal("hush", HERE)


@pytest.mark.parametrize(
    "text", ["hush-hush-hush", b64encode(b"x" * 31).decode(), b64encode(b"x" * 33).decode(), "ü"]
)
def test_what_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(Locked, match="key 2 of 2 is not 32 bytes in base64") as caught:
        Keyring.from_env({"ENCRYPTION_KEY": f"{KEY},{text}"})

    assert text not in str(caught.value)


def test_both_alphabets_of_base64_are_the_same_key() -> None:
    raw = bytes([251, 255]) * 16

    plain, in_addresses = (
        Keyring.from_env({"ENCRYPTION_KEY": coded(raw).decode()})
        for coded in (b64encode, urlsafe_b64encode)
    )

    assert plain == in_addresses


def test_a_new_key_is_one_that_seals() -> None:
    ring = Keyring.from_env({"ENCRYPTION_KEY": f"{new_key()},{new_key()}"})

    assert len({key.id for key in ring.keys}) == 2
    assert ring.open(ring.seal("hush", HERE), HERE) == "hush"


def test_what_is_shown_of_keys_and_seals_holds_neither() -> None:
    shown = repr((RING, RING.newest))

    assert KEY not in shown
    assert repr(bytes(range(8))[2:6]) not in shown
