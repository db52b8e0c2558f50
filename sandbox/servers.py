"""Every provider's server, as `python -m sandbox` and the demo run it; a provider is one line.

Each package has a module `demo` with two functions: `app(world)`, the ASGI application, and
`connection(url)`, what a connection to it says besides its provider: owner, settings, secrets.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, cast

from sandbox.chronotrack import demo as chronotrack
from sandbox.close import demo as close
from sandbox.copernico import demo as copernico
from sandbox.crowd import Crowd
from sandbox.current_rms import demo as current_rms
from sandbox.graphql import demo as graphql
from sandbox.haku import demo as haku
from sandbox.nowrepblue import demo as nowrepblue
from sandbox.population import Population, build_population
from sandbox.race_roster import demo as race_roster
from sandbox.resources_centre import demo as resources_centre
from sandbox.runsignup import demo as runsignup
from sandbox.stripe import demo as stripe


@dataclass
class World:
    """What the servers share: the folder of what is kept, the size, the population of the race.

    `finishers` makes everything smaller; None is all of them. A `crowd` takes the place of the
    people at each provider of races. `at_end` closes what was opened.
    """

    state: Path
    finishers: int | None = None
    crowd: Crowd | None = None
    at_end: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def population(self) -> Population:
        """Who registers and runs."""
        return build_population(finishers=self.finishers)


class Demo(Protocol):
    """A package's module `demo`."""

    app: Callable[[World], Any]
    connection: Callable[[str], dict[str, Any]]


SERVERS: dict[str, Demo] = {
    "runsignup": cast(Demo, runsignup),
    "copernico": cast(Demo, copernico),
    "nowrepblue": cast(Demo, nowrepblue),
    "race_roster": cast(Demo, race_roster),
    "haku": cast(Demo, haku),
    "chronotrack": cast(Demo, chronotrack),
    "graphql": cast(Demo, graphql),
    "close": cast(Demo, close),
    "resources_centre": cast(Demo, resources_centre),
    "stripe": cast(Demo, stripe),
    "current_rms": cast(Demo, current_rms),
}
