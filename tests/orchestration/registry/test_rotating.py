"""All secrets get the newest key at once, while others read them."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from extract.kit.options import SyncOptions
from orchestration.registry.changing import Edit, Registry, Wish
from orchestration.registry.errors import Locked
from orchestration.registry.rotating import Rotated, rotate_key
from orchestration.registry.table import CHANGES, CONNECTION_SECRETS
from orchestration.syncing import run_sync
from orchestration.workplace import Workplace
from sandbox.serving import serve
from sandbox.stripe.access import KEY as STRIPE_KEY
from sandbox.stripe.app import Stripe
from tests.orchestration.registry.keys import API_KEY, API_SECRET, KEY, NEWER_KEY, wish, with_keys

BOTH = f"{NEWER_KEY},{KEY}"
OLD_ID, NEW_ID = "687a1c196640", "ca32be88a1e4"


def key_ids(place: Workplace) -> list[str]:
    """The keys that the stored secrets are sealed with."""
    with place.store.connect() as store:
        return sorted(store.scalars(sa.select(CONNECTION_SECRETS.c.key_id)))


def test_every_secret_gets_the_newest_key(place: Workplace, registry: Registry) -> None:
    registry.add(wish(), wish("Ridge"))

    rotated = rotate_key(with_keys(place, BOTH))

    assert rotated == Rotated(4, 0, NEW_ID, (OLD_ID,))
    assert key_ids(place) == [NEW_ID] * 4
    after = with_keys(place, NEWER_KEY).connection("ridge")
    assert (after.secret("api_key"), after.secret("api_secret")) == (API_KEY, API_SECRET)


def test_a_second_rotation_has_nothing_to_do(place: Workplace, registry: Registry) -> None:
    registry.add(wish())
    rotate_key(with_keys(place, BOTH))

    assert rotate_key(with_keys(place, BOTH)) == Rotated(0, 2, NEW_ID, (OLD_ID,))


def test_one_secret_that_does_not_open_leaves_all_as_they_were(
    place: Workplace, registry: Registry
) -> None:
    registry.add(wish(), wish("Ridge"))
    [first, *_] = registry.add(wish("Third", secrets={"api_key": "x"}))
    with place.store.begin() as store:
        store.execute(
            sa.update(CONNECTION_SECRETS)
            .where(CONNECTION_SECRETS.c.owner_id == first.id)
            .values(ciphertext=b"\x01 nothing that was ever sealed by anybody")
        )

    with pytest.raises(Locked, match=r"Nothing was changed\. connection third, secret api_key"):
        rotate_key(with_keys(place, BOTH))

    assert key_ids(place) == [OLD_ID] * 5


def test_without_the_old_key_nothing_is_rotated(place: Workplace, registry: Registry) -> None:
    registry.add(wish())

    with pytest.raises(
        Locked, match=f"sealed with key {OLD_ID}, and ENCRYPTION_KEY holds {NEW_ID}"
    ):
        rotate_key(with_keys(place, NEWER_KEY))

    assert key_ids(place) == [OLD_ID] * 2


def secrets_until(ended: threading.Event, reader: Workplace) -> set[str]:
    """The keys that connections had, read again and again until something has ended."""
    found: set[str] = set()
    while not ended.is_set() or not found:
        found |= {one.secret("api_key") for one in reader.connections().values()}
    return found


def test_who_reads_during_a_rotation_always_gets_the_secret(
    place: Workplace, registry: Registry
) -> None:
    registry.add(*(wish(f"Harbor {number}") for number in range(20)))
    reader, ended = with_keys(place, BOTH), threading.Event()

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(secrets_until, ended, reader) for _ in range(2)]
        rotated = [rotate_key(with_keys(place, keys)) for keys in (BOTH, f"{KEY},{NEWER_KEY}")]
        ended.set()

    assert [one.resealed for one in rotated] == [40, 40]
    assert [one.result() for one in readers] == [{API_KEY}, {API_KEY}]


def test_a_rotation_is_remembered(place: Workplace, registry: Registry) -> None:
    registry.add(wish())
    registry.change("harbor_runsignup", Edit(secrets={"api_secret": None}))

    rotate_key(with_keys(place, BOTH))

    with place.store.connect() as store:
        last = store.execute(sa.select(CHANGES).order_by(CHANGES.c.id.desc())).first()
    assert last is not None
    assert (last.changed_by, last.action) == ("ada", "keys rotated")
    assert last.detail == {"resealed": 1, "unchanged": 0, "key": NEW_ID}


def synced(place: Workplace, times: int) -> set[str]:
    """The modes in which products were read, of so many syncs one after the other."""
    reports = [run_sync(place, "shop", SyncOptions(entities=("products",))) for _ in range(times)]
    return {report.entities[0].mode for report in reports}


def test_syncs_go_on_during_a_rotation(place: Workplace, registry: Registry) -> None:
    with serve(Stripe().app) as server, ThreadPoolExecutor(1) as pool:
        settings = {"base_url": server.url, "paced": False}
        registry.add(Wish("Shop", "stripe", settings=settings, secrets={"api_key": STRIPE_KEY}))
        syncs = pool.submit(synced, with_keys(place, BOTH), 6)
        rotated = [
            rotate_key(with_keys(place, keys)).resealed
            for keys in (BOTH, f"{KEY},{NEWER_KEY}", BOTH, f"{KEY},{NEWER_KEY}")
        ]

        assert rotated == [1, 1, 1, 1]
        assert syncs.result() == {"full", "incremental"}
