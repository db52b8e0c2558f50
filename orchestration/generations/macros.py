"""The macros of a flip that are pure text, as dbt has them, in Python: the flip has one home."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jinja2 import Environment, StrictUndefined

from orchestration.workplace import ROOT

FOLDER = ROOT / "dbt_project" / "macros" / "versioned"
Move = Mapping[str, Any]


class Macros:
    """The macros, for one engine."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._returned: Any = None
        world = Environment(extensions=["jinja2.ext.do"], undefined=StrictUndefined)
        world.globals["return"] = self._return
        # Those that need dbt are only parsed; what they call is looked up when they are called.
        texts = [file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.sql"))]
        self._macros: Any = world.from_string("\n".join(texts)).module

    def _return(self, value: Any) -> Any:
        # Jinja gives back text only; dbt's return() gives back the thing itself.
        self._returned = value
        return value

    def event_mapping_columns(self) -> str:
        """The columns of the table that says where registration events go."""
        return str(self._macros.event_mapping_columns())

    def kept_generations(self, group: str) -> str:
        """A query of what is kept of a group."""
        return str(self._macros.kept_generations(self._engine, group))

    def moves_back(self, kept: Sequence[Mapping[str, Any]]) -> list[Move]:
        """The flip that serves again what is kept, from the rows of that query."""
        self._macros.moves_back(kept)
        moves: list[Move] = self._returned
        return moves

    def deletions(self, moves: Sequence[Move]) -> str:
        """Statements that find out who goes and who comes back by the moves."""
        return str(self._macros.deletion_statements(self._engine, moves))

    def flip(self, note: Mapping[str, str], moves: Sequence[Move], *, seconds: float) -> str:
        """Statements that make the moves and record them; locks are waited for so long."""
        flip: Callable[..., Any] = self._macros.flip_statement
        return str(flip(self._engine, note, moves, "", seconds))
