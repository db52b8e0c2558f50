"""npm's json-graphql-server in a process of its own: a GraphQL API over one file of records."""

import json
import os
import pwd
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import urllib3

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / ".venv/counterparts/node_modules/json-graphql-server/bin/json-graphql-server.cjs"
TEAMS = 250
RECORDS = {
    "teams": [
        {
            "id": number, "name": f"Invented team {number}", "tenant_id": number % 3 + 1,
            "budget": number * 1.5, "is_active": number % 2 == 0,
        }
        for number in range(1, TEAMS + 1)
    ],
    "tenants": [{"id": number, "country": "IT"} for number in range(1, 4)],
}  # fmt: skip


@dataclass(frozen=True)
class JsonServer:
    """The running server."""

    url: str

    def ask(self, query: str) -> dict[str, Any]:
        """The data that it answers to a query, or to a mutation of its records in memory."""
        answer = urllib3.request("POST", self.url, json={"query": query}, timeout=20, retries=False)
        said: dict[str, Any] = json.loads(answer.data)
        assert "errors" not in said, said
        data: dict[str, Any] = said["data"]
        return data


@contextmanager
def json_graphql_server(folder: Path) -> Iterator[JsonServer]:
    """The server on loopback, with all records in it."""
    _install()
    (folder / "data.json").write_text(json.dumps(RECORDS))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        ["node", str(SERVER), "data.json", "-p", str(port), "-h", "127.0.0.1"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert said.startswith("GraphQL server running"), said
            yield JsonServer(f"http://127.0.0.1:{port}/")
        finally:
            process.terminate()


def _install() -> None:
    """Has make install it where it is missing, with the npm of whoever runs the tests."""
    home = pwd.getpwuid(os.getuid()).pw_dir
    made = subprocess.run(
        ["make", "--silent", "counterparts"],
        cwd=ROOT, env={**os.environ, "HOME": home}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    if made.returncode:
        pytest.fail(f"make counterparts, which wants node and npm, failed:\n{made.stderr}")
