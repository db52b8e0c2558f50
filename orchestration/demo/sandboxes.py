"""The provider servers of the demo, as a process of their own, and the connections to them."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from extract.kit.errors import SynclineError
from orchestration.workplace import ROOT, Workplace

START_SECONDS = 60
STOP_SECONDS = 10
# The sandbox's own invented keys; they open nothing but the servers on this machine.
CONNECTIONS = """\
# Written by the demo: the way to its own servers on this machine. The keys open nothing else.
[connections.demo_runsignup]
provider = "runsignup"
owner = "demo_timing"
settings = {{ base_url = "{runsignup}/rest", paced = false }}
secrets = {{ api_key = "{rsu_key}", api_secret = "{rsu_secret}" }}

[connections.demo_copernico]
provider = "copernico"
owner = "demo_timing"
secrets = {{ api_key = "{copernico_key}", login = "{login}" }}

[connections.demo_copernico.settings]
base_url = "{copernico}"
registrations_url = "{copernico}/race-registrations"
paced = false
source = "demo_runsignup"
event_map = {{ Volunteer = "" }}  # volunteers are not timed
races = {{ 900101 = "riverbend-spring-2026", 900102 = "pine-ridge-2026" }}

[connections.demo_nowrepblue]
provider = "nowrepblue"
owner = "demo_agency"
settings = {{ base_url = "{nowrepblue}" }}

[connections.demo_chronotrack]
provider = "chronotrack"
owner = "demo_timing"
secrets = {{ client_id = "{ct_client}", login = "{ct_login}", password = "{ct_password}" }}

[connections.demo_chronotrack.settings]
base_url = "{chronotrack}/api"
paced = false
events = ["70101", "70102"]

[connections.demo_race_roster]
provider = "race_roster"
owner = "demo_timing"
settings = {{ base_url = "{race_roster}/api/v1", paced = false }}
secrets = {{ {race_roster_secrets} }}
"""


class SandboxFailed(SynclineError):
    """The local provider servers did not start."""


@dataclass(frozen=True)
class Sandboxes:
    """Base URLs of the running servers."""

    runsignup: str
    copernico: str
    nowrepblue: str
    race_roster: str
    chronotrack: str


@contextmanager
def running(place: Workplace, finishers: int | None = None) -> Iterator[Sandboxes]:
    """The servers, filled and listening, with their connections written; ended at the end.

    `finishers` makes the race smaller; without it all of them run.

    Raises: SandboxFailed with what the process said.
    """
    state = place.home / "demo"
    state.mkdir(parents=True, exist_ok=True)
    size = [] if finishers is None else ["--finishers", str(finishers)]
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--state", str(state), "--until-eof", *size],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            urls = _urls(process)
            write_connections(state / "connections.toml", urls)
            yield urls
        finally:
            _end(process)


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _urls(process: "subprocess.Popen[str]") -> Sandboxes:
    assert process.stdout is not None
    assert process.stderr is not None
    timer = threading.Timer(START_SECONDS, process.kill)
    timer.start()
    line = process.stdout.readline()
    timer.cancel()
    if not line:
        raise SandboxFailed(f"The local servers did not start: {process.stderr.read()[-500:]}")
    return Sandboxes(**json.loads(line))


def write_connections(path: Path, urls: Sandboxes) -> None:
    """Writes the connections to the servers."""
    from sandbox.chronotrack import access
    from sandbox.copernico.app import API_KEY, LOGIN
    from sandbox.race_roster.app import CREDENTIALS
    from sandbox.runsignup.app import KEY, SECRET

    text = CONNECTIONS.format(
        runsignup=urls.runsignup,
        copernico=urls.copernico,
        nowrepblue=urls.nowrepblue,
        chronotrack=urls.chronotrack,
        ct_client=access.CLIENT_ID,
        ct_login=access.LOGIN,
        ct_password=access.PASSWORD,
        race_roster=urls.race_roster,
        race_roster_secrets=", ".join(f'{name} = "{word}"' for name, word in CREDENTIALS.items()),
        rsu_key=KEY,
        rsu_secret=SECRET,
        copernico_key=API_KEY,
        login=LOGIN,
    )
    path.write_text(text, encoding="utf-8")


def run_until_interrupted(place: Workplace, *, as_json: bool) -> None:
    """Keeps the servers up until Ctrl-C.

    Raises: SandboxFailed.
    """
    from orchestration.screens import OUT, show_json

    with running(place) as urls:
        if as_json:
            show_json(urls)
        else:
            OUT.print(f"RunSignUp  {urls.runsignup}/rest\nCopernico  {urls.copernico}")
            OUT.print(f"NowRepBlue {urls.nowrepblue}\nRace Roster {urls.race_roster}/api/v1")
            OUT.print(f"ChronoTrack {urls.chronotrack}/api")
            OUT.print(
                "Connections demo_runsignup, demo_copernico, demo_nowrepblue, demo_race_roster "
                "and demo_chronotrack lead here. Ctrl-C ends it."
            )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return
