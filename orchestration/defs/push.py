"""An asset per system that is pushed to, and per provider that results are sent to."""

from typing import Any

import dagster as dg
from pydantic import Field

from extract.kit.spec import Provider
from extract.providers import PROVIDERS
from orchestration.asset_keys import plan_asset_key, publication_asset_key, push_asset_key
from orchestration.defs.failing import in_clean_words
from orchestration.defs.partitions import connections_of
from orchestration.defs.resources import Workshop
from orchestration.publishing.flow import Approval, plan_results, publish_results
from orchestration.pushing import PushRequest, apply_plans, make_plans
from push.jobs import read_models
from push.kit.apply import Applied
from push.kit.plan import Plan
from push.publishers import PUBLISHERS
from push.publishing.planning import Wish
from push.targets import ALL_TARGETS

Owners = dict[str, list[str]]
PUBLISHED = ("unified_results",)


class Planning(dg.Config):
    """What to plan a push of, and who wants to see it."""

    race: str = Field(
        default="", description="One race, or kind of record; all of the connection if empty."
    )
    made_by: str = Field(default="", description="Who asked; the worker's account if empty.")


class Push(dg.Config):
    """What to push: one race or all, a stored plan or a new one, past a brake."""

    race: str = Field(
        default="", description="One race, or kind of record; all of the connection if empty."
    )
    plan: int = Field(default=0, description="The stored plan of that number; a new one if 0.")
    accept: bool = Field(default=False, description="Go on although a brake is on.")


class Publish(dg.Config):
    """Which event's results to publish, and who lets them go out."""

    event: str = Field(description="An event's key, id or name, as it is served.")
    approved_by: str = Field(default="", description="Who approves; nothing goes out without.")
    plan: int = Field(default=0, description="The plan that was seen; a new one if 0.")
    accept: bool = Field(default=False, description="Go on although a brake is on.")


def plan_op(target: str) -> str:
    """The name of the step that plans a push to a system."""
    return "__".join(plan_asset_key(target))


def push_op(target: str) -> str:
    """The name of the step that pushes to a system."""
    return "__".join(push_asset_key(target))


def publish_op(provider: str) -> str:
    """The name of the step that publishes at a provider."""
    return "__".join(publication_asset_key(provider))


def push_assets(owners: Owners) -> list[dg.AssetsDefinition]:
    """What each system that is pushed to is sent, one partition per connection."""
    return [_push_asset(PROVIDERS[slug], owners) for slug in ALL_TARGETS]


def plan_assets(owners: Owners) -> list[dg.AssetsDefinition]:
    """What each system that is pushed to would be sent, one partition per connection."""
    return [_plan_asset(PROVIDERS[slug], owners) for slug in ALL_TARGETS]


def publication_assets(owners: Owners) -> list[dg.AssetsDefinition]:
    """The results that each registration provider is sent, one partition per connection."""
    return [_publication_asset(PROVIDERS[slug], owners) for slug in PUBLISHERS]


def _plan_asset(provider: Provider, owners: Owners) -> dg.AssetsDefinition:
    @dg.asset(
        name=provider.slug,
        key_prefix=list(plan_asset_key(provider.slug)[:-1]),
        deps=[dg.AssetKey([provider.domain, name]) for name in read_models(provider.slug)],
        partitions_def=connections_of(provider.slug),
        group_name=provider.domain,
        owners=owners.get(provider.domain),
        kinds={"python"},
        description=f"What a push to {provider.title} would do, stored under a number by which it "
        "is looked at and approved. Nothing is sent.",
    )
    def plan(
        context: dg.AssetExecutionContext, config: Planning, workshop: dg.ResourceParam[Workshop]
    ) -> dg.MaterializeResult[object]:
        place, slug = workshop.open(), context.partition_key
        with in_clean_words(place):
            made = make_plans(place, slug, race=config.race or None, who=config.made_by)
        return dg.MaterializeResult(metadata=_of_plans(made))

    return plan


def _of_plans(made: list[Plan]) -> dict[str, Any]:
    return {
        "plan": ", ".join(f"{one.race}: plan {one.number}" for one in made),
        "brakes": "; ".join(f"{one.race}: {brake}" for one in made for brake in one.brakes),
    }


def _push_asset(provider: Provider, owners: Owners) -> dg.AssetsDefinition:
    @dg.asset(
        name=provider.slug,
        key_prefix=list(push_asset_key(provider.slug)[:-1]),
        deps=[dg.AssetKey([provider.domain, name]) for name in read_models(provider.slug)],
        partitions_def=connections_of(provider.slug),
        group_name=provider.domain,
        owners=owners.get(provider.domain),
        kinds={"python"},
        description=f"What {provider.title} is sent: the plan, what came of sending it, and the "
        "seal of reading it back.",
    )
    def push(
        context: dg.AssetExecutionContext, config: Push, workshop: dg.ResourceParam[Workshop]
    ) -> dg.MaterializeResult[object]:
        place, slug = workshop.open(), context.partition_key
        with in_clean_words(place):
            request = PushRequest(
                slug, race=config.race or None, plan=config.plan or None, accept=config.accept
            )
            context.log.info("%s: plan, apply, verify", slug)
            done = apply_plans(place, request)
        return dg.MaterializeResult(metadata=_of_pushes(done))

    return push


def _of_pushes(done: list[Applied]) -> dict[str, Any]:
    """The three stages, each summed over the races."""
    return {
        "plan": ", ".join(f"{one.seal.race}: plan {one.number}" for one in done),
        "sent": sum(one.sent for one in done),
        "confirmed": sum(one.confirmed for one in done),
        "rejected": sum(len(one.rejected) for one in done),
        "withdrawn": sum(len(one.withdrawn) for one in done),
        "seal": "; ".join(f"{one.seal.race}: {one.seal}" for one in done),
        "is_well": all(one.seal.is_well for one in done),
    }


def _publication_asset(provider: Provider, owners: Owners) -> dg.AssetsDefinition:
    @dg.asset(
        name=provider.slug,
        key_prefix=list(publication_asset_key(provider.slug)[:-1]),
        deps=[dg.AssetKey([provider.domain, name]) for name in PUBLISHED],
        partitions_def=connections_of(provider.slug),
        group_name=provider.domain,
        owners=owners.get(provider.domain),
        kinds={"python"},
        description=f"The results that {provider.title} is sent, on request and once approved.",
    )
    def publish(
        context: dg.AssetExecutionContext, config: Publish, workshop: dg.ResourceParam[Workshop]
    ) -> dg.MaterializeResult[object]:
        place = workshop.open()
        with in_clean_words(place):
            number = config.plan or plan_results(place, config.event, Wish()).number
            approval = Approval(config.approved_by or None, number, config.accept)
            context.log.info("%s: plan %s", context.partition_key, number)
            done = publish_results(place, config.event, approval)
        return dg.MaterializeResult(
            metadata={
                "plan": done.number,
                "approved_by": done.approved_by,
                "sent": done.sent,
                "retracted": done.retracted,
                "seal": str(done.seal),
                "is_whole": done.seal.is_whole,
            }
        )

    return publish
