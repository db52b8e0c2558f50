"""The `syncline` command as it is, which then says how many steps it has told."""

import json
import sys
from io import StringIO

from orchestration import screens
from orchestration.cli import app


def main() -> None:
    """Runs the words of the command line.

    Raises: SystemExit when the command did not end well.
    """
    screens.OUT.file = told = StringIO()
    app([*sys.argv[1:], "--json"], standalone_mode=False)
    stories = json.loads(told.getvalue())["stories"]
    sys.stdout.write(json.dumps({"steps": sum(len(story["steps"]) for story in stories)}))


if __name__ == "__main__":
    main()
