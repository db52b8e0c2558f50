"""Which scoring event a source event is."""

import pytest

from push.kit.events import Events


@pytest.mark.parametrize(
    "source", ["Media Maratón", "media maraton", "  MEDIA   MARATÓN ", "Medio", "medio"]
)
def test_a_name_matches_without_case_accents_and_spaces(source: str) -> None:
    events = Events(["Media Maratón", "5K"], {"Medio": "Media Maratón"})

    assert events.match(source) == "Media Maratón"


def test_an_unknown_name_matches_nothing() -> None:
    events = Events(["10K"], {})

    assert events.match("Half") is None


def test_a_name_that_fits_two_events_matches_only_the_exact_one() -> None:
    events = Events(["10k", "10K"], {})

    assert events.match("10K") == "10K"
    assert events.match(" 10K ") is None


def test_a_name_that_two_events_have_matches_neither() -> None:
    events = Events(["10K", "10K", "5K"], {"Five": "5K"})

    assert [events.match(name) for name in ("10K", "10k", "Five")] == [None, None, "5K"]


def test_only_an_event_mapped_to_nothing_is_excluded() -> None:
    events = Events(["10K"], {"Volunteer": None, "Ten": "10K"})

    assert [events.is_excluded(name) for name in ("volunteer", "Ten", "10K")] == [
        True,
        False,
        False,
    ]
