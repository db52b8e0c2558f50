"""Everything at once on one machine: provider servers, Dagster, the service, workers."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from extract.kit.errors import SynclineError
from extract.providers import PROVIDERS
from orchestration.demo.sandboxes import running
from orchestration.queue.queue import Queue
from orchestration.queue.reading import newest
from orchestration.queue.requests import request_for
from orchestration.workplace import ROOT, Workplace

# Longer than the workers have for ending their jobs: whoever is killed leaves them behind.
STOP_SECONDS = 60
LOOK_SECONDS = 0.5
MODULE = "orchestration.definitions"
Say = Callable[[str, str], None]


class ProcessEnded(SynclineError):
    """One of the processes has ended, so that the others were ended too."""


@dataclass(frozen=True)
class Part:
    """One process: its name, and what it is told after the name of this Python."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Ports:
    """Where Dagster's page and the service listen, on this machine only."""

    dagster: int = 3000
    service: int = 8000

    @property
    def urls(self) -> dict[str, str]:
        """What to open in a browser."""
        return {
            "Dagster": f"http://127.0.0.1:{self.dagster}",
            "service": f"http://127.0.0.1:{self.service}/docs",
        }


def parts(ports: Ports) -> list[Part]:
    """The processes, in the order in which they are started."""
    here = ("-m", MODULE, "-d", str(ROOT))
    page = ("-h", "127.0.0.1", "-p", str(ports.dagster))
    service = ("--host", "127.0.0.1", "--port", str(ports.service))
    return [
        Part("worker", ("-m", "orchestration.cli", "work")),
        Part("service", ("-m", "orchestration.cli", "serve", *service)),
        Part("listener", ("-m", "orchestration.cli", "listen")),
        Part("daemon", ("-m", "dagster._daemon", "run", *here)),
        Part("webserver", ("-m", "dagster_webserver", *here, *page)),
    ]


def environment(place: Workplace, *, with_schedules: bool) -> dict[str, str]:
    """The processes' environment: this workplace, Dagster's books in it, nobody told of it."""
    home = place.env.get("DAGSTER_HOME") or str(place.home / "dagster")
    switch = {"SYNCLINE_SCHEDULES": "on"} if with_schedules else {}
    return {
        **place.env,
        **switch,
        "SYNCLINE_HOME": str(place.home),
        "DAGSTER_HOME": home,
        "DAGSTER_DISABLE_TELEMETRY": "true",
        "PYTHONUNBUFFERED": "1",
    }


def run_all(place: Workplace, ports: Ports, say: Say, *, with_schedules: bool = True) -> None:
    """Runs everything until Ctrl-C; none is started again by itself, and all end together.

    Raises: ProcessEnded with the name of the first that ended by itself; SandboxFailed.
    """
    from orchestration.defs.instance import open_instance

    # Before all others, which would make its books at once.
    open_instance(place).dispose()
    env = environment(place, with_schedules=with_schedules)
    with ended_by_any_signal(), running(place) as urls:
        for name, url in {**urls, **ports.urls}.items():
            say(name, url)
        say("queue", first_syncs(place))
        keep_running(parts(ports), env, say)


@contextmanager
def ended_by_any_signal() -> Iterator[None]:
    """Takes a closed terminal and an order to end for Ctrl-C, which ends all processes in order.

    So is Ctrl-C itself where a shell has started the program with that ignored. What comes while
    they are ended is no reason to leave some of them behind; only a second Ctrl-C is.
    """
    orders = (signal.SIGTERM, signal.SIGHUP)

    def end(_number: int, _frame: object) -> None:
        for number in orders:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (*orders, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def first_syncs(place: Workplace) -> str:
    """What was queued so that there is something to see; nothing where anything ever was."""
    if newest(place.store, limit=1):
        return "What was queued before goes on."
    connections = [one for one in place.connections().values() if one.is_active]
    wanted = [
        request_for(one, PROVIDERS[one.provider].operations[-1].name, trigger="schedule")
        for one in connections
    ]
    Queue(place.store).put_many(wanted)
    return f"Queued a first sync of {', '.join(one.slug for one in connections)}."


def keep_running(wanted: Sequence[Part], env: Mapping[str, str], say: Say) -> None:
    """Runs processes until Ctrl-C, or until one of them ends; then ends them all, last one first.

    Raises: ProcessEnded.
    """
    pause = threading.Event()
    with ExitStack() as held:
        started = {
            part.name: held.enter_context(started_process(part, env, say)) for part in wanted
        }
        try:
            while not (ended := [one for one in started.items() if one[1].poll() is not None]):
                pause.wait(LOOK_SECONDS)
        except KeyboardInterrupt:
            return
        name, process = ended[0]
        raise ProcessEnded(
            f"The {name} ended by itself, with code {process.returncode}; the others were ended. "
            "Its last lines say why. What was queued is still queued."
        )


@contextmanager
def started_process(
    part: Part, env: Mapping[str, str], say: Say
) -> Iterator["subprocess.Popen[str]"]:
    """A running process whose lines are passed on under its name; ended at the end."""
    process = subprocess.Popen(
        [sys.executable, *part.words],
        cwd=ROOT,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        # Ctrl-C in the terminal is for this process, which ends the others one by one.
        start_new_session=True,
    )
    reader = threading.Thread(target=_pass_on, args=(part.name, process, say), daemon=True)
    reader.start()
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join(STOP_SECONDS)


def _pass_on(name: str, process: "subprocess.Popen[str]", say: Say) -> None:
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            say(name, line.rstrip())
