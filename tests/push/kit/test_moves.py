"""What has moved since a plan was made, in words."""

from push.kit.moves import moves
from push.kit.plan import Action, Change, HeldBack, Plan

EVENTS = ("10K", "5K")


def plan(*, events: tuple[str, ...] = EVENTS, **parts: tuple[Action, ...]) -> Plan:
    """A plan of one race."""
    return Plan("to_memory", "hill", 0, 0, events=events, **parts)  # type: ignore[arg-type]


def update(new: str, old: str = "1") -> Action:
    """An update of Ana's phone."""
    fields = {"phone": new}
    return Action("update", "r-1", "Ana", "10K", fields, (Change("phone", old, new),))


def create(number: int = 1, **fields: str) -> Action:
    """The creation of a record."""
    return Action("create", f"r-{number}", "Ana", "10K", fields)


def test_another_value_is_named() -> None:
    told = moves(plan(updates=(update("2"),)), plan(updates=(update("3"),)))

    assert told == ["Ana (r-1) is to be updated otherwise: phone '2', now '3'"]


def test_another_value_at_the_provider_is_named() -> None:
    told = moves(plan(updates=(update("2"),)), plan(updates=(update("2", old="9"),)))

    assert told == ["Ana (r-1) is to be updated otherwise: phone is no longer '1' there"]


def test_something_else_to_be_done_is_named() -> None:
    told = moves(plan(creates=(create(),)), plan(updates=(update("2"),)))

    assert told == ["Ana (r-1) was to be created, is now to be updated"]


def test_an_update_that_is_new_tells_its_fields() -> None:
    told = moves(plan(), plan(updates=(update("2"),)))

    assert told == ["Ana (r-1) is now to be updated, phone '1' -> '2'"]


def test_somebody_who_is_held_back_now_tells_why() -> None:
    back = HeldBack("r-1", "Ana", "10K", "7", "bib_taken", "bib 7 is worn by Eva")
    fresh = Plan("to_memory", "hill", 0, 0, held_back=(back,), events=EVENTS)

    told = moves(plan(creates=(create(),)), fresh)

    assert told == ["Ana (r-1) is no longer to be created: bib 7 is worn by Eva"]


def test_another_reason_alone_is_told_as_such() -> None:
    one, two = (Action("withdraw", "r-1", "", "10K", {}, (), why) for why in ("moved", "refunded"))

    told = moves(plan(withdrawals=(one,)), plan(withdrawals=(two,)))

    assert told == [
        "a record without a name (r-1) is to be withdrawn otherwise: the reason or what is held "
        "has changed"
    ]


def test_events_that_came_and_went_are_named() -> None:
    told = moves(plan(), plan(events=("Half", "Swim", "Walk")))

    assert told == [
        "event '10K' is gone at the provider",
        "event '5K' is gone at the provider",
        "event 'Half' is new at the provider",
        "event 'Swim' is new at the provider",
        "event 'Walk' is new at the provider",
    ]


def test_of_many_records_the_first_are_named_and_the_rest_counted() -> None:
    told = moves(plan(creates=tuple(create(number) for number in range(9))), plan())

    assert [line[:9] for line in told] == [
        "Ana (r-0)", "Ana (r-1)", "Ana (r-2)", "Ana (r-3)", "Ana (r-4)", "and 4 mor",
    ]  # fmt: skip
