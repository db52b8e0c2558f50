"""Dagster's books are made once, however many workers start at the same moment."""

import subprocess
import sys
from pathlib import Path

from orchestration.workplace import ROOT

OPENS = """
import sys
from pathlib import Path
from extract.kit.destination import Target
from orchestration.defs.instance import open_instance
from orchestration.workplace import Workplace

home = Path(sys.argv[1])
open_instance(Workplace(home, Target("duckdb", str(home / "w.duckdb")), {})).dispose()
"""


def test_workers_that_start_at_once_find_one_set_of_books(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPENS, str(tmp_path)]
    workers = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(3)
    ]

    ended = [(worker.communicate()[1][-500:], worker.returncode) for worker in workers]

    assert [code for _, code in ended] == [0, 0, 0], ended
