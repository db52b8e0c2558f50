"""Random worlds: who is pushed first, what the desk does, who is pushed then."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from push.kit.source import Person
from tests.push.battery.boxes import runner

PEOPLE = 7
ANY_PERSON = {
    "event_name": st.sampled_from(["10 Mile", "5K", "Half", "Volunteer"]),
    "bib_number": st.sampled_from(["2001", "2002", "2003", "2900", "101", None]),
    "last_name": st.sampled_from(["Runner", "Else", "Ñandú", None]),
    "gender": st.sampled_from(["female", "nonbinary", None]),
    "team_name": st.sampled_from(["Hill Club", "Salt Marsh Striders", None]),
    "phone": st.sampled_from(["555", "666", None]),
    "status": st.sampled_from(["active", "active", "active", "removed", "vanished"]),
}
OWNERS = st.sampled_from(["source", "target", "newest", "fill_empty"])


@dataclass(frozen=True)
class Touch:
    """What somebody does to one record on the timer's screen; without a field it is removed."""

    number: int
    field: str
    value: str


@dataclass(frozen=True)
class Day:
    """A random world: the people first pushed, what the desk does, the people pushed then."""

    before: list[Person]
    touches: list[Touch]
    now: list[Person]
    owners: dict[str, str]


def people() -> Any:
    """Some of the seven, each as any registration may be."""
    numbers = st.lists(st.integers(1, PEOPLE), unique=True, max_size=PEOPLE)
    return numbers.flatmap(lambda chosen: st.tuples(*map(one, chosen)).map(list))


def one(number: int) -> Any:
    """One registration."""
    return st.builds(runner, st.just(number), **ANY_PERSON)


TOUCHES = st.builds(
    Touch,
    st.integers(1, PEOPLE),
    st.sampled_from(["", "bib_number", "last_name", "phone"]),
    st.sampled_from(["2001", "2900", "Mended"]),
)
DAYS = st.builds(
    Day,
    before=people(),
    touches=st.lists(TOUCHES, max_size=3),
    now=people(),
    owners=st.fixed_dictionaries({"bib_number": OWNERS, "last_name": OWNERS, "phone": OWNERS}),
)
