"""The further settings and secrets of a Copernico connection that is pushed to."""

from extract.kit.settings import Setting
from extract.kit.spec import Secret
from push.targets.copernico import assumed

SETTINGS = (
    Setting("registrations_preset", "text", "the preset that is read back", "registrations"),
    Setting("registrations_url", "url", "where people are sent", assumed.REGISTRATIONS_URL),
    Setting("batch_size", "whole", "records sent at once", assumed.BATCH_SIZE, 1, 10_000),
)
SECRETS = (
    Secret("registrations_key", "Copernico: the key of the registrations call, if it needs one"),
    Secret("bearer", "Copernico: the token of the registrations call, if it needs one"),
)
