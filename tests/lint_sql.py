"""Checks SQL as `sqlfluff lint` does, in half its time.

sqlfluff compiles every macro twice for each file that it looks at. The text of a macro is the
same for all of them: here it is compiled once. Run by `make test`: python -m tests.lint_sql PATH
"""

import gc
import sys
from typing import Any

from jinja2 import Environment
from sqlfluff.cli.commands import lint

compile_anew: Any = Environment.compile


def compile_once(compiled: dict[str, Any]) -> None:
    """Has Jinja keep in `compiled` what it makes of a text without a name, as a macro is."""

    def compile_kept(self: Environment, source: Any, *names: Any, **more: Any) -> Any:
        if not isinstance(source, str) or any(names) or any(more.values()):
            return compile_anew(self, source, *names, **more)
        if source not in compiled:
            compiled[source] = compile_anew(self, source)
        return compiled[source]

    Environment.compile = compile_kept  # type: ignore[method-assign]


def main(paths: list[str]) -> None:
    """Lints the files and folders; ends the process with sqlfluff's exit code."""
    # A parsed file is a great many objects in use, which each collection looks through in vain.
    gc.set_threshold(50_000, 20, 50)
    compile_once({})
    lint(paths)


if __name__ == "__main__":
    main(sys.argv[1:])
