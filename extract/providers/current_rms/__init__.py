"""Current RMS, rental software.

| endpoint                  | raw table          | change and deletion are seen                  |
|---------------------------|--------------------|-----------------------------------------------|
| `GET /opportunities`      | opportunities_json | `q[updated_at_gteq]`; webhooks, which are     |
| `GET /opportunities/{id}` |                    | only a hint: the record is read again; a 404, |
| `GET /actions`            |                    | `destroy` in the log or by webhook is gone    |
| the setting itself        | custom_columns_json| full list each time                           |

Secret: `api_key`, which writes as well: nothing but GET leaves this session. `webhook_secret` is
the token in the URL of our own webhooks. Settings: `subdomain`, the account's name; `days_back` and
`days_ahead` of the window; `calls_per_minute`, `batch_size`, `filtermode`, `deletions_by`, and
`custom_columns`, which custom fields are served as typed columns of a view of the connection's own.

A complete read takes every hire that touches the window (also long and open-ended ones, and those
without dates), then by id what is held and does not touch it any more: absence means gone, never
that the window moved on. A read of changes takes all pages since the watermark, whatever the
window, and what the log of actions calls destroyed. Each row is held against the filter that asked
for it, as a filter with a wrong name would be left out there, and everything come. Pages go by the
last id seen. One call at a time. A field that is new lands as it is.

`_context` is `{}`, of what webhooks told of `webhook_at`, of a record that is gone `gone`: why.
Run it alone: `python -m extract current_rms`.

Source: api.current-rms.com/doc and help article 5203941 (opening parts), and independent public
clients that agree; what is only assumed stands in `assumed`.
"""

from extract.kit.chosen import ColumnHead, identify_column
from extract.kit.spec import Entity, Operation, Provider, Secret
from extract.providers.current_rms.access import connect
from extract.providers.current_rms.answers import Head, identify
from extract.providers.current_rms.assumed import OVERLAP, RATES
from extract.providers.current_rms.columns import read_columns
from extract.providers.current_rms.lists import ENTITY
from extract.providers.current_rms.reading import read, read_told
from extract.providers.current_rms.settings import COLUMNS, SETTINGS
from extract.providers.current_rms.webhook import told

PROVIDER = Provider(
    slug="current_rms",
    title="Current RMS",
    domain="rentals",
    secrets=(
        Secret("api_key", "Current RMS: System Setup, Integrations, API"),
        Secret("webhook_secret", "only for webhooks: the token in their URL, of your own making"),
    ),
    entities=(
        Entity(ENTITY, Head, identify, read, follows_changes=True, keeps_versions=True),
        Entity(COLUMNS.name, ColumnHead, identify_column, read_columns, is_described=True),
    ),
    operations=(
        Operation("initial", "30 3 * * *", is_full=True),
        Operation("incremental", "0 * * * *"),
    ),
    is_served_at_once=True,
    told=told,
    read_told=read_told,
    connect=connect,
    rates=RATES,
    overlap_seconds=int(OVERLAP.total_seconds()),
    page_url="https://api.current-rms.com/doc",
    settings=SETTINGS,
)
