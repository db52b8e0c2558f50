"""The ledger's rows and states, on both stores."""

from datetime import UTC, datetime

import sqlalchemy as sa

from push.kit.ledger import LEDGER, Ledger
from push.kit.plan import Action, Agreed, Change
from push.kit.settle import settle
from push.kit.target import Held
from tests.push.world import NOON, MemoryTarget


def ledger(store: sa.Engine, connection: str = "to_memory", race: str = "hill") -> Ledger:
    """A ledger whose clock stands at noon."""
    return Ledger(store, connection, race, now=lambda: NOON)


def create(number: int, **fields: str) -> Action:
    """The creation of one record in the 10K."""
    return Action("create", f"r-{number}", "Ana", "10K", {"phone": "1", **fields})


def update(number: int, field: str, old: str, new: str) -> Action:
    """The update of one field of a record in the 10K."""
    return Action("update", f"r-{number}", "Ana", "10K", {field: new}, (Change(field, old, new),))


def test_rows_are_given_back_in_the_order_of_the_actions(any_store: sa.Engine) -> None:
    actions = [create(number) for number in range(3_000)]

    entries = ledger(any_store).intend("plan", actions)

    assert [entry.record_id for entry in entries] == [f"r-{number}" for number in range(3_000)]
    assert entries[0].id < entries[-1].id


def test_a_row_says_what_is_sent_what_was_before_and_when(any_store: sa.Engine) -> None:
    book = ledger(any_store)
    book.mark(book.intend("plan-1", [update(1, "name", "Ana", "José")]), "sent")

    with any_store.connect() as connection:
        row = connection.execute(sa.select(LEDGER)).one()

    assert (row.plan_id, row.connection, row.race, row.event) == (
        "plan-1",
        "to_memory",
        "hill",
        "10K",
    )
    assert (row.record_id, row.action, row.state) == ("r-1", "update", "sent")
    assert (row.fields, row.before) == ({"name": "José"}, {"name": "Ana"})
    assert len(row.content_hash) == 64
    assert row.sent_at.replace(tzinfo=UTC) == datetime(2026, 4, 25, 12, tzinfo=UTC)
    assert (row.settled_at, row.error) == (None, None)


def test_last_sent_merges_only_what_was_confirmed(any_store: sa.Engine) -> None:
    book = ledger(any_store)
    book.mark(book.intend("1", [create(1, name="Ana"), create(2)]), "confirmed")
    book.mark(book.intend("2", [update(1, "phone", "1", "2")]), "confirmed")
    book.mark(book.intend("3", [update(1, "phone", "2", "3")]), "rejected", "no")
    book.mark(book.intend("4", [update(1, "phone", "2", "4")]), "unknown", "no reply")

    assert book.last_sent() == {"r-1": {"phone": "2", "name": "Ana"}, "r-2": {"phone": "1"}}


def test_a_confirmed_withdrawal_forgets_the_record(any_store: sa.Engine) -> None:
    book = ledger(any_store)
    book.mark(book.intend("1", [create(1)]), "confirmed")
    book.mark(book.intend("2", [Action("withdraw", "r-1", "Ana", "10K", {})]), "confirmed")

    assert book.last_sent() == {}


def test_what_is_agreed_counts_as_sent(any_store: sa.Engine) -> None:
    book = ledger(any_store)

    book.agree("1", [Agreed("r-1", "10K", {"phone": "9"})])

    assert book.last_sent() == {"r-1": {"phone": "9"}}
    assert book.counts() == {"confirmed": 1}


def test_connections_and_races_do_not_see_each_other(any_store: sa.Engine) -> None:
    ledger(any_store).intend("1", [create(1)])

    assert ledger(any_store, connection="other").counts() == {}
    assert ledger(any_store, race="other").open_entries() == []


def test_open_rows_are_settled_by_what_the_provider_holds(any_store: sa.Engine) -> None:
    book = ledger(any_store)
    book.intend("1", [create(1), create(2)])
    book.mark(book.intend("1", [create(3)]), "sent")
    book.mark(book.intend("1", [create(4)]), "unknown", "no reply")
    held = {"r-1": Held("r-1", "Ana", {"phone": "1"})}

    settle(book, MemoryTarget(), book.open_entries(), held)

    with any_store.connect() as connection:
        rows = connection.execute(
            sa.select(LEDGER.c.state, LEDGER.c.error).order_by(LEDGER.c.id)
        ).all()
    assert [tuple(row) for row in rows] == [
        ("confirmed", None),
        ("rejected", "never arrived: not there when looked up after an interrupted push"),
        ("rejected", "the provider took it, but does not hold it when read back"),
        ("rejected", "never arrived: not there when looked up after a call without an answer"),
    ]


def test_an_update_arrived_when_any_changed_field_shows_it(store: sa.Engine) -> None:
    book = ledger(store)
    both = Action(
        "update",
        "r-1",
        "Ana",
        "10K",
        {"phone": "2", "bib_number": "20"},
        (Change("phone", "1", "2"), Change("bib_number", "10", "20")),
    )
    book.intend("1", [both])

    settled = settle(
        book,
        MemoryTarget(),
        book.open_entries(),
        {"r-1": Held("r-1", "Ana", {"phone": "2", "bib_number": "30"})},
    )

    assert [entry.record_id for entry in settled.confirmed] == ["r-1"]


def test_an_update_did_not_arrive_when_nothing_shows_it(store: sa.Engine) -> None:
    book = ledger(store)
    book.intend("1", [update(1, "phone", "1", "2")])

    settled = settle(
        book, MemoryTarget(), book.open_entries(), {"r-1": Held("r-1", "Ana", {"phone": "1"})}
    )

    assert [entry.record_id for entry in settled.missing] == ["r-1"]


def test_the_providers_ids_are_those_learned_last(any_store: sa.Engine) -> None:
    book = ledger(any_store)
    book.intend("1", [create(1), create(2), create(3)])
    book.remember({"r-1": "901", "r-2": "902"})
    book.intend("2", [update(1, "phone", "1", "2"), update(2, "phone", "1", "2")])
    book.remember({"r-1": "911", "r-2": ""})

    assert book.provider_ids() == {"r-1": "911"}
    assert ledger(any_store, race="other").provider_ids() == {}


def test_a_confirmed_creation_keeps_the_id_it_was_found_under(any_store: sa.Engine) -> None:
    book = ledger(any_store)
    book.mark(book.intend("1", [create(1)]), "unknown", "no reply")
    held = {"r-1": Held("r-1", "Ana", {"phone": "1"}, provider_id="901")}

    settle(book, MemoryTarget(), book.open_entries(), held)

    assert book.provider_ids() == {"r-1": "901"}


def test_rows_are_found_by_the_number_of_their_plan(any_store: sa.Engine) -> None:
    book = ledger(any_store)
    book.mark(book.intend("a", [create(1), create(2)], number=7), "confirmed")
    book.mark(book.intend("a", [create(3)], number=7), "rejected", "no")
    book.mark(book.intend("a", [create(4)], number=8), "confirmed")

    assert [entry.record_id for entry in book.done_by(7)] == ["r-1", "r-2"]
    assert book.tried_by(7) == {"r-1", "r-2", "r-3"}
