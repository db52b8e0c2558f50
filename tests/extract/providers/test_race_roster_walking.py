"""Race Roster's walk by offset: it ends with every server."""

from collections.abc import Iterator
from itertools import cycle

import msgspec

from extract.providers.race_roster.answers import participant_id_of
from extract.providers.race_roster.walking import Answer, Walk
from tests.extract.lists import NOON


def answer(*ids: int, total: int | None = None) -> Answer:
    """A page of participants."""
    rows = [msgspec.Raw(b'{"participantId":%d}' % one) for one in ids]
    return Answer(rows, total, NOON)


def walked(walk: Walk, answers: Iterator[Answer]) -> list[int]:
    """How many rows each page of a walk has that is given these answers in turn."""
    return [len(page.rows) for page in walk.pages(lambda _offset: next(answers))]


def test_pages_that_take_turns_for_ever_end_the_walk() -> None:
    walk = Walk(participant_id_of)

    assert walked(walk, cycle([answer(1, 2), answer(3, 4)])) == [2, 2, 2]
    assert walk.flaw == (
        "the page from row 6 on brings nothing new, as the one before it, so the server seems to "
        "ignore `offset`"
    )


def test_a_page_that_was_only_moved_does_not_end_the_walk() -> None:
    walk = Walk(participant_id_of)
    pages = [answer(1, 2), answer(3, 4), answer(2, 3), answer(5, 6), answer(), answer()]

    assert walked(walk, iter(pages)) == [2, 2, 2, 2]
    assert walk.flaw == "2 of its rows came twice, so it moved while it was read"
