"""The webhooks that providers keep for us, one line for each provider that has any."""

from push.hooks.current_rms import KEEPER as CURRENT_RMS
from push.hooks.keeper import Keeper

KEEPERS: dict[str, Keeper] = {
    "current_rms": CURRENT_RMS,
}
