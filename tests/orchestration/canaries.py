"""Planted secrets, every way in which one may be written, and where they are looked for."""

import base64
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, quote_plus

from extract.kit.destination import Target, open_warehouse

TABLES = """
    select table_schema, table_name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
"""
CODE = re.compile("%[0-9A-F]{2}")
SQLITE_MARK = b"SQLite format 3\0"


def spellings(secret: str) -> set[bytes]:
    """A secret plain, in an address, in JSON, and in base64 wherever it stands in what is coded."""
    in_addresses = {quote(secret), quote(secret, safe=""), quote_plus(secret)}
    in_small = {CODE.sub(lambda found: found[0].lower(), text) for text in in_addresses}
    texts = {secret, json.dumps(secret)[1:-1]} | in_addresses | in_small
    return {text.encode() for text in texts} | set(_coded(secret.encode()))


def _coded(secret: bytes) -> Iterator[bytes]:
    """The middle of the secret's base64, at each of the three places where it may begin."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + secret)
        # What shares a letter with what stands before or after it is left out.
        middle = coded[4 if before else 0 : -4]
        yield middle
        yield middle.replace(b"+", b"-").replace(b"/", b"_")


def found_in(text: bytes, secrets: dict[str, str]) -> set[str]:
    """The names of the secrets that stand in a text."""
    return {
        name for name, secret in secrets.items() if any(one in text for one in spellings(secret))
    }


def found_under(home: Path, secrets: dict[str, str]) -> set[str]:
    """The names of the secrets in any file below a folder, with the file; databases row by row."""
    return {
        f"{name} in {path.relative_to(home)}"
        for path in sorted(home.rglob("*"))
        if path.is_file()
        for text in _texts(path)
        for name in found_in(text, secrets)
    }


def _texts(path: Path) -> Iterator[bytes]:
    raw = path.read_bytes()
    yield raw
    if raw.startswith(SQLITE_MARK):
        with closing(sqlite3.connect(path)) as store:
            yield "\n".join(store.iterdump()).encode()
    if path.suffix == ".duckdb":
        yield warehouse_text(Target("duckdb", str(path)))


def warehouse_text(target: Target) -> bytes:
    """Every row of every table of a warehouse, which keeps them compressed."""
    with open_warehouse(target) as warehouse:
        rows = [
            warehouse.fetch(f'select * from "{schema}"."{table}"')
            for schema, table in warehouse.fetch(TABLES)
        ]
    return repr(rows).encode()
