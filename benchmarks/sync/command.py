"""The `syncline` command as it is, which then says what it read and what it served."""

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
    said = json.loads(told.getvalue())
    changes = {one["entity"]: one for one in said["served"]["changes"]}
    report = {
        "fetched": sum(one["fetched"] for one in said["entities"]),
        "changed": changes.get("stripe_customers", {}).get("changed", 0),
        "build_due": said["served"]["build_due"],
    }
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main()
