"""What a person sees of a sync that was served, and the same as JSON."""

from collections.abc import Sequence
from typing import Any

import msgspec

from extract.kit.rehearsal import Rehearsed
from orchestration.direct.applying import Change
from orchestration.direct.serving import SyncServed
from orchestration.direct.singly import RecordsServed
from orchestration.direct.waiting import words
from orchestration.screens import ERR, OUT, effects, escaped, listing, show_json, show_sync

NOTHING = "Nothing that is served has changed."
COUNTS = ("added", "changed", "deleted", "unchanged")


def show_served(done: SyncServed, *, as_json: bool) -> None:
    """What one sync brought, entity by entity, and what of it is served now."""
    if as_json:
        return show_json(_document(done))
    show_sync(done.pulled, as_json=False)
    if done.is_served:
        _show_changes(done)
    if done.reason:
        OUT.print(f"A build was due: {escaped(done.reason)}", soft_wrap=True)
    for line in (*done.flips, *(left.words for left in done.left_over)):
        OUT.print(escaped(line), soft_wrap=True)
    _show_waiting(done)
    for error in (*done.failures, *(one.error for one in done.pulled.failures)):
        ERR.print(f"[bold red]error[/] {escaped(str(error))}", soft_wrap=True)


def show_records(done: RecordsServed, *, as_json: bool) -> None:
    """What became of single records that were asked for."""
    if as_json:
        told = {"connection": done.connection, "keys": done.keys, "changes": done.changes}
        return show_json({**told, "waiting_for_build": _waiting(done)})
    OUT.print(f"{done.connection}: read {', '.join(done.keys)}", soft_wrap=True)
    if not _show_touched(done.changes):
        OUT.print(NOTHING)
    _show_waiting(done)


def _waiting(done: SyncServed | RecordsServed) -> dict[str, Any]:
    """The served models that wait for a build, and of which group."""
    return {"models": done.waiting, "group": done.group}


def _show_waiting(done: SyncServed | RecordsServed) -> None:
    """The served models that wait for a build, and how to have one."""
    if line := words(done.waiting, done.group):
        OUT.print(escaped(line), soft_wrap=True)


def _show_changes(done: SyncServed) -> None:
    """The served views that changed, without a build."""
    if not _show_touched(done.changes) and not done.reason:
        OUT.print(NOTHING)


def _show_touched(changes: Sequence[Change]) -> bool:
    """Whether there were served views that changed; they are shown."""
    touched = [one for one in changes if one.added or one.changed or one.deleted]
    if touched:
        table = listing("served at once", ("view",), COUNTS)
        for one in touched:
            counts = (one.added, one.changed, one.deleted, one.unchanged)
            table.add_row(one.entity, *(f"{count:,}" for count in counts))
        OUT.print(table)
    return bool(touched)


def show_rehearsal(slug: str, rehearsed: Sequence[Rehearsed], *, as_json: bool) -> None:
    """What one sync would bring, entity by entity."""
    if as_json:
        return show_json({"connection": slug, "dry_run": True, "entities": rehearsed})
    rows = [
        (one.entity, one.mode,
         (one.fetched, one.added, one.changed, one.deleted, one.unchanged, one.unreadable))
        for one in rehearsed
    ]  # fmt: skip
    table = effects(f"{slug}: nothing was written", rows)
    OUT.print(table)
    for one in rehearsed:
        if one.note:
            OUT.print(f"  {one.entity}: {escaped(one.note)}", soft_wrap=True)


def _document(done: SyncServed) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(done.pulled)
    if done.is_served:
        document["served"] = {
            "changes": done.changes,
            "flips": done.flips,
            "build_due": done.reason,
            "waiting_for_build": _waiting(done),
            "left_over": [{**vars(left), "words": left.words} for left in done.left_over],
            "failures": [str(error) for error in done.failures],
        }
    return document
