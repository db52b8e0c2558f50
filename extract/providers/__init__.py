"""The providers that can be pulled from, one line each."""

from extract.kit.spec import Provider
from extract.providers.copernico import PROVIDER as COPERNICO
from extract.providers.runsignup import PROVIDER as RUNSIGNUP

PROVIDERS: dict[str, Provider] = {
    COPERNICO.slug: COPERNICO,
    RUNSIGNUP.slug: RUNSIGNUP,
}
