"""The audit list: what people did here stands in it at once, under their names."""

from tests.dashboard.browsing import PARTNER, Reader, token


def test_what_is_done_here_stands_in_the_list(reader: Reader) -> None:
    reader.sign_in(token("data_ops"), "/syncs/harbor_runsignup")
    reader.press("Incremental sync")
    reader.sees("is in the queue")

    reader.go("/audit").page.get_by_label("Search").fill("ada harbor_runsignup")

    reader.sees("asked for participants")
    reader.sees("1 to 1 of 1")
    reader.page.get_by_label("Search").fill("eve plan")
    reader.sees("made plan 1")


def test_it_is_for_who_may_see_every_partners_rows(reader: Reader) -> None:
    reader.sign_in(token("data_ops", PARTNER), "/audit")
    reader.sees("This page is for who may see every partner's rows.")

    reader.sign_in(token("viewer"), "/audit")

    reader.sees("This page is not for the role viewer.")
