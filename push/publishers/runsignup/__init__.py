"""RunSignup as a provider that takes results.

Reads: `GET /race/{id}/results/get-result-sets` and `.../get-results`. Writes, below the same path:
`new-result-set`, `edit-result-set`, `full-results` (rows go by registration id, else by bib),
`clear-results-by-reg-id`, `show-result-set`, `hide-result-set`, each a POST whose form field
`request` holds JSON. What is not documented of them stands in `assumed`.

Settings, in `results`: batch_size, notices (`never`, or `rows` once somebody has tried when runners
are told); those that every publisher has stand in `push.publications`. Secrets: api_key,
api_secret. Source: RunSignup API documentation (results), the vendor's sample code; the rest as
graded in `assumed`.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from extract.kit.budget import Budget, SharedBudget, Unlimited
from extract.kit.connection import Connection
from extract.kit.errors import BadReply, ConfigError, Where
from extract.kit.http import RetryPolicy, Session, SessionSpec
from push.kit.plan import Change
from push.publishers.runsignup import assumed, reading, rows
from push.publishing.plan import Row
from push.publishing.publisher import Call, Head, Held, Place, ResultSet
from push.publishing.results import Result

BASE_URL = "https://api.runsignup.com/rest"


def open_publisher(connection: Connection, budget_path: Path | None = None) -> "RunSignup":
    """The publisher of one RunSignup account; `budget_path` is where processes share its budget."""
    if budget_path is None or not connection.settings.get("paced", True):
        return RunSignup(connection, Unlimited())
    account = f"runsignup {connection.secret('api_key')}"
    return RunSignup(connection, SharedBudget(budget_path, account, assumed.RATES))


class RunSignup:
    """One RunSignup account, as the publishing kit sees it."""

    name = "runsignup"

    def __init__(self, connection: Connection, budget: Budget) -> None:
        settings = connection.settings.get("results", {})
        self._connection = connection
        self.batch_size = int(settings.get("batch_size", assumed.BATCH_SIZE))
        if self.batch_size < 1:
            raise ConfigError(f"connection {connection.slug}: batch_size must be 1 or more.")
        notices = settings.get("notices", "never")
        if notices not in assumed.NOTICES:
            raise ConfigError(
                f"connection {connection.slug}: results.notices must be one of "
                f"{', '.join(assumed.NOTICES)}."
            )
        self.can_notify = notices == "rows"
        key, secret = connection.secret("api_key"), connection.secret("api_secret")
        self._session = Session(
            SessionSpec(
                base_url=str(connection.settings.get("base_url", BASE_URL)).rstrip("/"),
                provider=self.name,
                connection=connection.slug,
                secrets=(key, secret),
                params={"api_key": key, "api_secret": secret, "format": "json"},
                check=reading.check,
                policy=RetryPolicy(**connection.settings.get("retry", {})),
                budget=budget,
                read_seconds=assumed.READ_SECONDS,
            )
        )

    def problem(self, result: Result) -> str:
        """Why RunSignup cannot take a result: its bibs are numbers, and its ids too."""
        if result.registration_id is None and not rows.is_number(result.bib):
            return f"without a registration, and bib {result.bib!r} is no number"
        if result.registration_id is not None and rows.registration(result.record_id) is None:
            return f"{result.record_id} is no registration of RunSignup"
        return ""

    def differences(self, fields: Mapping[str, str], held: Held) -> tuple[Change, ...]:
        """What RunSignup shows otherwise than `fields` say."""
        return tuple(rows.differences(fields, held.fields))

    def sets(self, place: Place) -> list[ResultSet]:
        """The result sets of the event."""
        path, where = self._at(place, "get-result-sets")
        body = self._session.get(path, {"event_id": place.event_id}, entity=where.entity)
        return reading.result_sets(body, where)

    def read(self, place: Place, set_id: str) -> Iterator[Held]:
        """Every row of the set, page by page until one brings nothing new.

        Raises: BadReply when they are fewer than the finishers that RunSignup counts.
        """
        path, where = self._at(place, "get-results")
        params = {
            "event_id": place.event_id,
            "individual_result_set_id": set_id,
            "results_per_page": assumed.ROWS_PER_PAGE,
            "supports_nb": "T",
        }
        seen: set[str] = set()
        for page in count(1):
            body = self._session.get(path, {**params, "page": page}, entity=where.entity)
            new = list(reading.new_rows(reading.rows(body, set_id, where), seen))
            if not new:
                break
            yield from new
        listed = next((one for one in self.sets(place) if one.id == set_id), None)
        if listed is not None and listed.finishers > len(seen):
            raise BadReply(
                where,
                seen=f"{len(seen)} rows where {listed.finishers} finishers are counted",
                todo="Nothing was done with the half list; the same command goes on.",
            )

    def new_set(self, place: Place, head: Head) -> Call:
        """The call that makes a set."""
        return self._call(place, "new-result-set", assumed.set_fields(head))

    def edit_set(self, place: Place, set_id: str, head: Head) -> Call:
        """The call that makes a set be as `head` says."""
        return self._call(place, "edit-result-set", assumed.set_fields(head), set_id)

    def show_set(self, place: Place, set_id: str) -> Call:
        """The call after which everybody sees the set."""
        return self._call(place, "show-result-set", {}, set_id)

    def hide_set(self, place: Place, set_id: str) -> Call:
        """The call after which nobody but the organizer sees the set."""
        return self._call(place, "hide-result-set", {}, set_id)

    def send(self, place: Place, set_id: str, rows_: Sequence[Row]) -> Call:
        """The call that adds or changes these results."""
        content = {"results": [rows.result(row) for row in rows_]}
        return self._call(place, "full-results", content, set_id)

    def can_retract(self, record_id: str) -> bool:
        """Whether the result goes by a registration: no call takes out any other."""
        return rows.registration(record_id) is not None

    def retract(self, place: Place, set_id: str, rows_: Sequence[Row]) -> Call:
        """The call that takes these results back."""
        numbers = [rows.registration(row.record_id) for row in rows_]
        content = assumed.cleared([number for number in numbers if number is not None])
        return self._call(place, "clear-results-by-reg-id", content, set_id)

    def run(self, call: Call) -> None:
        """Posts the call's content as the form field `request`."""
        request = msgspec.json.encode(call.content).decode()
        self._session.write_form(call.path, call.params, {"request": request}, entity=call.name)

    def _at(self, place: Place, name: str) -> tuple[str, Where]:
        path = f"/race/{quote(place.race_id, safe='')}/results/{name}"
        return path, Where(self.name, self._connection.slug, name, path)

    def _call(
        self, place: Place, name: str, content: Mapping[str, Any], set_id: str | None = None
    ) -> Call:
        params = {"event_id": place.event_id, "request_format": "json"}
        if set_id is not None:
            params["individual_result_set_id"] = set_id
        return Call(name, self._at(place, name)[0], params, content)
