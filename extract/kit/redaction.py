"""Keeps secrets out of every message and log line."""

import logging
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

HIDDEN = "[hidden]"


class Redactor(logging.Filter):
    """Replaces each known secret, plain or percent-encoded; also a filter for a library's logger."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        plain = {secret for secret in secrets if secret}
        spellings = {spell(s) for s in plain for spell in (str, quote, quote_plus)}
        self._spellings = sorted(spellings, key=len, reverse=True)

    def clean(self, text: str) -> str:
        """`text` without any of the secrets."""
        for spelling in self._spellings:
            text = text.replace(spelling, HIDDEN)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites the record in place and lets it through."""
        message = record.getMessage()
        cleaned = self.clean(message)
        if cleaned != message:
            record.msg, record.args = cleaned, None
        return True
