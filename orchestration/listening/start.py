"""The listener as a process, which ends in order on SIGTERM and Ctrl-C."""

import logging
import signal
import sys
from types import FrameType

from filelock import FileLock, Timeout

from extract.kit.errors import SynclineError
from orchestration.listening.follower import Follower
from orchestration.workplace import Workplace

LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
LOCK = "listen.lock"


class ListensAlready(SynclineError):
    """Another process listens at this workplace: two would read each record twice."""


def listen(place: Workplace) -> None:
    """Follows the inbox until the process is told to stop.

    Raises: ListensAlready; ConfigError when the control store cannot be opened.
    """
    logging.basicConfig(stream=sys.stderr, format=LINE, level=logging.INFO)
    follower = Follower(place)

    def stop(_number: int, _frame: FrameType | None) -> None:
        follower.stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    place.home.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(place.home / LOCK, timeout=0):
            follower.run()
    except Timeout:
        raise ListensAlready(
            f"Another process listens at {place.home}. One is enough; end it to start this one."
        ) from None
