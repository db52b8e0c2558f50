"""Which records are gone: by the log of actions, or by asking for every id that is held."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import urlencode

from extract.kit.answer import decoded, head_of
from extract.kit.brakes import brakes_of
from extract.kit.errors import BadReply, NotFound, PermissionDenied, Where
from extract.kit.spec import Page, Reading
from extract.providers.current_rms.answers import (
    GONE,
    Action,
    Actions,
    disobeyed,
    moment,
    number_text,
)
from extract.providers.current_rms.assumed import ACTIONS, DESTROYED, SUBJECT
from extract.providers.current_rms.by_id import NOT_FOUND, by_ids, ids_on, singly, tombstone
from extract.providers.current_rms.lists import ENTITY
from extract.providers.current_rms.settings import DELETIONS, page_size

LOG = logging.getLogger(__name__)


def alive(reading: Reading) -> set[str]:
    """The ids of the records that earlier loads hold and nobody has called gone."""
    return {one.key for one in reading.held(ENTITY) if GONE not in one.context}


def tombstones(reading: Reading, since: datetime, seen: set[str]) -> Iterator[Page]:
    """Pages that say what has gone since a moment; `seen` are ids that came in this very read.

    Raises: ProviderError.
    """
    if reading.connection.settings.get(DELETIONS.name, "log") == "log":
        try:
            destroyed = dict(logged(reading, since))
        except (NotFound, PermissionDenied, BadReply) as error:
            told = f"the log of actions cannot be used ({error.seen}); every id was asked for"
            LOG.warning("current_rms (connection %s): %s", reading.connection.slug, told)
            reading.remarks.append(told)
        else:
            yield from by_log(reading, destroyed)
            return
    yield from by_asking(reading, sorted(alive(reading) - seen, key=int))


def by_log(reading: Reading, destroyed: dict[str, datetime | None]) -> Iterator[Page]:
    """What the log calls destroyed and no list gives any more."""
    missing = sorted(alive(reading) & set(destroyed), key=int)
    for page in by_ids(reading, missing):
        there = set(ids_on(page))
        missing = [one for one in missing if one not in there]
        yield page
    for id_ in missing:
        yield tombstone(reading, id_, DESTROYED, destroyed[id_])


def by_asking(reading: Reading, ids: Sequence[str]) -> Iterator[Page]:
    """What is not found by its id any more, unless it is too much to be believed."""
    missing = set(ids)
    for page in by_ids(reading, ids):
        missing.difference_update(ids_on(page))
        yield page
    if too_many(reading, len(missing), len(ids)):
        reading.leave_out(
            f"{len(missing):,} of {len(ids):,} records are not found by their ids, more than may "
            "go without consent; --accept says that they are gone"
        )
        return
    for id_ in sorted(missing, key=int):
        yield singly(reading, id_) or tombstone(reading, id_, NOT_FOUND)


def too_many(reading: Reading, missing: int, asked: int) -> bool:
    """Whether so many cannot be gone without somebody's consent."""
    brakes = brakes_of(reading.connection, [ENTITY])[ENTITY]
    return missing > 0 and not reading.accept and brakes.stops(asked - missing, asked)


def logged(reading: Reading, since: datetime) -> Iterator[tuple[str, datetime | None]]:
    """The id of each record that was destroyed since a moment, and when.

    Raises: BadReply for actions that were not asked for; ProviderError.
    """
    where = Where("current_rms", reading.connection.slug, ENTITY, ACTIONS)
    size, number = page_size(reading.connection.settings), 1
    while True:
        words = urlencode([
            ("q[subject_type_eq]", SUBJECT),
            ("q[action_type_in][]", DESTROYED),
            ("q[updated_at_gteq]", since.isoformat()),
            ("q[s]", "id asc"),
            ("page", str(number)),
            ("per_page", str(size)),
        ])  # fmt: skip
        page: Actions = decoded(
            reading.session.get(f"{ACTIONS}?{words}", entity=ENTITY), Actions, where
        )
        for row in page.actions:
            action = head_of(row, Action) or Action()
            when, id_ = moment(action.updated_at), number_text(action.subject_id)
            kind = (action.subject_type, action.action_type)
            if kind != (SUBJECT, DESTROYED) or (when is not None and when < since):
                raise disobeyed(where, f"action {action.id} is not among them")
            if id_ is not None:
                yield id_, when
        total, step = page.meta.total_row_count, page.meta.per_page or size
        if not page.actions or (total is not None and number * step >= total):
            return
        number += 1
