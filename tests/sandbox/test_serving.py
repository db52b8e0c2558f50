"""Servers in a thread, and both of them as a program of their own."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import urllib3

from sandbox.faults import Call
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import serve
from tests.sandbox.client import SLUG, person, tiny

KEY = {"x-api-key": "sandbox-copernico-key"}


def start(state: Path) -> tuple["subprocess.Popen[bytes]", dict[str, str]]:
    """The program and the URLs it prints."""
    ready = state / "ready.json"
    command = [sys.executable, "-m", "sandbox", "--state", str(state), "--finishers", "20"]
    process = subprocess.Popen([*command, "--ready-file", str(ready)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout as lines:
        urls = json.loads(lines.readline())
    assert json.loads(ready.read_text()) == urls
    return process, urls


def test_a_server_keeps_a_log_of_its_calls(pool: urllib3.PoolManager) -> None:
    with serve(RunSignUp(tiny()).app) as server:
        pool.request("GET", f"{server.url}/rest/races?page=2", retries=False)
        pool.request("GET", f"{server.url}/_sandbox/faults", retries=False)

    assert server.requests == [Call("GET", "/rest/races", {"page": "2"})]


def test_two_servers_run_beside_each_other() -> None:
    with serve(RunSignUp(tiny()).app) as one, serve(RunSignUp(tiny()).app) as two:
        assert one.url != two.url


def test_the_program_serves_both_and_ends_when_told(
    tmp_path: Path, pool: urllib3.PoolManager
) -> None:
    process, urls = start(tmp_path)

    races = pool.request("GET", f"{urls['copernico']}/api/races", headers=KEY).json()
    public = pool.request("GET", f"{urls['runsignup']}/rest/race/900101?format=json").json()
    process.send_signal(signal.SIGTERM)

    assert races["data"] == ["riverbend-spring-2026", "pine-ridge-2026"]
    assert public["race"]["name"] == "Riverbend Spring Races"
    assert process.wait(timeout=30) == 0


def test_participants_outlive_a_killed_program(tmp_path: Path, pool: urllib3.PoolManager) -> None:
    killed, urls = start(tmp_path)
    body = json.dumps([person(1)]).encode()
    pool.request("POST", f"{urls['copernico']}/race-registrations/{SLUG}", body=body)
    killed.kill()
    killed.wait(timeout=30)

    again, urls = start(tmp_path)
    held = pool.request("GET", f"{urls['copernico']}/api/races/{SLUG}/athletes", headers=KEY)
    again.terminate()

    assert held.json()["data"] == ["runsignup-1"]
    assert again.wait(timeout=30) == 0


def test_the_servers_end_with_their_parent(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sandbox", "--state", str(tmp_path), "--finishers", "200"]
    process = subprocess.Popen(
        [*command, "--until-eof"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert "runsignup" in process.stdout.readline()

    process.communicate("", timeout=30)

    assert process.returncode == 0
