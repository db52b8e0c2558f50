"""One delivery, in a process of its own: Apprise may hang, log or crash here and harm nobody.

Reads one JSON object (url, title, body, kind, seconds) and writes why it was not delivered, an
empty text if it was. Nothing of the address is in it.
"""

import json
import logging
import re
import signal
import sys
from typing import Any

ANSWERED = re.compile(r"error=(\d{3})\b")
NO_CONNECTION = "connection error"


class Heard(logging.Handler):
    """Keeps what Apprise logs, which may hold the address, to find a status in it."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps one record."""
        self.words.append(record.getMessage())

    def reason(self) -> str:
        """Why a delivery failed, in words of our own."""
        said = " ".join(self.words)
        if found := ANSWERED.search(said):
            return f"it answered with status {found[1]}"
        if NO_CONNECTION in said.lower():
            return "nobody answers there"
        return "it did not take the message"


def deliver(order: dict[str, Any]) -> str:
    """Why the message was not delivered; an empty text if it was."""
    heard = Heard()
    # Apprise's own logger would hand on to others what it hears; this one keeps it here.
    logger = logging.getLogger("apprise")
    logger.addHandler(heard)
    logger.propagate = False
    from apprise import Apprise, AppriseAsset, NotifyFormat
    from apprise.common import PersistentStoreMode

    asset = AppriseAsset(
        app_id="syncline",
        app_desc="syncline",
        async_mode=False,
        secure_logging=True,
        storage_mode=PersistentStoreMode.MEMORY,
    )
    sender = Apprise(asset=asset)
    if not sender.add(order["url"]):
        return "its address is none that Apprise knows"
    done = sender.notify(
        title=order["title"],
        body=order["body"],
        notify_type=order["kind"],
        body_format=NotifyFormat.TEXT,
        interpret_escapes=False,
    )
    return "" if done else heard.reason()


def main() -> None:
    """Carries out the order that stands on standard input."""
    order = json.load(sys.stdin)
    # Whoever gave the order may be gone by then.
    signal.alarm(int(order["seconds"]) + 1)
    sys.stdout.write(json.dumps(deliver(order)))


if __name__ == "__main__":
    main()
