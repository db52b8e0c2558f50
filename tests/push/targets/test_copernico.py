"""Pushing to Copernico and reading back, in each shape that its answers have."""

import io
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from extract.kit.errors import AuthError, ConfigError
from push.kit.apply import apply
from push.kit.planning import make_plan
from push.kit.target import Record
from push.kit.verify import verify
from push.targets.copernico import open_target
from push.targets.copernico.reading import held_from_participant
from tests.push.sandboxed import SLUG, sandboxed
from tests.push.world import person, sandbox_connection

NO_ID = ("name", "surname", "gender", "birthdate", "dorsal", "event", "club", "e-mail", "phone")


PEOPLE = [person(number, event_name="10 Mile") for number in range(1, 31)]


def test_a_person_arrives_with_every_field(store: sa.Engine) -> None:
    one = person(
        1,
        event_name="10 mile",
        first_name=" José ",
        gender="nonbinary",
        team_name="Hill Club",
        phone="+1 555 0100",
        date_of_birth=date(1979, 10, 3),
    )
    with sandboxed(store, [one]) as box:
        apply(box.job, make_plan(box.job))

        held = box.held("runsignup-1")

    assert held == {
        "id": "runsignup-1",
        "raceId": SLUG,
        "eventId": "10 Mile",
        "event": "10 Mile",
        "name": "José",
        "surname": "Runner 1",
        "gender": "mixed",
        "birthdate": "1979-10-03",
        "dorsal": 1,
        "club": "Hill Club",
        "e-mail": "ana1@example.test",
        "phone": "+1 555 0100",
    }


def test_a_person_without_a_bib_has_no_dorsal(store: sa.Engine) -> None:
    with sandboxed(store, [person(1, event_name="10 Mile", bib_number=None)]) as box:
        apply(box.job, make_plan(box.job))

        assert "dorsal" not in box.held("runsignup-1")


def test_several_races_events_and_chunks_are_sealed(store: sa.Engine) -> None:
    people = [*PEOPLE, *(person(number, event_name="5K") for number in range(100, 140))]
    with sandboxed(store, people, batch_size=20) as box:
        applied = apply(box.job, make_plan(box.job))

        assert (str(applied.seal), box.posts()) == ("70 of 70 match", 4)


def test_a_volunteer_is_held_back_by_the_event_map(store: sa.Engine) -> None:
    with sandboxed(store, [person(1, event_name="Volunteer")], event_map={"volunteer": ""}) as box:
        plan = make_plan(box.job)

    assert [one.reason for one in plan.held_back] == ["excluded_event"]


def test_an_event_that_the_race_does_not_have_is_held_back(store: sa.Engine) -> None:
    with sandboxed(store, [person(1, event_name="Marathon"), *PEOPLE[1:]]) as box:
        applied = apply(box.job, make_plan(box.job))

        assert str(applied.seal) == "29 of 29 match"
        assert box.copernico.store.entrants(SLUG, "Marathon") == []


def test_a_corrected_bib_is_kept_although_it_became_text(store: sa.Engine) -> None:
    with sandboxed(store, PEOPLE) as box:
        apply(box.job, make_plan(box.job))
        box.tamper("runsignup-3", dorsal=903)
        box.tamper("runsignup-4", dorsal=4)

        plan = make_plan(box.job)

        assert plan.is_empty
        assert [(one.record_id, one.provider) for one in plan.kept] == [("runsignup-3", "903")]


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("surname", "Else", "last_name"),
        ("dorsal", 12, "bib_number"),
        ("birthdate", "1990-05-18", "date_of_birth"),
        ("gender", None, "gender"),
        ("phone", "555", "phone"),
        ("e-mail", "", "email"),
    ],
)
def test_one_tampered_record_is_named_and_no_other(
    store: sa.Engine, field: str, value: object, name: str
) -> None:
    with sandboxed(store, PEOPLE) as box:
        apply(box.job, make_plan(box.job))
        box.tamper("runsignup-11", **{field: value})

        seal = verify(box.job)

    assert (seal.matched, seal.total) == (29, 30)
    assert [(one.record_id, one.field) for one in seal.differences] == [("runsignup-11", name)]


def test_a_deleted_record_is_named(store: sa.Engine) -> None:
    with sandboxed(store, PEOPLE) as box:
        apply(box.job, make_plan(box.job))
        box.copernico.store.delete(SLUG, "runsignup-11")

        seal = verify(box.job)

    assert [(one.record_id, one.kind) for one in seal.differences] == [("runsignup-11", "missing")]


@pytest.mark.parametrize("shape", ["list", "data", "results"])
def test_every_shape_of_a_preset_is_read(store: sa.Engine, shape: str) -> None:
    with sandboxed(store, PEOPLE) as box:
        box.switch(preset_shape=shape)

        applied = apply(box.job, make_plan(box.job))

    assert str(applied.seal) == "30 of 30 match"


@pytest.mark.parametrize("as_objects", [False, True])
def test_a_preset_without_ids_is_replaced_by_single_reads(
    store: sa.Engine, *, as_objects: bool
) -> None:
    with sandboxed(store, PEOPLE) as box:
        box.copernico.presets["registrations"] = NO_ID
        box.switch(athletes_as_objects=as_objects)

        applied = apply(box.job, make_plan(box.job))

        assert (str(applied.seal), box.reads("/full")) == ("30 of 30 match", 30)


def test_a_column_that_the_preset_lacks_is_not_compared(store: sa.Engine) -> None:
    with sandboxed(store, PEOPLE) as box:
        box.copernico.presets["registrations"] = ("id", "name", "surname", "dorsal", "event")

        applied = apply(box.job, make_plan(box.job))

        assert str(applied.seal) == "30 of 30 match"
        assert make_plan(box.job).is_empty


def test_bibs_without_a_person_are_reported_and_left(store: sa.Engine) -> None:
    with sandboxed(store, PEOPLE) as box:
        apply(box.job, make_plan(box.job))
        box.copernico.store.register(
            SLUG,
            [{"id": "64D271D9", "name": "Dorsal sin datos", "dorsal": "950", "eventId": "10 Mile"}],
        )

        plan = make_plan(box.job)

    assert plan.is_empty
    assert [(one.record_id, one.is_placeholder) for one in plan.provider_only] == [
        ("64D271D9", True)
    ]


@pytest.mark.parametrize("secret", ["registrations_key", "bearer"])
def test_the_registrations_key_or_token_is_sent_where_it_is_given(
    store: sa.Engine, secret: str
) -> None:
    with sandboxed(store, PEOPLE) as box:
        box.switch(registrations_key="write-key")
        plain = sandbox_connection(box.server.url)
        target = open_target(replace(plain, secrets={**plain.secrets, secret: "write-key"}))

        target.send(SLUG, [Record("runsignup-1", "10 Mile", {"first_name": "Ana"})])

        assert len(box.copernico.store.entrants(SLUG)) == 1


def test_a_missing_registrations_key_stops_the_push(store: sa.Engine) -> None:
    with sandboxed(store, PEOPLE) as box:
        box.switch(registrations_key="write-key")

        with pytest.raises(AuthError):
            apply(box.job, make_plan(box.job))


def test_a_new_event_moves_the_record_and_doubles_nobody(store: sa.Engine) -> None:
    people = [*PEOPLE]
    with sandboxed(store, people) as box:
        apply(box.job, make_plan(box.job))
        people[0] = person(1, event_name="5K")
        job = replace(box.job, people=lambda: people)

        applied = apply(job, make_plan(job))

        assert str(applied.seal) == "30 of 30 match"
        assert [one.key for one in box.copernico.store.entrants(SLUG, "5K")] == ["runsignup-1"]


def test_a_withdrawal_is_listed_for_the_timer(store: sa.Engine) -> None:
    people = [*PEOPLE]
    with sandboxed(store, people) as box:
        apply(box.job, make_plan(box.job))
        people[0] = person(1, event_name="10 Mile", status="removed", removed_reason="deferred")
        job = replace(box.job, people=lambda: people)

        applied = apply(job, make_plan(job))

        assert [(one.record_id, one.reason) for one in applied.listed] == [
            ("runsignup-1", "deferred")
        ]
        assert box.held("runsignup-1")["name"] == "Ana"


def test_the_demo_hosts_shape_of_a_participant_is_read() -> None:
    [held] = held_from_participant({"id": "A", "name": "Nerea", "event": "10K", "dorsal": "101"})

    assert (held.record_id, held.name, held.event, held.bib) == ("A", "Nerea", "10K", "101")


def test_someone_unknown_is_not_found(store: sa.Engine) -> None:
    with sandboxed(store, PEOPLE) as box:
        box.fault("status", "/athlete/gone", status=404)

        assert list(box.target.lookup(SLUG, ["runsignup-1", "gone"])) == []


def test_the_import_file_has_the_documented_columns() -> None:
    file = io.StringIO()
    target = open_target(sandbox_connection("http://127.0.0.1:9"))
    fields = {
        "first_name": 'Ana, "Nan"',
        "last_name": "=Sum",
        "gender": "female",
        "date_of_birth": "1990-05-17",
        "bib_number": "12",
        "event_name": "10K",
    }

    records = [Record("runsignup-1", "10K", fields), Record("runsignup-2", "10K", {})]
    target.export_csv("riverbend-spring-2026", records, file)

    assert file.getvalue() == (
        "id,bib-number,name,surname,gender,birthdate,eventName,club,document\n"
        'runsignup-1,12,"Ana, ""Nan""",=Sum,female,1990-05-17,10K,,\n'
        "runsignup-2,,,,,,,,\n"
    )


def test_a_batch_of_nobody_is_refused() -> None:
    with pytest.raises(ConfigError, match="batch_size must be 1 or more"):
        open_target(sandbox_connection("http://127.0.0.1:9", batch_size=0))
