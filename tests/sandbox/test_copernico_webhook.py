"""The notices that Copernico sends."""

import pytest
import urllib3

from sandbox.copernico.webhook import Sender
from sandbox.faults import Call
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import serve
from tests.sandbox.client import SLUG, tiny

SENDER = Sender("http://127.0.0.1:9/hook", "shared", SLUG)


@pytest.mark.parametrize("kind", ["creation", "deletion"])
def test_people_who_come_and_go_are_listed(kind: str) -> None:
    notice = SENDER.notice(kind, ["a", "b"], event="10 Mile")

    assert (notice["type"], notice["participantsIds"]) == (kind, ["a", "b"])
    assert (notice["apiKey"], notice["copernicoId"]) == ("shared", SLUG)


@pytest.mark.parametrize("kind", ["detection", "modification"])
def test_a_passage_is_told_of_one_person(kind: str) -> None:
    notice = SENDER.notice(kind, ["a"], event="10 Mile", point="5 Mile")

    assert notice["participantId"] == "a"
    assert notice["extraData"] == {"point": "5 Mile", "event": "10 Mile", "location": "arch"}


def test_another_type_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind of notice 'finish'"):
        SENDER.notice("finish", ["a"], event="10 Mile")


def test_a_notice_is_posted(pool: urllib3.PoolManager) -> None:
    with serve(RunSignUp(tiny()).app) as server:
        sender = Sender(f"{server.url}/rest/hook", "shared", SLUG)
        status = sender.send("detection", ["a"], event="10 Mile")

    assert status == 200
    assert server.requests == [Call("POST", "/rest/hook")]
