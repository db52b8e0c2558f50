"""The command that pulls a connection and, where its provider is served at once, serves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import typer

from orchestration.commands.options import taking
from orchestration.commands.shared import Accept, Json, answering, here

MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]


@dataclass(frozen=True)
class How:
    """How a connection is synced, as its options say."""

    full: Annotated[bool, typer.Option("--full", help="Read everything, not the changes.")] = False
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=MOMENTS,
            metavar="WHEN",
            help="Read what changed since then; UTC unless it says.",
        ),
    ] = None
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be read and changed.")
    ] = False
    ids: Annotated[
        list[str] | None,
        typer.Option(
            "--id", metavar="ID", help="Only this record, as it is now (Current RMS); repeatable."
        ),
    ] = None
    accept: Accept = False
    as_json: Json = False

    @property
    def moment(self) -> datetime | None:
        """The moment that changes are read from, aware."""
        if self.since and not self.since.tzinfo:
            return self.since.replace(tzinfo=UTC)
        return self.since


@taking(How)
def sync(
    connection: Annotated[str, typer.Argument(help="The connection, e.g. demo_runsignup.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DESTINATION] [ENTITY]...",
            help="A named destination, if it is to go there; and only these entities.",
        ),
    ] = None,
    *,
    how: How,
) -> None:
    """Pulls one connection into the raw tables, as one load: complete or invisible.

    It goes to the workplace's warehouse, or to the destination that is named. Of revenue providers
    it serves what changed as well, record by record; a complete load by a build, which finds what
    is gone.
    """
    from extract.kit.options import SyncOptions
    from orchestration.bars import counting
    from orchestration.direct.rehearsing import rehearse_sync
    from orchestration.direct.screens import show_rehearsal, show_served
    from orchestration.direct.serving import sync_and_serve
    from orchestration.registry.destinations import as_destination_too, sent_to

    if how.ids:
        return _only(connection, words or (), how)
    if how.full and how.since:
        raise typer.BadParameter("--full reads everything, --since what changed: give one of them.")
    with answering(as_json=how.as_json), counting(quiet=how.as_json) as progress:
        place, entities = sent_to(here(), words or ())
        options = SyncOptions(
            full=how.full,
            since=how.moment,
            entities=entities,
            accept=how.accept,
            progress=progress,
        )
        with as_destination_too(place, entities):
            if how.dry_run:
                rehearsed = rehearse_sync(place, connection, options)
            else:
                done = sync_and_serve(place, connection, options)
    if how.dry_run:
        return show_rehearsal(connection, rehearsed, as_json=how.as_json)
    show_served(done, as_json=how.as_json)
    if done.failures or done.pulled.failures:
        raise typer.Exit(1)


def _only(connection: str, words: Sequence[str], how: How) -> None:
    """Reads and serves single records by their ids."""
    from orchestration.direct.screens import show_records
    from orchestration.direct.singly import sync_records
    from orchestration.registry.destinations import sent_to

    if how.full or how.since or how.dry_run or how.accept:
        raise typer.BadParameter("--id reads single records: give no other mode beside it.")
    with answering(as_json=how.as_json):
        place, entities = sent_to(here(), words)
        if entities:
            raise typer.BadParameter("--id reads single records: name no entity beside it.")
        done = sync_records(place, connection, how.ids or ())
    show_records(done, as_json=how.as_json)
