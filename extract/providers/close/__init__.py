"""Close, a CRM for sales.

| endpoint                    | raw table          | change and deletion are seen                  |
|-----------------------------|--------------------|-----------------------------------------------|
| `GET /lead/`                | leads_json         | search by `date_updated`; event log           |
| `GET /opportunity/`         | opportunities_json | `date_updated__gte` of the list; event log    |
| `GET /activity/`            | activities_json    | search by type and `date_updated`; event log  |
| `GET /contact/`             | contacts_json      | search by `date_updated`; event log           |
| `GET /user/`                | users_json         | full list each time                           |
| `GET /custom_field/{kind}/` | custom_fields_json | full lists each time                          |
| the setting itself          | custom_columns_json| full list each time                           |

Secret: `api_key`, the user name of HTTP basic. Settings: those of every connection, `batch_size`,
`search_size`, `in_flight`, `custom_field_kinds`, `paced`, and `custom_columns`, which custom fields
the connection's own views have as columns. Run it alone: `python -m extract close`.

Pages of a list go by `_skip` and `_limit`, each page beginning with the end of the one before, so
that a row deleted meanwhile moves none over the border; what changed meanwhile is searched for at
the end. A `_limit` over the list's own is lowered to it; a list longer than its largest `_skip` is
read on from the last change seen (opportunities), by windows of creation (activities), or by the
search from the first day on (leads, contacts). The search takes any filter and gives 10,000 rows
a query: it goes on from the last moment seen, by the search's own count of what it found. A filter
that is not documented for a list is ignored there, so none is sent.

Only the event log (30 days) tells deletions, merged leads and what went with a lead; its events
land as tombstones beside the records they end. A cursor older than the log leads to a full read.
Records and events are read from fifteen minutes before the cursor, as later actions are folded into
events of the last five and the search lags. Created, LeadMerge, FormSubmission and WhatsApp
activities cannot be searched: they are found by their creation, and changed ones by a full read; so
are children of a merged lead whose own `date_updated` stays. A calendar meeting may be created in
the future; the cursor never passes the start of a read.

Pace: buckets per group of endpoints, organization and key; a refusal says for how long, in one of
four headers or in its body. `_context` holds `object_kind` (custom fields), `activity_type`
(searched activities) or `source` (events).

Source: developer.close.com (Pagination, Advanced Filtering, Event Log, Rate Limits, Custom Fields);
what is not documented stands in `assumed`.
"""

from extract.kit.spec import Entity, Operation, Provider, Secret
from extract.providers.close.access import connect
from extract.providers.close.answers import Head, identify
from extract.providers.close.assumed import OVERLAP, RATES
from extract.providers.close.columns import read_columns
from extract.providers.close.events import LOG, read_log
from extract.providers.close.reading import (
    ACTIVITY_SOURCE,
    CONTACTS,
    LEADS,
    read_custom_fields,
    read_opportunities,
    read_users,
    reader,
)
from extract.providers.close.settings import SETTINGS
from extract.providers.close.webhook import heard

PROVIDER = Provider(
    slug="close",
    title="Close",
    domain="revops",
    secrets=(
        Secret("api_key", "Close: Settings, Developer, API keys (of an administrator)"),
        Secret("webhook_secret", "only for webhooks: signature_key, as the subscription gave it"),
    ),
    entities=(
        Entity("leads", Head, identify, reader(LEADS), follows_changes=True, changes_logged=True),
        Entity(
            "opportunities",
            Head,
            identify,
            read_opportunities,
            follows_changes=True,
            changes_logged=True,
        ),
        Entity(
            "activities",
            Head,
            identify,
            reader(ACTIVITY_SOURCE),
            follows_changes=True,
            changes_logged=True,
        ),
        Entity(
            "contacts", Head, identify, reader(CONTACTS), follows_changes=True, changes_logged=True
        ),
        Entity("users", Head, identify, read_users),
        Entity("custom_fields", Head, identify, read_custom_fields),
        Entity("custom_columns", Head, identify, read_columns, is_described=True),
    ),
    operations=(
        Operation("snapshot", "0 4 * * *", is_full=True),
        Operation("changes", "0 * * * *"),
    ),
    is_served_at_once=True,
    heard=heard,
    connect=connect,
    rates=RATES,
    overlap_seconds=int(OVERLAP.total_seconds()),
    page_url="https://developer.close.com",
    settings=SETTINGS,
    logs=(Entity(LOG, Head, identify, read_log),),
)
