"""The way without an API: the publishable results as a plain CSV file.

It is no provider's own import format, for none of them publishes one: where a provider takes a file
of results, a person says there which column is which. Values are exact but for line breaks, which
become blanks; nothing is put before one that a spreadsheet would take for a formula.
"""

import csv
from typing import TextIO

from push.publishing.clock import clock
from push.publishing.job import Feed
from push.publishing.sorting import Sorted, content, sort_results

COLUMNS = (
    "registration_id", "bib_number", "first_name", "last_name", "gender", "status", "place",
    "gun_time", "chip_time",
)  # fmt: skip


def export(feed: Feed, file: TextIO) -> Sorted:
    """Writes every publishable result of the event; gives what was written and what was not."""
    found = sort_results(feed)
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for result in feed.results:
        if result.result_key not in found.keys:
            continue
        fields = content(result)
        person = (result.first_name, result.last_name, result.gender)
        times = [clock(fields[name]) if fields[name] else "" for name in ("gun_time", "chip_time")]
        who = [_in_one_line(one or "") for one in (result.registration_id, result.bib, *person)]
        writer.writerow([*who, result.status, fields["place"], *times])
    return found


def _in_one_line(text: str) -> str:
    """The text without line breaks: a lone one is quoted by no writer, and ends a row for many."""
    return " ".join(text.splitlines())
