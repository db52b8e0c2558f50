"""The provider servers of the demo, as a process of their own, and the connections to them."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from extract.kit.errors import SynclineError
from orchestration.workplace import ROOT, Workplace

START_SECONDS = 60
STOP_SECONDS = 10
TITLE = "Written by the demo: the way to its own servers on this machine. The keys are invented."


class SandboxFailed(SynclineError):
    """The local provider servers did not start."""


Sandboxes = Mapping[str, str]
"""Base URLs of the running servers, by provider."""


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
    urls: dict[str, str] = json.loads(line)
    return urls


def write_connections(path: Path, urls: Sandboxes) -> None:
    """Writes the connections to the servers."""
    import tomlkit

    from sandbox.servers import SERVERS

    connections = {
        f"demo_{slug}": {"provider": slug, **SERVERS[slug].connection(url)}
        for slug, url in urls.items()
    }
    text = tomlkit.dumps({"connections": connections})
    path.write_text(f"# {TITLE}\n{text}", encoding="utf-8")


def run_until_interrupted(place: Workplace, *, as_json: bool) -> None:
    """Keeps the servers up until Ctrl-C.

    Raises: SandboxFailed.
    """
    from orchestration.screens import OUT, show_json

    with running(place) as urls:
        if as_json:
            show_json(urls)
        else:
            for slug, url in urls.items():
                OUT.print(f"{slug:<12} {url}")
            OUT.print("The connections demo_<name> lead here. Ctrl-C ends it.")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return
