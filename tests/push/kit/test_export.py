"""The file for the provider's own import."""

import io

import sqlalchemy as sa

from push.kit.apply import apply
from push.kit.export import export
from push.kit.planning import make_plan
from tests.push.world import person, world


def test_the_file_has_whom_a_push_would_send(store: sa.Engine) -> None:
    made = world(store, [person(1)])
    apply(made.job, make_plan(made.job))
    made.people += [person(2), person(3, event_name="Half")]
    file = io.StringIO()

    count = export(made.job, file)

    assert (count, file.getvalue()) == (1, "runsignup-2\n")


def test_a_row_keeps_the_bib_that_was_corrected_there(store: sa.Engine) -> None:
    made = world(store, [person(1)])
    apply(made.job, make_plan(made.job))
    made.target.held["runsignup-1"]["bib_number"] = "901"
    made.people[0] = person(1, phone="555")

    export(made.job, io.StringIO())

    [row] = made.target.exported
    assert (row.fields["bib_number"], row.fields["phone"]) == ("901", "555")
