"""Settings are declared: what is not declared is named with its nearest, what is wrong in words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.kit.errors import ConfigError
from extract.kit.settings import (
    BATCH_SIZE,
    COMMON,
    IN_FLIGHT,
    RETRIES,
    TIMEOUT,
    Setting,
    declared,
    faults,
    nearest,
    number_of,
    value_of,
)
from extract.providers import PROVIDERS

KNOWN = declared(
    [
        BATCH_SIZE,
        Setting("auth", "text", "how", one_of=("simple", "oauth2")),
        Setting("events", "list", "which"),
        Setting("races", "either", "which"),
        Setting("time_zone", "zone", "of what"),
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("batch_size", 1), ("batch_size", 10_000), ("timeout_seconds", 0.1), ("max_retries", 0),
        ("base_url", "http://127.0.0.1:8420/v1"), ("brakes", {"empty": True}), ("auth", "oauth2"),
        ("events", [1, "a"]), ("races", ["a"]), ("races", {"1": "a"}),
        ("time_zone", "Europe/Madrid"),
    ],
)  # fmt: skip
def test_what_is_as_declared_is_taken(name: str, value: Any) -> None:
    assert faults(KNOWN, {name: value}) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("batch_size", 0, "is 0. It has to be a whole number from 1 to 10,000."),
        ("batch_size", 1.5, "is 1.5. It has to be a whole number from 1 to 10,000."),
        ("batch_size", "hush", "is a text. It has to be a whole number from 1 to 10,000."),
        ("timeout_seconds", float("nan"), "is nan. It has to be a number from 0.1 to 3,600."),
        ("max_retries", 10**30, f"is {10**30}. It has to be a whole number from 0 to 20."),
        ("auth", "basic", "is a text. It has to be one of simple, oauth2."),
        ("events", {"a": 1}, "is a table. It has to be a list as [1, 2]."),
        ("events", ["a\0b"], "is a list. It has to be a list as [1, 2]."),
        ("time_zone", "../../etc/passwd", "is a text. It has to be a time zone as Europe/Madrid"),
        ("time_zone", "Middle/Earth", "is a text. It has to be a time zone as Europe/Madrid"),
        ("base_url", "https://host:hush/", "is a text. It has to be an address as https://host"),
        ("base_url", "https://host/?key=hush", "is a text. It has to be an address as https://"),
    ],
)
def test_what_is_not_as_declared_is_said_and_no_text_repeated(
    name: str, value: Any, said: str
) -> None:
    [fault] = faults(KNOWN, {name: value})

    assert f"The setting {name} {said}" in fault
    assert "hush" not in fault


def test_an_unknown_setting_is_answered_with_the_nearest() -> None:
    assert faults(KNOWN, {"batchsize": "hush"}) == [
        "There is no setting 'batchsize'. Perhaps batch_size?"
    ]


def test_where_nothing_is_near_all_are_named() -> None:
    assert nearest("zzz", ["one", "two"]) == "There are one, two."


@given(st.sampled_from(sorted(KNOWN)), JSON)
def test_any_value_is_taken_or_refused_in_words(name: str, value: Any) -> None:
    found = faults(KNOWN, {name: value})

    assert len(found) <= 1
    assert all(one.startswith(f"The setting {name} is ") for one in found)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("batch_size", "50", 50),
        ("timeout_seconds", "2.5", 2.5),
        ("paced", "false", False),
        ("events", '[1, "a"]', [1, "a"]),
        ("brakes", "{ shrink_pct = 5 }", {"shrink_pct": 5}),
        ("brakes", '{"shrink_pct": 5}', {"shrink_pct": 5}),
        ("auth", "50", "50"),
        ("batch_size", "many", "many"),
        ("batch_size", "1\nother = 2", "1\nother = 2"),
        ("brakes", "[" * 100_000, "[" * 100_000),
    ],
)
def test_a_text_becomes_the_value_that_it_stands_for(name: str, text: str, value: Any) -> None:
    known = {**KNOWN, "paced": Setting("paced", "switch", "or not")}

    assert value_of(known[name], text) == value


def test_a_provider_declares_its_own_before_what_all_have() -> None:
    known = declared([TIMEOUT.having(90), IN_FLIGHT])

    assert known["timeout_seconds"].default == 90
    assert {one.name for one in COMMON} < set(known)


@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=lambda one: one.slug)
def test_every_default_is_as_it_is_declared(provider: Any) -> None:
    known = declared(provider.settings)
    defaults = {one.name: one.default for one in known.values() if one.default is not None}

    assert faults(known, defaults) == []


@pytest.mark.parametrize("value", ["3", True, -1, 21])
def test_a_number_of_a_file_is_checked_where_it_is_used(value: Any) -> None:
    with pytest.raises(ConfigError, match=r"The setting max_retries is .* from 0 to 20"):
        number_of({"max_retries": value}, RETRIES, 5)


def test_a_number_that_is_not_set_is_the_usual_one() -> None:
    assert number_of({}, TIMEOUT, 90.0) == 90.0
