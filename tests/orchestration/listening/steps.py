"""Steps of a random story of an account and its mirror."""

import random

from hypothesis import strategies as st

from sandbox.current_rms.sender import Weather
from tests.orchestration.listening.mirror import Mirror

WEATHER = Weather(lost=0.2, doubled=0.2, shuffled=True)
IDS = st.integers(min_value=1013, max_value=1060)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), IDS, st.text("abc ", max_size=5)),
        st.tuples(st.just("put"), st.integers(3000, 3020), st.just("new")),
        st.tuples(st.just("remove"), IDS, st.just("")),
        st.tuples(st.just("deliver"), st.just(0), st.just("")),
        st.tuples(st.just("follow"), st.just(0), st.just("")),
        st.tuples(st.just("away"), st.just(0), st.just("")),
    ),
    min_size=5,
    max_size=30,
)


def take(mirror: Mirror, dice: random.Random, step: tuple[str, int, str]) -> None:
    """Does one step: a change at the account, a delivery in bad weather, a look at the inbox."""
    what, id_, text = step
    known = mirror.upstream()
    if what == "put":
        mirror.yard.store.put(id_, {"subject": text or None})
    elif what == "remove" and id_ in known:
        mirror.yard.store.remove(id_)
    elif what == "deliver":
        mirror.deliver(dice, WEATHER)
    elif what == "away":
        # The service was down for longer than the account tries.
        mirror.yard.sender.waiting.clear()
    elif what == "follow":
        mirror.follow()


def take_all(mirror: Mirror, dice: random.Random, steps: list[tuple[str, int, str]]) -> None:
    """Does one step after the other."""
    for step in steps:
        take(mirror, dice, step)


def compared(mirror: Mirror) -> tuple[dict[int, str | None], dict[int, str | None]]:
    """The titles that are served and those that the account holds, of what is mirrored."""
    over = {1001, 1002, 1003, 1005}
    wanted = {
        id_: (subject or "").strip() or None
        for id_, subject in mirror.upstream().items()
        if id_ not in over
    }
    served: dict[int, str | None] = {
        id_: subject for id_, subject in mirror.subjects().items() if id_ not in over
    }
    return served, wanted
