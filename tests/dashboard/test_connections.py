"""Connections and destinations, by what each button leaves in the registry."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from orchestration.registry.auditing import changes_of
from orchestration.registry.changing import Registry, Wish
from orchestration.registry.destinations import destinations
from orchestration.registry.table import (
    CHANGES,
    CONNECTION_SECRETS,
    CONNECTIONS,
    DESTINATION_SECRETS,
    DESTINATIONS,
)
from orchestration.workplace import Workplace
from tests.dashboard.browsing import PARTNER, Reader, token

SECRET = "canary-typed-key-31"


@pytest.fixture
def registry(place: Workplace) -> Iterator[Registry]:
    """The registry with one connection, emptied at the end."""
    made = Registry.of(place, "eve")
    made.add(Wish("Club Haku", "haku", PARTNER, secrets={"client_secret": "canary-first-key-30"}))
    yield made
    with place.store.begin() as store:
        every = (CONNECTION_SECRETS, CONNECTIONS, DESTINATION_SECRETS, DESTINATIONS, CHANGES)
        for table in every:
            store.execute(sa.delete(table))


def test_a_connection_is_added_with_its_keys_sealed(reader: Reader, registry: Registry) -> None:
    reader.sign_in(token(), "/connections/new/runsignup")
    reader.page.get_by_label("Name", exact=True).fill("Hill RunSignup")
    reader.page.get_by_label("Partner").fill(PARTNER)
    reader.page.get_by_label("api key", exact=True).fill(SECRET)
    reader.press("Add it")

    expect(reader.page.get_by_role("heading", name="Hill RunSignup")).to_be_visible()
    entry = registry.find("hill_runsignup")
    assert (entry.owner, entry.provider, entry.created_by) == (PARTNER, "runsignup", "ada")
    assert entry.connection({}).slug == "hill_runsignup"
    assert SECRET.encode() not in entry.sealed["api_key"].ciphertext
    assert SECRET not in reader.page.content()
    expect(reader.page.get_by_label("api key", exact=True)).to_have_attribute(
        "placeholder", "stored, sealed; write a new one to replace it"
    )


def test_a_connection_is_changed_and_the_change_remembered(
    reader: Reader, registry: Registry
) -> None:
    reader.sign_in(token(), "/connections/club_haku")
    reader.page.get_by_text("Settings, which are well").click()
    reader.page.get_by_label("timeout seconds").fill("12")
    reader.page.get_by_label("client secret").fill(SECRET)
    reader.press("Save")

    reader.sees("ada changed it")
    assert dict(registry.find("club_haku").settings) == {"timeout_seconds": 12}
    newest = changes_of(registry.store, "connection", "club_haku", limit=1)[0]
    assert (newest.changed_by, newest.action) == ("ada", "changed")
    assert SECRET not in reader.page.content()


def test_a_setting_that_is_none_is_refused_in_words(reader: Reader, registry: Registry) -> None:
    reader.sign_in(token(), "/connections/club_haku")
    reader.page.get_by_text("Settings, which are well").click()
    reader.page.get_by_label("timeout seconds").fill("-1")
    reader.press("Save")

    reader.sees("The setting timeout_seconds is -1.")
    assert dict(registry.find("club_haku").settings) == {}


def test_a_connection_is_paused_and_resumed(reader: Reader, registry: Registry) -> None:
    reader.sign_in(token(), "/syncs/club_haku")

    reader.press("Pause")
    reader.sees("It is paused. Resume it first")
    assert not registry.find("club_haku").is_active
    reader.press("Resume")

    expect(reader.button("Pause")).to_be_visible()
    assert registry.find("club_haku").is_active


def test_a_connection_is_tried_without_keeping_anything(reader: Reader, registry: Registry) -> None:
    assert registry
    reader.sign_in(token(), "/connections/harbor_runsignup")

    reader.press("Test it")

    expect(reader.page.get_by_role("status").get_by_text("Failed").first).to_be_visible()
    assert "canary-api-key-91" not in reader.page.content()


def test_removing_asks_first(reader: Reader, registry: Registry) -> None:
    reader.sign_in(token(), "/connections/club_haku")
    reader.press("Remove")
    reader.press("Leave it as it is")
    assert registry.find("club_haku").slug == "club_haku"

    reader.press("Remove")
    reader.press("Remove it")

    expect(reader.page.get_by_role("heading", name="Connections")).to_be_visible()
    assert changes_of(registry.store, "connection", "club_haku", limit=1)[0].action == "removed"


def test_others_than_administrators_are_told_whom_to_ask(reader: Reader) -> None:
    reader.sign_in(token("data_ops"), "/connections")

    reader.sees("This page is not for the role data_ops.")
    assert "harbor_runsignup" not in reader.words
    expect(reader.page.get_by_role("link", name="Connections")).to_have_count(0)


def test_a_destination_is_added_tried_and_removed(
    reader: Reader, place: Workplace, registry: Registry
) -> None:
    assert registry
    reader.sign_in(token(), "/connections/destinations")
    reader.page.get_by_label("Name", exact=True).fill("Archive")
    reader.page.get_by_label("Where", exact=True).fill("archive.duckdb")
    reader.press("Add it")
    reader.sees("Archive is added.")
    assert [(one.slug, one.created_by) for one in destinations(place)] == [("archive", "ada")]

    reader.press("Test it")
    expect(reader.page.get_by_role("status").get_by_text("Well").first).to_be_visible()
    reader.press("Remove")
    reader.press("Remove it")

    reader.sees("Archive is removed.")
    assert destinations(place) == []


def test_a_destination_outside_the_workplace_is_refused(
    reader: Reader, place: Workplace, registry: Registry
) -> None:
    assert registry
    reader.sign_in(token(), "/connections/destinations")
    reader.page.get_by_label("Name", exact=True).fill("Elsewhere")
    reader.page.get_by_label("Where", exact=True).fill("../elsewhere.duckdb")
    reader.press("Add it")

    reader.sees("lies below the workplace's folder. Nothing was added.")
    assert destinations(place) == []
