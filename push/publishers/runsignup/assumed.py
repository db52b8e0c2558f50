"""Everything about publishing to RunSignup that no public document states; ask RunSignup.

Documented are the calls' names, `full-results` with its fields and its matching of rows, and the
fields of a new result set. Assumed, and therefore kept here:

- `edit-result-set` takes the fields of `new-result-set`; `hide-result-set` and `show-result-set`
  take the set's id in the query and turn `public_results`
- `clear-results-by-reg-id` takes the registration ids under the name below, and takes out just
  their rows; a row without a registration has no call of its own
- an explicit null empties a place or a time
- rows are told of when they are written while notices are on; until somebody has tried that with
  the account, `results.notices` stays `never` and nobody is told of anything
- pages of results hold up to 1000 rows
- no limit of calls is published; clients keep to these. Pulling shares them and names the same
"""

from collections.abc import Mapping
from typing import Any

from extract.kit.budget import Rate
from push.publishing.publisher import Head

RATES = (Rate(1, 1.0), Rate(1000, 3600.0))
# The vendor's own sample sends as many.
BATCH_SIZE = 25
# How long a reply may take.
READ_SECONDS = 90.0
ROWS_PER_PAGE = 1000
CLEARED = "registration_ids"
NOTICES = ("never", "rows")
# What stands in the place of a time, for a status that has none.
WORDS = {"retired": "DNF", "disqualified": "DQ", "did_not_start": "DNS"}
GENDERS = {"female": "F", "male": "M", "nonbinary": "X"}
FLAGS = {True: "T", False: "F"}


def set_fields(head: Head) -> dict[str, Any]:
    """The request that makes or edits a result set."""
    return {
        "individual_result_set_name": head.name,
        "public_results": FLAGS[head.is_public],
        "preliminary_results": FLAGS[head.is_preliminary],
        "results_source_name": head.source,
        "pace_type": "T",
        "disable_notifications": FLAGS[not head.is_notifying],
    }


def cleared(registration_ids: list[int]) -> Mapping[str, Any]:
    """The request that takes single results back."""
    return {CLEARED: registration_ids}
