"""Both provider servers in one process: `python -m sandbox --state DIR [--ready-file FILE]`.

Prints one line of JSON, `{"runsignup": url, "copernico": url}`, once both answer, and ends on
SIGTERM or SIGINT.
"""

from __future__ import annotations

import argparse
import json
import signal
import threading
from pathlib import Path

from sandbox.copernico.app import Copernico
from sandbox.population import build_population
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import serve

STATE_FILE = "copernico.sqlite"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="folder of what is kept")
    parser.add_argument("--ready-file", type=Path, help="file to write the same line to")
    parser.add_argument("--finishers", type=int, help="a smaller population; all without it")
    return parser.parse_args()


def main() -> None:
    """Serve until told to stop."""
    asked = _arguments()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    asked.state.mkdir(parents=True, exist_ok=True)
    population = build_population(finishers=asked.finishers)
    scoring = Copernico(asked.state / STATE_FILE, population=population)
    with serve(RunSignUp(population).app) as one, serve(scoring.app) as two:
        line = json.dumps({"runsignup": one.url, "copernico": two.url})
        if asked.ready_file is not None:
            # Renamed into place, so that nobody reads half a line.
            half = asked.ready_file.with_suffix(".half")
            half.write_text(line + "\n", encoding="utf-8")
            half.rename(asked.ready_file)
        print(line, flush=True)
        stop.wait()
    scoring.close()


if __name__ == "__main__":
    main()
