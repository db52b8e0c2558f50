"""What assets, schedules and sensors are handed: the workplace they work in."""

import os

from orchestration.workplace import Workplace


class Workshop:
    """Opens the workplace when a run needs it: the given one, or what the environment names then.

    The environment is not read before.
    """

    def __init__(self, place: Workplace | None = None) -> None:
        self._place = place

    def open(self) -> Workplace:
        """The workplace, with the environment as it is now."""
        return self._place or Workplace.here(os.environ)
