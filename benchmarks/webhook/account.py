"""The account at Current RMS as a process: says where it is, ends when its input does."""

import argparse
import json
import sys

from sandbox.current_rms.app import API, CurrentRMS
from sandbox.faults import Fault
from sandbox.serving import serve


def main() -> None:
    """Serves so many opportunities, each answer so late."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--opportunities", type=int, required=True)
    parser.add_argument("--answer-seconds", type=float, required=True)
    given = parser.parse_args()
    account = CurrentRMS(given.opportunities)
    late = Fault("latency", f"{API}/opportunities", times=None, seconds=given.answer_seconds)
    account.faults.add(late)
    with serve(account.app) as server:
        sys.stdout.write(json.dumps({"url": server.url}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
