"""Keeps secrets out of every message and log line."""

import json
import logging
import re
from collections.abc import Callable, Iterable
from functools import partial
from urllib.parse import quote, quote_plus

HIDDEN = "[hidden]"
CODE = re.compile("%[0-9A-F]{2}")
QUERY = re.compile(r"\?[^\s\"'<>]+")


def json_spelling(text: str, *, ascii_only: bool, slashes: str) -> str:
    """`text` as it stands between the quotes of a JSON string."""
    return json.dumps(text, ensure_ascii=ascii_only)[1:-1].replace("/", slashes)


# Some servers write a slash in JSON with a backslash before it, and codes for what is not ASCII.
SPELLS: tuple[Callable[[str], str], ...] = (
    str,
    quote,
    quote_plus,
    partial(quote, safe=""),
    partial(json_spelling, ascii_only=True, slashes="/"),
    partial(json_spelling, ascii_only=True, slashes=r"\/"),
    partial(json_spelling, ascii_only=False, slashes="/"),
    partial(json_spelling, ascii_only=False, slashes=r"\/"),
)


class Redactor(logging.Filter):
    """Replaces each known secret, plain, percent-encoded or as JSON; a filter for loggers too."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._spellings: list[str] = []
        self.hide(*secrets)

    def hide(self, *secrets: str) -> None:
        """Takes in more secrets, such as a token that was handed out on the way."""
        plain = {secret for secret in secrets if secret}
        encoded = {spell(secret) for secret in plain for spell in SPELLS}
        # Percent codes may be written in small letters as well.
        spellings = encoded | {CODE.sub(lambda found: found[0].lower(), text) for text in encoded}
        self._spellings = sorted({*self._spellings, *spellings}, key=len, reverse=True)

    def clean(self, text: str) -> str:
        """`text` without any of the secrets."""
        for spelling in self._spellings:
            text = text.replace(spelling, HIDDEN)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites the record in place, its traceback too, and lets it through."""
        message = record.getMessage()
        cleaned = self.clean(message)
        if cleaned != message:
            record.msg, record.args = cleaned, None
        if record.exc_info:
            record.exc_text = self.clean(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True


class QueryRedactor(Redactor):
    """Leaves no address its query either, for accounts whose addresses carry who calls."""

    def clean(self, text: str) -> str:
        """`text` without any secret and without what follows a question mark."""
        return QUERY.sub(f"?{HIDDEN}", super().clean(text))
