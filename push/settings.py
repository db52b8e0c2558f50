"""The settings of connections that are pushed or published to, as `push.jobs` reads them."""

from extract.kit.settings import Setting
from push.kit.job import Rules

PUSHED = (
    Setting("source", "text", "slug of the connection whose people are pushed"),
    Setting("races", "table", "source race id = the race here"),
    Setting("event_map", "table", "source event = event here; empty for one never sent"),
    Setting("field_owners", "table", "field = source, target, newest or fill_empty"),
    Setting("shared_fields", "list", "older form of field_owners: the fields that are newest"),
    Setting("freeze_minutes", "number", "before the start additions only", None, 0),
    Setting("withdrawn_share", "number", "brake, a share of 1", Rules.withdrawn_share, 0),
    Setting("lost_share", "number", "brake, a share of 1", Rules.lost_share, 0),
)
WRITE_BACK = Setting(
    "write_back", "switch", "send edits that won back to where the records are from", default=False
)
WRITTEN_BACK = (WRITE_BACK,)
PUBLISHED = (
    Setting("results", "table", "set_name, source, statuses, retracted_share, from, notices"),
)
