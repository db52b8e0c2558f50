"""Pushing to ChronoTrack and reading back: entries made, changed, taken out, never by bib."""

import io
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from extract.kit.errors import ConfigError
from push.kit.apply import Applied, apply
from push.kit.planning import make_plan
from push.kit.target import Record
from push.kit.verify import verify
from push.targets.chronotrack import open_target
from tests.push.timed import HARBOR, Timed, chronotrack_connection, runner, timed

PEOPLE = [runner(number) for number in range(1, 31)]


def pushed(box: Timed) -> Applied:
    """What a push of everything does."""
    return apply(box.job, make_plan(box.job), accept=True)


def test_a_person_arrives_with_every_field(store: sa.Engine) -> None:
    one = runner(
        1,
        event_name="5k",
        first_name=" José ",
        gender="male",
        team_name="Salt Marsh Striders",
        phone="+1 555 0100",
        date_of_birth=date(1979, 10, 3),
    )
    with timed(store, [one]) as box:
        applied = pushed(box)

        held = box.entry("runsignup-1")

    wanted = {
        "entry_type": "IND", "entry_status": "CONF", "entry_bib": "2001", "race_id": "201502",
        "reg_choice_id": "33013", "team_id": "701011", "team_name": "Salt Marsh Striders",
        "athlete_first_name": "José", "athlete_last_name": "Runner 1", "athlete_sex": "M",
        "athlete_birthdate": "1979-10-03", "athlete_email": "ana1@example.test",
        "athlete_mobile_phone": "+1 555 0100",
    }  # fmt: skip
    assert {name: held[name] for name in wanted} == wanted
    assert str(applied.seal) == "1 of 1 match"


def test_everybody_arrives_and_nothing_is_sent_again(store: sa.Engine) -> None:
    people = [*PEOPLE, *(runner(number, event_name="5K") for number in range(100, 110))]
    with timed(store, people, batch_size=7) as box:
        first = pushed(box)
        again = make_plan(box.job)

        assert (str(first.seal), len(box.writes())) == ("40 of 40 match", 40)
    assert again.is_empty


def test_only_what_changed_is_sent(store: sa.Engine) -> None:
    with timed(store, PEOPLE[:2]) as box:
        pushed(box)
        box.tamper("runsignup-2", athlete_last_name="Else", wave_name="Elite")
        bodies: list[dict[str, str]] = []
        box.target._session.put_json = (  # type: ignore[attr-defined]
            lambda _path, body, **_more: bodies.append(dict(body))
        )

        pushed(box)

    assert bodies == [{"athlete_last_name": "Runner 2"}]


def test_an_entry_is_known_by_its_external_id_not_by_its_bib(store: sa.Engine) -> None:
    with timed(store, [runner(1, bib_number="101")]) as box:
        plan = make_plan(box.job)

    assert [(one.record_id, one.reason) for one in plan.held_back] == [("runsignup-1", "bib_taken")]


def test_no_empty_bib_is_sent_over_a_set_one(store: sa.Engine) -> None:
    with timed(store, [runner(1, bib_number=None)]) as box:
        pushed(box)
        assert box.entry("runsignup-1")["entry_bib"] == ""
        box.tamper("runsignup-1", entry_bib="0451")

        plan = make_plan(box.job)

        assert plan.is_empty
        assert box.entry("runsignup-1")["entry_bib"] == "0451"


def test_a_race_is_changed_by_its_registration_choice(store: sa.Engine) -> None:
    with timed(store, PEOPLE[:1]) as box:
        pushed(box)
        moved = box.entry("runsignup-1")["entry_id"]
        box.target.send(HARBOR, [Record("runsignup-1", "5K", {"event_name": "5K"})])

        held = box.timer.store.record("entries", moved)

    assert (held["race_name"], held["reg_choice_name"], held["entry_bib"]) == ("5K", "5K", "2001")


def test_a_race_without_a_clear_choice_is_a_row_error(store: sa.Engine) -> None:
    people = [runner(1), runner(2, event_name="5K")]
    with timed(store, people, reg_choices={"5K": "Marathon"}) as box:
        applied = pushed(box)

    assert [(one.record_id, one.reason) for one in applied.rejected] == [
        (
            "runsignup-2",
            "race '5K' has no clear registration choice: put it into this connection's setting "
            "reg_choices",
        )
    ]
    assert applied.confirmed == 1


def test_a_bib_refused_by_the_provider_is_a_row_error(store: sa.Engine) -> None:
    with timed(store, PEOPLE[:3]) as box:
        plan = make_plan(box.job)
        entry = {"entry_bib": "2002"}
        box.fault("hook", f"/event/{HARBOR}/entry?", skip=2, run=lambda: box.timer.store.put(
            "entries", "5500001", entry
        ))  # fmt: skip

        applied = apply(box.job, plan)

    assert [one.record_id for one in applied.rejected] == ["runsignup-2"]
    assert "HTTP 409" in applied.rejected[0].reason
    assert applied.confirmed == 2


def test_somebody_removed_is_taken_out_by_status(store: sa.Engine) -> None:
    with timed(store, PEOPLE) as box:
        pushed(box)
        box.target.withdraw(HARBOR, [Record("runsignup-3", "10 Mile", {})])

        held, plan = box.entry("runsignup-3"), make_plan(box.job)

    assert (held["entry_status"], held["athlete_last_name"]) == ("WITHDRAWN", "Runner 3")
    assert (plan.is_empty, [one.record_id for one in plan.kept]) == (True, ["runsignup-3"])


def test_the_agreed_status_is_configured(store: sa.Engine) -> None:
    with timed(store, PEOPLE[:1], withdrawn_status="DNS") as box:
        pushed(box)
        box.target.withdraw(HARBOR, [Record("runsignup-1", "10 Mile", {})])

        assert box.entry("runsignup-1")["entry_status"] == "DNS"


def test_a_team_is_made_before_its_members(store: sa.Engine) -> None:
    people = [runner(1, team_name="Hill Club"), runner(2, team_name="Hill Club"), runner(3)]
    with timed(store, people) as box:
        applied = pushed(box)

        assert box.writes()[0].path == f"/api/event/{HARBOR}/groups"
        assert len(box.writes()) == 4
        assert box.entry("runsignup-2")["team_id"] == "701013"
    assert str(applied.seal) == "3 of 3 match"


def test_a_team_that_is_refused_costs_only_its_members(store: sa.Engine) -> None:
    with timed(store, [runner(1, team_name="Hill Club"), runner(2)]) as box:
        box.fault("status", f"/event/{HARBOR}/groups", skip=2, status=400)

        applied = pushed(box)

    assert [(one.record_id, one.reason[:27]) for one in applied.rejected] == [
        ("runsignup-1", "team 'Hill Club': HTTP 400 ")
    ]


def test_a_deleted_entry_and_a_tampered_one_are_named(store: sa.Engine) -> None:
    with timed(store, PEOPLE) as box:
        pushed(box)
        box.timer.store.remove("entries", box.entry("runsignup-11")["entry_id"])
        box.tamper("runsignup-12", athlete_email="other@example.test")

        seal = verify(box.job)

    assert (seal.matched, seal.total) == (28, 30)
    assert sorted((one.record_id, one.kind, one.field) for one in seal.differences) == [
        ("runsignup-11", "missing", ""),
        ("runsignup-12", "different", "email"),
    ]


def test_the_import_file_has_the_header_that_is_taken(store: sa.Engine) -> None:
    file = io.StringIO()
    with timed(store, []) as box:
        box.target.events(HARBOR)
        fields = {"first_name": "Per", "last_name": "Ålund, Jr.", "gender": "M"}
        fields |= {"date_of_birth": "1966-01-30", "bib_number": "007"}
        box.target.export_csv(HARBOR, [Record("runsignup-9", "5K", fields)], file)

    assert file.getvalue() == (
        "\ufeffEXTERNAL_ID,TYPE,REG_CHOICE,RACE_NAME,BIB,TAG,BRACKET,FIRST_NAME,LAST_NAME,GENDER,"
        "RACE_AGE,REG_AGE,DOB,CITY,COUNTRY_NAME,COUNTRY_CODE\n"
        'runsignup-9,IND,5K,5K,007,,,Per,"Ålund, Jr.",M,,,30-01-1966,,,\n'
    )


def test_the_import_file_names_the_choices_of_its_own_event(store: sa.Engine) -> None:
    file, other = io.StringIO(), {"race_name": "5K", "reg_choice_name": "Kids"}
    with timed(store, []) as box:
        box.target.events(HARBOR)
        box.target._choices["another"] = {"5K": other}  # type: ignore[attr-defined]
        box.target.export_csv(HARBOR, [Record("runsignup-9", "5K", {})], file)

    assert file.getvalue().splitlines()[1].startswith("runsignup-9,IND,5K,5K,")


def test_an_entry_without_a_name_is_a_bib_without_a_person(store: sa.Engine) -> None:
    with timed(store, []) as box:
        box.timer.store.put(
            "entries", "5500001", {"athlete_first_name": "", "athlete_last_name": ""}
        )

        plan = make_plan(box.job)

    assert [one.bib for one in plan.provider_only if one.is_placeholder] == ["101"]
    assert plan.is_empty


def test_a_batch_of_nothing_is_refused() -> None:
    with pytest.raises(ConfigError, match="batch_size must be 1 or more"):
        open_target(chronotrack_connection("http://127.0.0.1:9", batch_size=0))


def test_a_missing_secret_is_named() -> None:
    connection = replace(chronotrack_connection("http://127.0.0.1:9"), secrets={})

    with pytest.raises(ConfigError, match="secret 'client_id' is missing"):
        open_target(connection)
