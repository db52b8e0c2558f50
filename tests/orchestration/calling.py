"""The command line as a person has it, in a workplace of a test."""

from typer.testing import CliRunner, Result

from orchestration.cli import app
from orchestration.workplace import Workplace


def call(place: Workplace, *words: str, **env: str) -> Result:
    """What `syncline` answers to these words there; Ada calls it."""
    target = place.target
    location = "SYNCLINE_DUCKDB_PATH" if target.engine == "duckdb" else "SYNCLINE_POSTGRES_URL"
    said = {
        "SYNCLINE_HOME": str(place.home),
        "SYNCLINE_ENGINE": target.engine,
        "SYNCLINE_ACTOR": "ada",
        location: target.location,
        **env,
    }
    return CliRunner(env=said).invoke(app, list(words), catch_exceptions=False)
