"""What is asked of the list: which hires touch the window, and which have changed."""

from collections.abc import Callable
from datetime import datetime

from extract.kit.answer import Scalar
from extract.providers.current_rms.answers import moment
from extract.providers.current_rms.lists import Question
from extract.providers.current_rms.settings import Window

Bound = Callable[[Scalar], bool]


def touching(window: Window) -> list[Question]:
    """The questions that together find every hire that touches a window, some of them twice.

    Filters are joined by `and`, and one on a moment leaves out what has none: long hires, those
    without an end or any date, and open-ended ones whose planned end has passed are asked for by
    themselves. That both dates lie within the window would lose all of them.
    """
    first, last = window
    began = ("q[starts_at_lteq]", last.isoformat())
    ends = ("q[ends_at_gteq]", first.isoformat())
    is_begun, is_not_over = at_most(last), at_least(first)
    return [
        Question(
            "hires of the window",
            [began, ends],
            lambda head: is_begun(head.starts_at) and is_not_over(head.ends_at),
        ),
        Question(
            "hires without an end", [("q[ends_at_null]", "1")], lambda head: is_blank(head.ends_at)
        ),
        Question(
            "hires without a start",
            [("q[starts_at_null]", "1"), ends],
            lambda head: is_blank(head.starts_at) and is_not_over(head.ends_at),
        ),
        Question(
            "open-ended hires",
            [("q[open_ended_rental_eq]", "true"), began],
            lambda head: head.open_ended_rental is not False and is_begun(head.starts_at),
        ),
    ]


def changed(since: datetime) -> Question:
    """The question for what has changed since a moment, that moment included."""
    is_new = at_least(since)
    return Question(
        f"changes since {since:%Y-%m-%d %H:%M:%S} UTC",
        [("q[updated_at_gteq]", since.isoformat())],
        lambda head: is_new(head.updated_at),
    )


def at_least(bound: datetime) -> Bound:
    """Whether a moment is not before another one; what is no moment may be anything."""
    return lambda value: (found := moment(value)) is None or found >= bound


def at_most(bound: datetime) -> Bound:
    """Whether a moment is not after another one; what is no moment may be anything."""
    return lambda value: (found := moment(value)) is None or found <= bound


def is_blank(value: Scalar) -> bool:
    """Whether no moment can be read from a value."""
    return moment(value) is None
