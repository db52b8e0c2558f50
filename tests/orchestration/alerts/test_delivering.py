"""Messages through Apprise itself, to a server here: what arrives, and what is said if not."""

import logging
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from extract.kit.destination import Target
from extract.kit.errors import ConfigError
from orchestration.alerts.delivering import Delivery, Message
from orchestration.alerts.settings import Channel, load_settings
from orchestration.alerts.sweeping import Alerts, Tried
from orchestration.workplace import Workplace
from sandbox.serving import serve

SECRET = "s3cret-pass-word"
MESSAGE = Message("syncline: 1 sync failed for good", "- participants of harbor", "failure")


class Receiver:
    """A server that takes messages, refuses them, or never answers."""

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        self.goes_on = Event()
        routes = [
            Route("/take", self._take, methods=["POST"]),
            Route("/refuse", self._refuse, methods=["POST"]),
            Route("/hang", self._hang, methods=["POST"]),
        ]
        self.app = Starlette(routes=routes)
        self.address = ""

    def channel(self, path: str, name: str = "chat") -> Channel:
        """A channel to one of its paths, with a secret in its address."""
        return Channel(name, f"json://timer:{SECRET}@{self.address}/{path}")

    async def _take(self, request: Request) -> Response:
        self.taken.append(await request.json())
        return Response(status_code=200)

    async def _refuse(self, request: Request) -> Response:
        return Response(f"no such key {request.headers['authorization']}", status_code=401)

    def _hang(self, _request: Request) -> Response:
        self.goes_on.wait(30)
        return Response(status_code=200)


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    """A running one."""
    found = Receiver()
    with serve(found.app) as server:
        found.address = server.url.removeprefix("http://")
        yield found
        found.goes_on.set()


def test_a_message_arrives_as_it_is_meant(receiver: Receiver) -> None:
    outcome = Delivery(receiver.channel("take"), MESSAGE, 20).wait()

    assert outcome == ""
    arrived = receiver.taken[-1]
    assert {name: arrived[name] for name in ("title", "message", "type")} == {
        "title": "syncline: 1 sync failed for good",
        "message": "- participants of harbor",
        "type": "failure",
    }


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("{refusing}", "it answered with status 401"),
        (f"json://timer:{SECRET}@127.0.0.1:9/", "nobody answers there"),
        (f"nosuchscheme://{SECRET}@127.0.0.1/", "its address is none that Apprise knows"),
    ],
)
def test_why_nothing_arrived_is_told_without_the_address(
    receiver: Receiver, url: str, outcome: str, capfd: pytest.CaptureFixture[str]
) -> None:
    channel = Channel("chat", url.format(refusing=receiver.channel("refuse").url))

    found = Delivery(channel, MESSAGE, 20).wait()

    assert found == outcome
    assert SECRET not in "".join(capfd.readouterr())
    assert SECRET not in repr(channel)


def test_a_delivery_that_hangs_is_ended(receiver: Receiver) -> None:
    delivery = Delivery(receiver.channel("hang"), MESSAGE, 3)
    at_once = delivery.outcome()

    outcome = delivery.wait()

    assert at_once is None
    assert outcome == "it took longer than 3 s"


def test_every_channel_is_tested_and_each_says_how_it_went(
    receiver: Receiver, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    urls = f"chat={receiver.channel('take').url} {receiver.channel('refuse').url}"
    place = Workplace(
        tmp_path,
        Target("duckdb", str(tmp_path / "warehouse.duckdb")),
        {"SYNCLINE_ALERT_URLS": urls, "SYNCLINE_ACTOR": "ada"},
    )

    with caplog.at_level(logging.DEBUG):
        tried = Alerts(place).test()

    assert tried == [Tried("chat", None), Tried("channel_2", "it answered with status 401")]
    assert receiver.taken[-1]["message"] == "ada sent this to see whether alerts arrive."
    assert SECRET not in caplog.text
    place.store.dispose()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[channels.chat]\naddress = 'json://u:hush@h'", r"\[channels.chat\] needs a `url`"),
        ("[channels.Chat]\nurl = 'json://u:hush@h'", r"\[channels.Chat\] needs a `url`"),
        ("[chanels.chat]\nurl = 'json://u:hush@h'", "holds chanels; it has"),
        ("[alerts]\nevery = 3", r"\[alerts\] takes group_seconds, heartbeat_hours"),
        ("[alerts]\ngroup_seconds = true", "group_seconds must be a number above 0"),
        ("url = json://u:hush@h", "cannot be read: Invalid value"),
    ],
)
def test_settings_that_say_something_else_are_refused_without_the_address(
    tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "alerts.toml").write_text(text)

    with pytest.raises(ConfigError, match=message) as caught:
        load_settings(tmp_path, {})

    assert "hush" not in str(caught.value)


def test_an_address_of_the_environment_is_one_of_the_channels(tmp_path: Path) -> None:
    (tmp_path / "alerts.toml").write_text("[channels.chat]\nurl = 'json://127.0.0.1/one'")

    found = load_settings(tmp_path, {"SYNCLINE_ALERT_URLS": "json://127.0.0.1/two"})

    assert found.channels == {
        "chat": Channel("chat", "json://127.0.0.1/one"),
        "channel_1": Channel("channel_1", "json://127.0.0.1/two"),
    }


def test_what_is_no_address_in_the_environment_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="SYNCLINE_ALERT_URLS: part 2 is no address") as caught:
        load_settings(tmp_path, {"SYNCLINE_ALERT_URLS": "json://127.0.0.1/two hush"})

    assert "hush" not in str(caught.value)
