"""One asset per dbt model, its tests as asset checks; built by a dbt that stays resident."""

import logging
from collections.abc import Iterator

import dagster as dg
from dagster._utils.interrupts import raise_interrupts_as
from dagster_dbt import dbt_assets
from pydantic import Field

from extract.kit.destination import Target, open_warehouse
from extract.kit.errors import SynclineError
from extract.providers import PROVIDERS
from orchestration.building import Builder, BuildFailed, NodeEnded
from orchestration.defs.extract import LOAD_ID
from orchestration.defs.failing import in_clean_words
from orchestration.defs.lineage import Lineages
from orchestration.defs.manifest import Project, target_path
from orchestration.defs.reporting import Reporter
from orchestration.defs.resources import Workshop
from orchestration.defs.translating import Translator
from orchestration.direct.catching_up import CaughtUp, catch_up_all
from orchestration.direct.serving import serve_loads
from orchestration.direct.waiting import waiting_for_build
from orchestration.lineage.keeping import Kept
from orchestration.mapping.settings import record_anew
from orchestration.standing import made_by, note_build, stands
from orchestration.unchanged import settle
from orchestration.workplace import Workplace

LOG = logging.getLogger(__name__)
BUILD_OP = "dbt_models"
Outcome = dg.MaterializeResult[object] | dg.AssetCheckResult


class Build(dg.Config):
    """How to build."""

    accept: bool = Field(default=False, description="Flip although a brake is on.")
    always: bool = Field(default=False, description="Build although nothing new was pulled.")


def builder_for(target: Target) -> Builder:
    """The builder of a warehouse: the second build of a worker starts twenty times faster."""
    return Builder(target)


def model_keys(project: Project, domain: str) -> list[dg.AssetKey]:
    """The assets of a domain's models and of all that they are made of."""
    translator = Translator(project)
    return [translator.get_asset_key(project.nodes[name]) for name in project.models_of(domain)]


def model_assets(project: Project) -> dg.AssetsDefinition:
    """All models, of which a run builds those that it has chosen."""

    translator = Translator(project)
    lineages = Lineages(project, translator, Kept(target_path()))

    @dbt_assets(
        manifest=project.content,
        name=BUILD_OP,
        dagster_dbt_translator=translator,
    )
    def dbt_models(
        context: dg.AssetExecutionContext, config: Build, workshop: dg.ResourceParam[Workshop]
    ) -> Iterator[Outcome]:
        place = workshop.open()
        with in_clean_words(place):
            if not config.always and (idle := _nothing_to_build(context, place)):
                context.log.info(idle)
                return
        reporter = Reporter(context, lineages)
        yield from _built(place, project, reporter, accept=config.accept)

    return dbt_models


def _built(
    place: Workplace, project: Project, reporter: Reporter, *, accept: bool
) -> Iterator[Outcome]:
    """Builds what was chosen and tells how it ended, also where it ended badly."""
    ended: list[NodeEnded] = []
    failure: BuildFailed | None = None
    before = made_by(place.target.engine)
    # dbt cancels what the engine is at when it is interrupted so, and waits for it otherwise.
    with in_clean_words(place), raise_interrupts_as(KeyboardInterrupt):
        record_anew(place)
        try:
            report = builder_for(place.target).build(
                reporter.selection, accept=accept, ended=ended.append
            )
        except BuildFailed as error:
            failure, report = error, error.report
    with in_clean_words(place):
        if failure is None:
            well = {node.unique_id for node in ended if node.is_well}
            for group in report.flipped_groups:
                # A group can be flipped on views below it that an earlier project has left.
                if project.models_of(group) <= well:
                    note_build(place.target, group, before)
        told = list(reporter.told(place, ended, report))
    yield from told
    with in_clean_words(place):
        if failure is not None:
            raise failure


def _nothing_to_build(context: dg.AssetExecutionContext, place: Workplace) -> str:
    """Why nothing is to be built; empty when something may be, or nothing was pulled in this run.

    What a run before left landed but not served is built, although this one brought nothing.
    """
    records = context.instance.all_logs(
        context.run.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION
    )
    made = [record.asset_materialization for record in records if record.asset_materialization]
    pulled = {str(one.partition) for one in made if LOAD_ID in one.metadata}
    if not pulled:
        return ""
    [slug] = pulled
    domain = PROVIDERS[place.connection(slug).provider].domain
    if not (stands(place.target, domain) and is_current(place, slug)):
        return ""
    return f"{slug} brought nothing that is not served: nothing is built."


def serve_changes(place: Workplace, slug: str) -> CaughtUp | None:
    """What was served of a connection's loads without a build; None where only builds serve.

    Raises: SynclineError.
    """
    connection = place.connection(slug)
    if not PROVIDERS[connection.provider].is_served_at_once:
        return None
    return serve_loads(place, connection)


def serve_later(place: Workplace) -> None:
    """Serves what was pulled while a build ran.

    Raises: SynclineError.
    """
    with open_warehouse(place.target) as warehouse:
        catch_up_all(warehouse, PROVIDERS.values())


def waiting_models(place: Workplace, slug: str) -> tuple[str, ...]:
    """The served models that a connection's changes are not in yet; none where nobody can tell."""
    provider = PROVIDERS[place.connection(slug).provider]
    try:
        with open_warehouse(place.target) as warehouse:
            return waiting_for_build(warehouse, provider, slug)
    except SynclineError as error:
        # What was done is done: a warehouse that others hold now is no reason to do it again.
        LOG.warning("which models wait for a build of %s is not known: %s", slug, error)
        return ()


def is_current(place: Workplace, slug: str) -> bool:
    """Whether all that was pulled of a connection is served; what changed nothing is from now on.

    Raises: SynclineError.
    """
    provider = PROVIDERS[place.connection(slug).provider]
    with open_warehouse(place.target) as warehouse:
        return settle(warehouse, provider, slug)
