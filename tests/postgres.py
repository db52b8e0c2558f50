"""A PostgreSQL server of one's own, and empty databases on it: for the tests and the benchmarks."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import conninfo, sql

OLDEST_VERSION = 15
MISSING = (
    f"PostgreSQL {OLDEST_VERSION} or newer is needed: install Debian's `postgresql` "
    "(apt-get install postgresql), or set SYNCLINE_TEST_POSTGRES_URL to a server where "
    "databases may be created"
)
ICU_ORDER = ("--locale-provider=icu", "--icu-locale=en-US")
"""Text sorts unlike on DuckDB, so that a result which depends on the collation shows."""
START_ATTEMPTS = 3


class PostgresMissingError(RuntimeError):
    """No usable PostgreSQL is on this machine; the message says what to install."""


def binaries() -> Path:
    """The folder of the newest server programs.

    Raises:
        PostgresMissingError: none is installed, or only older ones than the project supports.
    """
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    versions = {_version(folder): folder for folder in folders if (folder / "pg_ctl").exists()}
    if not versions or max(versions) < OLDEST_VERSION:
        raise PostgresMissingError(MISSING)
    return versions[max(versions)]


def _version(folder: Path) -> int:
    shown = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"\d+", shown)
    return int(found[0]) if found else 0


@contextmanager
def cluster(settings: Mapping[str, str], order: tuple[str, ...] = ICU_ORDER) -> Iterator[str]:
    """The URL of a new server on a free loopback port, stopped and deleted afterwards."""
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="syncline-postgres-"))
    data, user = folder / "data", _server_user()
    if user:
        shutil.chown(folder, user)
    with _stopped_with_us(programs, folder, user):
        _create(programs, data, order, user)
        port = _start(programs, data, settings, user)
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"


@contextmanager
def _stopped_with_us(programs: Path, folder: Path, user: str | None) -> Iterator[None]:
    # The guard waits for the end of its input, which comes also when this process is killed.
    clean_up = 'read _; "$1" stop -D "$2/data" -m immediate -w; rm -rf "$2"'
    guard = subprocess.Popen(
        ["/bin/sh", "-c", clean_up, "guard", programs / "pg_ctl", folder],
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        guard.communicate()


def _server_user() -> str | None:
    # The server refuses to run as root. Debian's package brings this user along.
    return "postgres" if os.geteuid() == 0 else None


def _create(programs: Path, data: Path, order: tuple[str, ...], user: str | None) -> None:
    access = ("-U", "postgres", "-A", "trust")
    text = ("-E", "UTF8", "--locale=C.UTF-8", *order)
    _run(programs / "initdb", "-D", data, "--no-sync", *access, *text, user=user)


def _start(programs: Path, data: Path, settings: Mapping[str, str], user: str | None) -> int:
    options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", **settings}
    (data / "postgresql.auto.conf").write_text(
        "".join(f"{name} = '{value}'\n" for name, value in options.items())
    )
    log = data / "server.log"
    for attempt in range(1, START_ATTEMPTS + 1):
        port = _free_port()
        control = ("start", "-D", data, "-l", log, "-w", "-o", f"-p {port}")
        try:
            _run(programs / "pg_ctl", *control, user=user)
            return port
        except subprocess.CalledProcessError:
            # Another process may have taken the port since it was found free.
            if attempt == START_ATTEMPTS:
                raise RuntimeError(f"PostgreSQL does not start:\n{log.read_text()}") from None
    raise AssertionError("unreachable")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(*command: str | Path, user: str | None) -> None:
    subprocess.run(
        command,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        # pg_ctl leaves its output open in the server, so a pipe would never close.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """The URL of a new empty database on the server, dropped afterwards."""
    name = f"syncline_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as server:
        if server.info.server_version < OLDEST_VERSION * 10_000:
            raise PostgresMissingError(MISSING)
        server.execute(
            # copying the files of an empty database is quicker than logging each of its pages
            sql.SQL("create database {} template template0 strategy file_copy").format(
                sql.Identifier(name)
            )
        )
    try:
        yield database_url(server_url, name)
    finally:
        with psycopg.connect(server_url, autocommit=True) as server:
            server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def database_url(server_url: str, name: str) -> str:
    """The server's URL with another database in it."""
    parts = conninfo.conninfo_to_dict(server_url)
    user = f"{parts['user']}:{parts['password']}" if parts.get("password") else parts["user"]
    return f"postgresql://{user}@{parts['host']}:{parts.get('port') or 5432}/{name}"
