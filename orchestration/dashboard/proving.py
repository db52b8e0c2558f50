"""The facts of what was tested, and of what could not be read; and reading that again."""

from dataclasses import dataclass

from extract.kit.destination import Warehouse
from orchestration.dashboard.desk import View
from orchestration.dashboard.remembered import Answer
from orchestration.dashboard.serving import Part, Rows, asked, check_whole, paged, read_part
from orchestration.dashboard.syncing import own
from orchestration.generations.served import has_table
from orchestration.quarantine.reading import COLUMNS, Heap, open_records, read_heaps
from orchestration.quarantine.retrying import retry_request
from orchestration.queue.queue import Queue

UNREAD = COLUMNS
SHOWN = 10
TESTS = "ops", "test_results"
TESTED = ("test_name", "model", "status", "failure_count", "message")
SEARCHED = ("test_name", "model", "group_name", "status", "message")
# What did not pass stands first.
ORDER = "case status when 'pass' then 1 when 'warn' then 2 else 3 end desc, tested_at"
COUNTED = "select status, count(*) from ops.test_results group by status"


@dataclass(frozen=True)
class Tests:
    """How many tests ended how, the last time that each ran."""

    passed: int = 0
    warned: int = 0
    failed: int = 0


def read_test_counts(view: View) -> Answer[Tests]:
    """How the tests ended.

    Raises: NotAllowed; WarehouseBusy where it was never read.
    """
    check_whole(view)

    def answer(warehouse: Warehouse) -> Tests:
        if not has_table(warehouse, *TESTS):
            return Tests()
        found = {str(status): int(count) for status, count in warehouse.fetch(COUNTED)}
        passed, warned = found.pop("pass", 0), found.pop("warn", 0)
        return Tests(passed, warned, sum(found.values()))

    return asked(view, ("test counts",), answer, Tests())


def read_tests(view: View, model: str, words: str, skip: int, limit: int) -> Rows:
    """How each data test ended the last time, of one model or of all; what did not pass first.

    Raises: NotAllowed; WarehouseBusy.
    """
    source = f"{'.'.join(TESTS)} where {'model = ?' if model else 'true'}"
    given = [model] if model else []
    part = Part(SEARCHED, f"{', '.join(TESTED)}, tested_at", source, ORDER, given=given)
    return paged(view, TESTS, part, words, (skip, limit))


def read_heaps_of(view: View) -> Answer[tuple[Heap, ...]]:
    """How many records could not be read, by connection and entity.

    Raises: NotAllowed; WarehouseBusy where it was never read.
    """
    check_whole(view)
    return asked(view, ("heaps",), lambda warehouse: tuple(read_heaps(warehouse)), ())


def read_unread(view: View, words: str, skip: int, limit: int) -> Rows:
    """The records that could not be read and were not read since, the newest first.

    Raises: NotAllowed; WarehouseBusy.
    """
    check_whole(view)

    def answer(warehouse: Warehouse) -> Rows:
        query = open_records(warehouse)
        if not query:
            return Rows((), 0)
        source = f"({query}) as every where true"
        part = Part(UNREAD, f"{', '.join(UNREAD)}, quarantined_at", source, "quarantined_at")
        return read_part(warehouse, part, words, (skip, limit))

    return asked(view, ("unread", words, skip, limit), answer, Rows((), 0)).value


def retry(view: View, heap: Heap) -> str:
    """Queues a whole read of what could not be read.

    Raises: AlreadyQueued; Disabled; Problem where the connection is not the reader's.
    """
    connection = own(view, heap.connection)
    wish = retry_request(connection, heap.entity, view.caller.subject)
    Queue(view.desk.service.place.store).put(wish)
    return f"All {heap.entity} of {heap.connection} are read again now, at the front of the queue."
