"""Connections are added, changed and removed whole or not at all, and all of it is remembered."""

from typing import Any

import pytest
import sqlalchemy as sa

from orchestration.registry.auditing import changes_of
from orchestration.registry.changing import Edit, Registry, Wish
from orchestration.registry.entries import Entry
from orchestration.registry.errors import Clash, Elsewhere, Locked, NotThere, RegistryError
from orchestration.registry.table import CONNECTION_SECRETS, CONNECTIONS
from orchestration.workplace import Workplace
from tests.orchestration.registry.keys import API_KEY, wish, with_env

FILE = '[connections.ridge_haku]\nprovider = "haku"\nowner = "ridge"\n'


def added(registry: Registry, **about: Any) -> Entry:
    """The connection that was added."""
    [entry] = registry.add(wish(**about))
    return entry


def rows(place: Workplace, table: sa.Table) -> int:
    """How many rows a table has."""
    with place.store.connect() as store:
        return store.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_connection_is_there_for_everybody_at_once(place: Workplace, registry: Registry) -> None:
    added(registry, settings={"in_flight": 3})

    found = place.connections()["harbor_runsignup"]

    assert (found.provider, found.owner, found.settings) == (
        "runsignup", "harbor", {"in_flight": 3},
    )  # fmt: skip
    assert found.secret("api_key") == API_KEY


def test_it_is_found_by_id_slug_and_name(place: Workplace, registry: Registry) -> None:
    entry = added(registry)

    found = [
        place.connection(wanted).slug
        for wanted in (entry.id, "harbor_runsignup", "Harbor RunSignup", " harbor runsignup ")
    ]

    assert found == ["harbor_runsignup"] * 4


def test_an_unknown_one_is_answered_with_the_nearest(place: Workplace, registry: Registry) -> None:
    added(registry)

    with pytest.raises(NotThere, match=r"no connection 'harbour_runsinup'\. Perhaps harbor_runsig"):
        place.connection("harbour_runsinup")


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"name": "harbor--RUNSIGNUP"}, "gives the slug harbor_runsignup, and there is"),
        ({"slug": "another"}, "'Harbor RunSignup' gives the slug another, and there is"),
        ({"name": "Ridge Haku"}, "The slug ridge_haku is taken by a connection in a file"),
    ],
)
def test_a_clash_is_refused(place: Workplace, about: dict[str, str], words: str) -> None:
    (place.home / "connections.toml").write_text(FILE)
    registry = Registry.of(place)
    added(registry)

    with pytest.raises(Clash, match=words):
        added(registry, **about)

    assert rows(place, CONNECTIONS) == 1


def test_of_several_all_are_added_or_none(place: Workplace, registry: Registry) -> None:
    with pytest.raises(Clash):
        registry.add(wish("One"), wish("Two"), wish("one"))

    assert (rows(place, CONNECTIONS), rows(place, CONNECTION_SECRETS)) == (0, 0)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"in_flite": 3}, r"There is no setting 'in_flite'\. Perhaps in_flight\?"),
        ({"in_flight": "3"}, "in_flight is a text. It has to be a whole number from 1 to 64"),
        ({"in_flight": 0}, "in_flight is 0. It has to be a whole number from 1 to 64"),
        ({"in_flight": True}, "in_flight is true. It has to be a whole number"),
        ({"base_url": "https://ana:hush@host"}, "base_url is a text. It has to be an address"),
        ({"base_url": "ftp://host"}, "base_url is a text. It has to be an address"),
        ({"brakes": {"empty": "a\0b"}}, "brakes is a table. It has to be a table"),
        ({"api_key": "hush"}, "api_key is a secret: it is asked for"),
        ({"brakes": {"shrink_pct": 101}}, "setting brakes.shrink_pct is 101. Use a number from 0"),
    ],
)
def test_a_setting_that_is_none_is_refused(
    registry: Registry, settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(RegistryError, match=words) as caught:
        added(registry, settings=settings)

    assert "hush" not in str(caught.value)


def test_settings_that_choose_the_entities_are_checked_with_them(registry: Registry) -> None:
    queries = [{"name": "teams", "query": "{ teams { id }", "data_path": "teams"}]

    with pytest.raises(RegistryError, match="query teams cannot be used"):
        registry.add(Wish("Any API", "graphql", settings={"queries": queries}))


def test_what_is_switched_off_may_be_unfinished(registry: Registry) -> None:
    registry.add(Wish("Any API", "graphql", is_active=False))

    with pytest.raises(RegistryError, match=r"the setting queries is missing.*Nothing was changed"):
        registry.change("any_api", Edit(is_active=True))


def test_a_secret_that_the_provider_does_not_know_is_refused(registry: Registry) -> None:
    with pytest.raises(RegistryError, match=r"no secret 'apikey'\. Perhaps api_key\?"):
        added(registry, secrets={"apikey": "hush"})


def test_without_a_key_no_secret_is_kept(place: Workplace) -> None:
    with pytest.raises(Locked, match="`syncline connections new-key` prints one"):
        added(Registry.of(with_env(place, ENCRYPTION_KEY="")))

    assert rows(place, CONNECTIONS) == 0


def test_a_change_leaves_what_it_does_not_name(place: Workplace, registry: Registry) -> None:
    added(registry, settings={"in_flight": 3, "max_retries": 1})

    edit = Edit(
        "Old Harbor", settings={"in_flight": 4, "max_retries": None}, secrets={"api_secret": None}
    )
    entry = registry.change("Harbor RunSignup", edit)

    assert (entry.slug, entry.name, entry.owner) == ("harbor_runsignup", "Old Harbor", "harbor")
    assert entry.settings == {"in_flight": 4}
    assert place.listed("old harbor").secrets == {
        "api_key": "stored", "api_secret": "missing", "webhook_secret": "missing",
    }  # fmt: skip
    assert place.connection("harbor_runsignup").secret("api_key") == API_KEY


def test_a_change_that_changes_nothing_is_not_remembered(
    place: Workplace, registry: Registry
) -> None:
    before = added(registry, settings={"in_flight": 3})

    after = registry.change("harbor_runsignup", Edit(owner="harbor", settings={"in_flight": 3}))

    assert after == before
    assert len(changes_of(place.store, "connection", "harbor_runsignup", limit=9)) == 1


def test_every_change_is_remembered_without_its_values(
    place: Workplace, registry: Registry
) -> None:
    added(registry)
    registry.change("harbor_runsignup", Edit(settings={"in_flight": 4}, secrets={"api_key": "k2"}))
    registry.change("harbor_runsignup", Edit(owner="ridge"))
    registry.change("harbor_runsignup", Edit(is_active=False))
    registry.remove("harbor_runsignup")

    changes = changes_of(place.store, "connection", "harbor_runsignup", limit=9)

    assert [(one.changed_by, one.action, one.detail) for one in changes] == [
        ("ada", "removed", {"provider": "runsignup", "owner": "ridge"}),
        ("ada", "disabled", {"is_active": [True, False]}),
        ("ada", "changed", {"owner": ["harbor", "ridge"]}),
        ("ada", "changed", {"settings": ["in_flight"], "secrets": ["api_key"]}),
        (
            "ada", "added",
            {
                "provider": "runsignup", "owner": "harbor", "settings": [],
                "secrets": ["api_key", "api_secret"],
            },
        ),
    ]  # fmt: skip


def test_a_removed_connection_takes_its_secrets_along(place: Workplace, registry: Registry) -> None:
    added(registry)

    registry.remove("harbor_runsignup")

    assert (rows(place, CONNECTIONS), rows(place, CONNECTION_SECRETS)) == (0, 0)
    with pytest.raises(NotThere, match=r"It was removed on 20\d\d-.* UTC by ada\."):
        place.connection("harbor_runsignup")


def test_a_connection_of_a_file_is_changed_there(place: Workplace) -> None:
    (place.home / "connections.toml").write_text(FILE)

    with pytest.raises(Elsewhere, match=r"ridge_haku stands in \.syncline/connections\.toml"):
        Registry.of(place).remove("ridge_haku")


def test_a_file_goes_before_a_row_of_the_same_slug(place: Workplace, registry: Registry) -> None:
    added(registry, name="Ridge Haku")
    (place.home / "connections.toml").write_text(FILE)

    assert place.connection("ridge_haku").provider == "haku"
    assert [(one.slug, one.source) for one in place.directory.listed()] == [("ridge_haku", "file")]


def test_the_environment_goes_before_what_is_stored(place: Workplace, registry: Registry) -> None:
    added(registry)
    other = with_env(place, SYNCLINE_HARBOR_RUNSIGNUP_API_KEY="from-the-environment")

    assert other.connection("harbor_runsignup").secret("api_key") == "from-the-environment"
    assert other.listed("harbor_runsignup").secrets["api_key"] == "environment"


def test_reading_connections_makes_no_store(embedded: Workplace) -> None:
    assert embedded.connections() == {}
    assert not (embedded.home / "control.db").exists()
