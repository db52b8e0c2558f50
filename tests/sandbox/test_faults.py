"""Every fault a server can be told to have."""

import gzip
import time
from typing import Any

import pytest
import urllib3

from sandbox.copernico.app import Copernico
from sandbox.faults import Call, Fault, Faults
from sandbox.runsignup.app import RunSignUp
from tests.sandbox.client import SLUG, Client, person

LIVE = "/rest/race/900101/participants"
EVENT = {"event_id": "910102"}


def ids(elements: list[dict[str, Any]]) -> list[int]:
    return [row["registration_id"] for one in elements for row in one.get("participants", [])]


def test_a_fault_strikes_as_often_as_planned_after_those_it_skips() -> None:
    faults = Faults()
    faults.add(Fault(kind="status", path="/races", skip=1, times=2))

    hits = [len(faults.take(Call("GET", "/api/Races"))) for _ in range(4)]

    assert hits == [0, 1, 1, 0]


def test_a_fault_without_a_count_never_ends() -> None:
    faults = Faults()
    faults.add(Fault(kind="went_empty", times=None))

    assert [len(faults.take(Call("GET", "/"))) for _ in range(3)] == [1, 1, 1]


def test_one_call_has_one_spoilt_reply_and_any_number_of_waits() -> None:
    faults = Faults()
    faults.add(Fault(kind="latency"))
    faults.add(Fault(kind="status"))
    faults.add(Fault(kind="cut"))
    faults.add(Fault(kind="hook"))

    hits = [[fault.kind for fault in faults.take(Call("GET", "/"))] for _ in range(2)]

    assert hits == [["latency", "status", "hook"], ["cut"]]


def test_a_fault_can_be_meant_for_one_query() -> None:
    faults = Faults()
    faults.add(Fault(kind="status", path="page=2"))

    assert faults.take(Call("GET", "/races", {"page": "1"})) == []
    assert len(faults.take(Call("GET", "/races", {"page": "2"}))) == 1


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind of fault 'typo'"):
        Fault(kind="typo")


def test_a_status_comes_with_its_headers(runsignup: RunSignUp, registration: Client) -> None:
    runsignup.faults.add(Fault(kind="status", status=429, headers={"Retry-After": "1"}))

    answer = registration.call("GET", LIVE, **EVENT)

    assert (answer.status, answer.headers["retry-after"]) == (429, "1")
    assert ids(registration.get(LIVE, **EVENT)) == [8, 9]


def test_an_error_body_comes_as_http_200(runsignup: RunSignUp, registration: Client) -> None:
    runsignup.faults.add(Fault(kind="error_body"))

    answer = registration.call("GET", LIVE, **EVENT)

    assert answer.status == 200
    assert answer.json() == {"error": {"error_code": 14, "error_msg": "Request throttled."}}


def test_an_error_body_has_the_shape_of_its_provider(copernico: Copernico, scoring: Client) -> None:
    copernico.faults.add(Fault(kind="error_body", error_code=5, error_msg="Broken"))

    assert scoring.get("/api/races")["result"] == {"code": 5, "message": "Broken"}


def test_a_cut_reply_is_shorter_than_it_says(runsignup: RunSignUp, registration: Client) -> None:
    runsignup.faults.add(Fault(kind="cut"))

    with pytest.raises(urllib3.exceptions.ProtocolError, match="IncompleteRead"):
        registration.call("GET", LIVE, **EVENT)


def test_a_lost_reply_was_stored_all_the_same(copernico: Copernico, scoring: Client) -> None:
    copernico.faults.add(Fault(kind="lost_reply", path="race-registrations"))

    with pytest.raises(urllib3.exceptions.ProtocolError, match="without response"):
        scoring.post(f"/race-registrations/{SLUG}", [person(1)])

    assert scoring.get(f"/api/races/{SLUG}/athletes")["data"] == ["runsignup-1"]


@pytest.mark.parametrize("kind", ["slow", "latency"])
def test_a_slow_reply_is_whole(runsignup: RunSignUp, registration: Client, kind: str) -> None:
    runsignup.faults.add(Fault(kind=kind, seconds=0.2))
    started = time.monotonic()

    found = ids(registration.get(LIVE, **EVENT))

    assert found == [8, 9]
    assert time.monotonic() - started >= 0.2


def test_a_byte_of_a_name_can_be_no_utf8(runsignup: RunSignUp, registration: Client) -> None:
    runsignup.faults.add(Fault(kind="invalid_utf8"))

    assert b'"first_name":"\xffo\xc3\xab"' in registration.call("GET", LIVE, **EVENT).data


def test_text_can_be_encoded_twice(runsignup: RunSignUp, registration: Client) -> None:
    runsignup.faults.add(Fault(kind="mojibake"))

    answer = registration.get(LIVE, **EVENT)

    assert answer[0]["participants"][0]["user"]["first_name"] == "ZoÃ«"


def test_gzip_can_come_unannounced(runsignup: RunSignUp, registration: Client) -> None:
    runsignup.faults.add(Fault(kind="gzip_without_header"))

    answer = registration.call("GET", LIVE, **EVENT)

    assert "content-encoding" not in answer.headers
    assert gzip.decompress(answer.data).startswith(b'[{"event":')


def test_a_page_in_the_middle_can_be_empty(runsignup: RunSignUp, registration: Client) -> None:
    runsignup.faults.add(Fault(kind="empty_page", skip=1))

    found = [
        ids(registration.get(LIVE, **EVENT, page=page, results_per_page="1"))
        for page in ("1", "2", "2")
    ]

    assert found == [[8], [], [9]]


def test_a_page_can_repeat_the_rows_of_the_last(runsignup: RunSignUp, registration: Client) -> None:
    runsignup.faults.add(Fault(kind="repeat_page", skip=1))

    found = [
        ids(registration.get(LIVE, **EVENT, page=page, results_per_page="1")) for page in ("1", "2")
    ]

    assert found == [[8], [8, 9]]


def test_an_answer_can_go_empty_for_good(copernico: Copernico, scoring: Client) -> None:
    copernico.faults.add(Fault(kind="went_empty", times=None))

    assert [scoring.get("/api/races")["data"] for _ in range(2)] == [[], []]


def test_a_registration_can_change_between_two_pages(
    runsignup: RunSignUp, registration: Client
) -> None:
    runsignup.faults.before(LIVE, lambda: runsignup.store.edit(9, {"bib_num": 777}), call=2)

    pages = [
        registration.get(LIVE, **EVENT, page=page, results_per_page="1") for page in ("1", "2")
    ]

    assert pages[0][0]["participants"][0]["bib_num"] == 80
    assert pages[1][0]["participants"][0]["bib_num"] == 777


def test_faults_can_be_planned_over_http(registration: Client) -> None:
    registration.post("/_sandbox/faults", {"kind": "status", "path": "races", "status": 522})

    assert registration.get("/_sandbox/faults")[0]["status"] == 522
    assert registration.call("GET", "/rest/races").status == 522
    assert registration.get("/_sandbox/faults") == []


def test_planned_faults_can_be_forgotten(registration: Client) -> None:
    registration.post("/_sandbox/faults", {"kind": "status"})

    assert registration.call("DELETE", "/_sandbox/faults").json() == []
    assert registration.call("GET", "/rest/races").status == 200


def test_a_fault_that_makes_no_sense_is_refused(registration: Client) -> None:
    answer = registration.call("POST", "/_sandbox/faults", b'{"kind": "status", "size": 1}')

    assert answer.status == 400
