"""The folder of Dagster's own books; known without importing Dagster."""

import shutil
from pathlib import Path

from orchestration.workplace import Workplace

EMBEDDED = Path(__file__).with_name("embedded.yaml")


def instance_home(place: Workplace) -> Path:
    """The folder of Dagster's settings, made and filled with the embedded ones where it is new."""
    home = Path(place.env.get("DAGSTER_HOME") or place.home / "dagster").resolve()
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "dagster.yaml").exists():
        shutil.copyfile(EMBEDDED, home / "dagster.yaml")
    return home
