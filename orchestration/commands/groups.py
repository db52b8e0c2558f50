"""Commands about what is served: build, rollback, history, diff."""

from typing import Annotated

import typer

from orchestration.commands.shared import Accept, Json, answering, here

groups = typer.Typer()

Group = Annotated[str, typer.Argument(help="The group that is served as one, e.g. race.")]


@groups.command(epilog="Example: syncline build --select +group:race --accept")
def build(
    select: Annotated[
        str | None, typer.Option(help="Only these models and tests, as dbt's --select takes them.")
    ] = None,
    *,
    accept: Accept = False,
    as_json: Json = False,
) -> None:
    """Builds and tests the models; serves each group of which everything ran and passed."""
    from orchestration.bars import naming
    from orchestration.building import Builder
    from orchestration.generations.screens import show_build
    from orchestration.mapping.settings import record_anew
    from orchestration.mirror.copying import mirror_anew

    with answering(as_json=as_json):
        record_anew(here())
        mirror_anew(here())
        with naming(quiet=as_json) as progress:
            report = Builder(here().target).build(select, progress, accept=accept)
        show_build(report, as_json=as_json)


@groups.command(epilog="Example: syncline rollback race")
def rollback(group: Group, *, as_json: Json = False) -> None:
    """Serves the kept generation of a group again; a second rollback undoes the first."""
    from orchestration.generations.rollback import roll_back
    from orchestration.generations.screens import show_rollback

    with answering(as_json=as_json):
        show_rollback(roll_back(here(), group), as_json=as_json)


@groups.command(epilog="Example: syncline history race --limit 5")
def history(
    group: Group,
    limit: Annotated[int, typer.Option(min=1, help="So many flips and acceptances.")] = 20,
    *,
    as_json: Json = False,
) -> None:
    """Shows every flip of a group: when, by whom, rows before and after, from which loads."""
    from orchestration.generations.history import read_history
    from orchestration.generations.screens import show_history

    with answering(as_json=as_json):
        show_history(read_history(here(), group, limit=limit), as_json=as_json)


@groups.command(epilog="Example: syncline diff race --entity unified_participants --examples 10")
def diff(
    group: Group,
    entity: Annotated[str | None, typer.Option(help="Only this served view.")] = None,
    examples: Annotated[int, typer.Option(min=0, help="So many rows of each kind.")] = 3,
    *,
    as_json: Json = False,
) -> None:
    """Shows the rows added, changed and gone between the kept and the served generation."""
    from orchestration.generations.differences import compare
    from orchestration.generations.screens import show_differences

    with answering(as_json=as_json):
        found = compare(here(), group, entity=entity, examples=examples)
        show_differences(found, as_json=as_json)
