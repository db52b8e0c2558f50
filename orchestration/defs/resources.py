"""What assets are handed: the workplace they work in."""

import os

import dagster as dg

from orchestration.workplace import Workplace


class Workshop(dg.ConfigurableResource[Workplace]):
    """Opens the workplace when a run needs it; `home` is the `.syncline` folder, empty for here."""

    home: str = ""

    def open(self) -> Workplace:
        """The workplace with the environment as it is now."""
        env = dict(os.environ)
        if self.home:
            env["SYNCLINE_HOME"] = self.home
        return Workplace.here(env)
