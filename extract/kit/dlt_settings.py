"""dlt's settings for our loads: these and no others.

dlt seeks each of its hundred settings under every name that the environment and the files of the
folder may have for it, at each load anew. That takes a fifth of a load, and a setting that somebody
made for another pipeline would change ours.
"""

from typing import Any

from dlt.common.configuration.container import Container
from dlt.common.configuration.providers import ConfigProvider
from dlt.common.configuration.specs.pluggable_run_context import PluggableRunContext

SETTINGS = {
    # on by default, should dlt ask once more after its import
    "dlthub_telemetry": False,
    # seconds for which dlt sleeps once when a resource has ended
    "futures_poll_interval": 0.0005,
}


class Settings(ConfigProvider):
    """Gives dlt our settings by their names, whatever section they are asked for."""

    name = "syncline"
    supports_secrets = True
    supports_sections = False

    def get_value(
        self, key: str, hint: type[Any], pipeline_name: str | None, *sections: str
    ) -> tuple[Any, str]:
        """The setting, None where it is left to dlt's default; and its name."""
        return SETTINGS.get(key), key


def settle() -> None:
    """Has dlt ask for settings here, and nowhere else."""
    Container()[PluggableRunContext].providers.providers[:] = [Settings()]
