"""Files of other tools become connections, all or none, and what is exported comes back."""

from pathlib import Path
from typing import Any

import pytest

from orchestration.registry.changing import Registry
from orchestration.registry.exporting import exported, to_yaml
from orchestration.registry.importing import UnusableFile, import_connections
from orchestration.workplace import Workplace
from tests.orchestration.registry.keys import API_KEY, API_SECRET, wish, with_env

SECRETS_TOML = """
[runtime]
log_level = "WARNING"
[sources.runsignup]
api_key = "key-one"
runsignup_api_secret = "secret-one"
in_flight = 3
[sources.nowrepblue.studio_blue]
base_url = "https://blue.example/api"
[sources.nowrepblue.studio_blue.credentials]
token = "token-two"
[ridge.sources.haku]
client_id = "id-three"
client_secret = "secret-three"
"""
YAML = """
connections:
  - name: Harbor RunSignup
    provider: runsignup
    owner: harbor
    settings: {in_flight: 2}
    secrets: {api_key: "${HARBOR_KEY}", api_secret: "x-${HARBOR_SECRET}"}
  - slug: off_blue
    provider: nowrepblue
    active: false
"""


def imported(place: Workplace, name: str, text: str) -> list[tuple[str, str, Any, bool]]:
    """The connections that a file gives: slug, provider, settings, whether it is active."""
    (place.home / name).write_text(text, encoding="utf-8")
    import_connections(place, place.home / name)
    return [
        (one.slug, one.provider, one.settings, one.is_active)
        for _, one in sorted(place.connections().items())
    ]


def test_dlts_secrets_become_connections(place: Workplace) -> None:
    found = imported(place, "secrets.toml", SECRETS_TOML)

    assert found == [
        ("ridge", "haku", {}, True),
        ("runsignup", "runsignup", {"in_flight": 3}, True),
        ("studio_blue", "nowrepblue", {"base_url": "https://blue.example/api"}, True),
    ]
    secrets = {slug: dict(one.secrets) for slug, one in place.connections().items()}
    assert secrets == {
        "ridge": {"client_id": "id-three", "client_secret": "secret-three"},
        "runsignup": {"api_key": "key-one", "api_secret": "secret-one"},
        "studio_blue": {"token": "token-two"},
    }


def test_yaml_becomes_connections_with_variables_put_in(place: Workplace) -> None:
    place = with_env(place, HARBOR_KEY=API_KEY, HARBOR_SECRET="${HARBOR_KEY}: #")

    found = imported(place, "connections.yaml", YAML)

    assert found == [
        ("harbor_runsignup", "runsignup", {"in_flight": 2}, True),
        ("off_blue", "nowrepblue", {}, False),
    ]
    assert dict(place.connections()["harbor_runsignup"].secrets) == {
        "api_key": API_KEY, "api_secret": "x-${HARBOR_KEY}: #",
    }  # fmt: skip


def test_what_is_exported_can_be_imported_again(place: Workplace) -> None:
    registry = Registry.of(place)
    registry.add(wish(settings={"in_flight": 2, "brakes": {"empty": True}}))
    text = to_yaml(exported(place.directory.listed()))
    registry.remove("harbor_runsignup")
    variables = {"HARBOR_RUNSIGNUP_API_KEY": API_KEY, "HARBOR_RUNSIGNUP_API_SECRET": API_SECRET}
    other = with_env(place, **{f"SYNCLINE_{name}": value for name, value in variables.items()})

    imported(other, "again.yaml", text)

    found = place.connection("Harbor RunSignup")
    assert (found.owner, found.settings) == ("harbor", {"in_flight": 2, "brakes": {"empty": True}})
    assert dict(found.secrets) == {"api_key": API_KEY, "api_secret": API_SECRET}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.yaml", YAML, "the variable HARBOR_KEY is not set"),
        ("a.yaml", "connections: [{nama: hush}]", "It has 'nama' instead"),
        ("a.yaml", "connections: [{name: [hush]}]", "name, slug, provider and owner are texts"),
        ("a.yaml", "connections: [hush", "it is no YAML, see line 1"),
        ("a.yaml", "a: &a [hush]\nb: [*a, *a]", "it has aliases"),
        ("a.yaml", "!!python/object/apply:os.system [hush]", "it is no YAML"),
        ("a.yaml", "connections: []", "it holds no connection"),
        ("a.yaml", "[" * 5000, "it is no YAML"),
        ("a.yaml", "[hush]", "it has no list `connections`"),
        ("a.yaml", "connections: [{name: a b, provider: runsignop}]", "Perhaps runsignup?"),
        ("a.toml", "[sources.hubspot]\napi_key = 'hush'", r"\[sources.hubspot\] is no provider"),
        ("a.toml", "[sources.haku]\nclient = 'hush'", "no setting 'client'"),
        ("a.toml", "[sources.haku]\nclient_id = hush", "it is no TOML, see line 2"),
        ("a.toml", "[destination.postgres]\ncredentials = 'hush'", "it holds no connection"),
        ("a.json", "hush", "is neither .toml"),
        ("a.yaml", "x" * 1_100_000, "it is larger than 1,048,576 bytes"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_whole(
    embedded: Workplace, name: str, text: str, words: str
) -> None:
    with pytest.raises(UnusableFile, match=words) as caught:
        imported(embedded, name, text)

    assert str(caught.value).endswith("Nothing was added.")
    assert "hush" not in str(caught.value)
    assert embedded.connections() == {}


def test_a_file_that_is_not_there_is_an_error_in_words(embedded: Workplace) -> None:
    with pytest.raises(UnusableFile, match="cannot be read: No such file or directory"):
        import_connections(embedded, Path("nowhere.yaml"))
