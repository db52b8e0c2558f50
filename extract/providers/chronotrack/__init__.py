"""ChronoTrack Live, scoring ("Open Platform API").

| endpoint                       | raw table            | key                                   |
|--------------------------------|----------------------|---------------------------------------|
| `GET /event`, `/event/{id}`    | events_json          | `event_id`                            |
| `GET /event/{id}/race`         | races_json           | `race_id`                             |
| `GET /event/{id}/entry`        | entries_json         | `entry_id`                            |
| `GET /event/{id}/reg-choice`   | reg_choices_json     | `reg_choice_id`                       |
| `GET /event/{id}/wave`         | waves_json           | `wave_id`, else event, race and name  |
| `GET /event/{id}/interval`     | intervals_json       | `interval_id`                         |
| `GET /event/{id}/bracket`      | brackets_json        | `bracket_id`                          |
| `GET /event/{id}/results`      | results_json         | race, entry, interval, bracket        |
| entries and results that were  | entry_listings_json, | `event_id`                            |
| read to their proven end       | result_listings_json |                                       |

Secrets: `client_id`, `login`, `password` (or its SHA-1), and `client_secret` for OAuth2. Settings:
`auth` (simple or oauth2), `base_url`, `events` (ids; else those of the account from `days_before`
to `days_after` their start), `brackets`, `test_data`, `paths`, `aliases`, `in_flight`,
`read_seconds`, `token_url`, `paced`, `retry`. Run it alone: `python -m extract chronotrack`.

Pages of 500, or what the headers say; no pace is published, 2,000 calls an hour are kept to. No
change can be asked for: each event is read whole, and a row older than its event's newest listing
is gone, because a re-score replaces results as a set. A list that came short of the provider's own
count, or shrank by more than the connection's brake, or is closed to the login (403), gets no
listing. Where known events are not read again, or one is closed, the load counts as incremental.
The overall ranking of every interval is read, and of the finish those of `brackets`. `_context`
holds event_id and, of results, what was asked for.

Source: hosts, formats and rules are documented or were seen in client code; what is neither stands
in `assumed`.
"""

from extract.kit.spec import Entity, Provider, Secret, scoring
from extract.providers.chronotrack.access import connect
from extract.providers.chronotrack.assumed import RATES
from extract.providers.chronotrack.events import read_events
from extract.providers.chronotrack.questions import NAMES, TOLD_APART
from extract.providers.chronotrack.reading import LISTINGS, listings, reader
from extract.providers.chronotrack.settings import SETTINGS

OF_PEOPLE = ("entries", "results")
PROVIDER = Provider(
    slug="chronotrack",
    title="ChronoTrack",
    domain="race",
    secrets=(
        Secret("client_id", "ChronoTrack: ask for one per product"),
        Secret("login", "ChronoTrack Live: the e-mail address you sign in with"),
        Secret("password", "ChronoTrack Live: the password, or its SHA-1 in 40 hex digits"),
        Secret("client_secret", "ChronoTrack: only for the setting auth = oauth2"),
    ),
    entities=(
        Entity("events", *TOLD_APART["events"], read_events),
        *(
            Entity(name, *TOLD_APART[name], reader(name), of_people=name in OF_PEOPLE)
            for name in NAMES
            if name != "events"
        ),
        *(
            Entity(listing, *TOLD_APART[listing], listings(name))
            for name, listing in LISTINGS.items()
        ),
    ),
    operations=scoring("events"),
    connect=connect,
    rates=RATES,
    page_url="https://api.chronotrack.com/dev/docs",
    settings=SETTINGS,
)
