"""The providers that can be pulled from, one line each."""

from extract.kit.spec import Provider
from extract.providers.chronotrack import PROVIDER as CHRONOTRACK
from extract.providers.copernico import PROVIDER as COPERNICO
from extract.providers.haku import PROVIDER as HAKU
from extract.providers.nowrepblue import PROVIDER as NOWREPBLUE
from extract.providers.race_roster import PROVIDER as RACE_ROSTER
from extract.providers.runsignup import PROVIDER as RUNSIGNUP

PROVIDERS: dict[str, Provider] = {
    CHRONOTRACK.slug: CHRONOTRACK,
    COPERNICO.slug: COPERNICO,
    HAKU.slug: HAKU,
    NOWREPBLUE.slug: NOWREPBLUE,
    RACE_ROSTER.slug: RACE_ROSTER,
    RUNSIGNUP.slug: RUNSIGNUP,
}
