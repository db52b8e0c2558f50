"""The providers that can be pulled from, one line each."""

from extract.kit.spec import Provider
from extract.providers.chronotrack import PROVIDER as CHRONOTRACK
from extract.providers.close import PROVIDER as CLOSE
from extract.providers.copernico import PROVIDER as COPERNICO
from extract.providers.current_rms import PROVIDER as CURRENT_RMS
from extract.providers.graphql import PROVIDER as GRAPHQL
from extract.providers.haku import PROVIDER as HAKU
from extract.providers.nowrepblue import PROVIDER as NOWREPBLUE
from extract.providers.race_roster import PROVIDER as RACE_ROSTER
from extract.providers.resources_centre import PROVIDER as RESOURCES_CENTRE
from extract.providers.runsignup import PROVIDER as RUNSIGNUP
from extract.providers.stripe import PROVIDER as STRIPE

PROVIDERS: dict[str, Provider] = {
    CHRONOTRACK.slug: CHRONOTRACK,
    CLOSE.slug: CLOSE,
    COPERNICO.slug: COPERNICO,
    CURRENT_RMS.slug: CURRENT_RMS,
    GRAPHQL.slug: GRAPHQL,
    HAKU.slug: HAKU,
    NOWREPBLUE.slug: NOWREPBLUE,
    RACE_ROSTER.slug: RACE_ROSTER,
    RESOURCES_CENTRE.slug: RESOURCES_CENTRE,
    RUNSIGNUP.slug: RUNSIGNUP,
    STRIPE.slug: STRIPE,
}
