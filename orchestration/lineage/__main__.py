"""Reads the queries on standard input, and keeps what each says: started by `keeping` alone."""

import json
import os
import signal
import sys
from pathlib import Path

from sqlglot.errors import SqlglotError

from orchestration.lineage.keeping import Found, write
from orchestration.lineage.reading import Query, columns_of

LOWEST_PRIORITY, MOST_SECONDS = 19, 300
SHOWN_CHARACTERS = 300


def main() -> None:
    """Reads all that was asked for; it ends after five minutes, whatever it is at."""
    os.nice(LOWEST_PRIORITY)
    signal.alarm(MOST_SECONDS)
    for file, given in json.load(sys.stdin).items():
        query = Query(**given)
        write(Path(file), query, _found(query))


def _found(query: Query) -> Found:
    try:
        return Found(columns_of(query))
    except (SqlglotError, RecursionError, AttributeError, TypeError, ValueError, KeyError) as error:
        # Its parser meets some text that it does not know with errors of any kind.
        return Found({}, f"{type(error).__name__}: {error}"[:SHOWN_CHARACTERS])


if __name__ == "__main__":
    main()
