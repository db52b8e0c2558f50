"""The further settings and secrets of a ChronoTrack connection that is pushed to."""

from extract.kit.settings import Setting
from extract.kit.spec import Secret
from push.targets.chronotrack import assumed

SETTINGS = (
    Setting("reg_choices", "table", "event = the registration choice that people get"),
    Setting("withdrawn_status", "text", "status of who withdrew", assumed.WITHDRAWN_STATUS),
    Setting("batch_size", "whole", "records sent at once", assumed.BATCH_SIZE, 1, 10_000),
)
SECRETS: tuple[Secret, ...] = ()
