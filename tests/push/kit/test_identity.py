"""Who a record at the provider is, by the ids that are remembered and those that it shows."""

from push.kit.identity import Known
from push.kit.target import Held

KNOWN = Known({"runsignup-1": "901", "runsignup-2": "902"})


def held(record_id: str, provider_id: str) -> Held:
    """A record that shows one id and has another of the provider's own."""
    return Held(record_id, "Ana", {}, provider_id=provider_id)


def test_a_remembered_id_names_the_record_whatever_it_shows() -> None:
    shown = [held("entry:901", "901"), held("their-id", "902")]

    assert [KNOWN.named(one).record_id for one in shown] == ["runsignup-1", "runsignup-2"]


def test_a_record_without_a_remembered_id_is_what_it_shows() -> None:
    shown = [held("runsignup-3", "903"), held("runsignup-4", "")]

    assert [KNOWN.named(one).record_id for one in shown] == ["runsignup-3", "runsignup-4"]


def test_an_id_that_was_given_to_another_of_ours_is_that_ones() -> None:
    assert KNOWN.named(held("runsignup-2", "901")).record_id == "runsignup-2"


def test_of_two_of_one_id_the_known_one_is_preferred() -> None:
    known, copy = held("runsignup-1", "901"), held("runsignup-1", "950")

    assert (KNOWN.prefers(known, copy), KNOWN.prefers(copy, known)) == (True, False)
    assert Known({}).prefers(known, copy) is False


def test_only_what_is_new_is_learned() -> None:
    rows = [held("runsignup-1", "901"), held("runsignup-2", "952"), held("runsignup-3", "903")]
    by_id = {one.record_id: one for one in rows}

    assert KNOWN.learned(by_id, [*by_id, "runsignup-4"]) == {
        "runsignup-2": "952",
        "runsignup-3": "903",
    }


def test_a_record_whose_id_went_to_another_has_none_left() -> None:
    assert KNOWN.learned({"runsignup-2": held("runsignup-2", "901")}, ["runsignup-2"]) == {
        "runsignup-1": "",
        "runsignup-2": "901",
    }
