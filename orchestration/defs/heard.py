"""What a run tells of itself while it runs, summed up for the queue."""

from dataclasses import dataclass, field
from typing import Any

import dagster as dg
from dagster._core.events import RunFailureReason
from dagster._core.execution.plan.objects import ErrorSource, StepFailureData

from orchestration.asset_keys import entity_of
from orchestration.defs.extract import FAILED, PARTED, SETTINGS
from orchestration.defs.failing import IS_FINAL, KIND
from orchestration.defs.reporting import FLIPPED
from orchestration.queue.outcome import WAITING

STAGES = ("plan", "brakes", "sent", "confirmed", "rejected", "withdrawn", "retracted", "seal")


@dataclass
class Heard:
    """Records landed or sent, rows that were quarantined, loads, groups, figures of steps, errors.

    `news` says how many records of an entity are new, changed and unread, where that is counted;
    `failed` why one could not be read while others were; `kinds` the errors' own names; `waiting`
    the served models that what was pulled is not in before a build.
    """

    records: int = 0
    quarantined: int = 0
    load_ids: list[str] = field(default_factory=list)
    flipped: set[str] = field(default_factory=set)
    stages: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    is_final: bool = False
    is_interrupted: bool = False
    kinds: list[str] = field(default_factory=list)
    news: dict[str, dict[str, int]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()

    def hear(self, event: dg.DagsterEvent) -> None:
        """Takes in one event of the run."""
        if event.is_step_materialization:
            self._made(event.step_materialization_data.materialization)
        elif event.event_type == dg.DagsterEventType.ASSET_OBSERVATION:
            self._missed(event.asset_observation_data.asset_observation)
        elif event.is_step_success and event.step_key:
            seconds = event.step_success_data.duration_ms / 1000
            self.stages.setdefault(event.step_key, {})["seconds"] = round(seconds, 3)
        elif event.is_step_failure:
            self._failed(event.step_failure_data)
        elif event.event_type == dg.DagsterEventType.RUN_FAILURE:
            self._ended(event)

    def _ended(self, event: dg.DagsterEvent) -> None:
        """Takes in how a whole run failed, which says nothing new where a step of it did."""
        data = event.job_failure_data
        if data.failure_reason == RunFailureReason.UNEXPECTED_TERMINATION:
            self.is_interrupted = True
        elif not self.errors:
            error = data.error
            self.errors.append(
                error.message.strip() if error else event.message or "The run failed."
            )

    @property
    def result(self) -> dict[str, Any]:
        """What the queue keeps of it."""
        return {
            "records": self.records,
            **({"quarantined": self.quarantined} if self.quarantined else {}),
            "load_ids": self.load_ids,
            "flipped": sorted(self.flipped),
            "stages": self.stages,
            **({"news": self.news} if self.news else {}),
            **({"failed": self.failed} if self.failed else {}),
            **({"kinds": self.kinds} if self.kinds else {}),
            **({WAITING: list(self.waiting)} if self.waiting else {}),
        }

    def _made(self, made: dg.AssetMaterialization) -> None:
        told = {name: value.value for name, value in made.metadata.items()}
        if load_id := told.get("load_id"):
            # What a setting says of columns is no record of the provider's.
            if not told.get(SETTINGS):
                self.records += int(str(told.get("dagster/row_count") or 0))
            self.quarantined += int(str(told.get("quarantined") or 0))
            if load_id not in self.load_ids:
                self.load_ids.append(str(load_id))
        if told.get(PARTED):
            self.news[entity_of(made.asset_key.path)] = {
                "created": int(str(told["added"])),
                "updated": int(str(told["changed"])),
                "errors": int(str(told["quarantined"])),
            }
        if "confirmed" in told or "retracted" in told:
            self.records += int(str(told.get("sent") or 0))
        if kept := {name: told[name] for name in STAGES if name in told}:
            self.stages["/".join(made.asset_key.path)] = kept
        if told.get(FLIPPED):
            self.flipped.add(str(told["group"]))

    def _missed(self, seen: dg.AssetObservation) -> None:
        """Takes in an entity that could not be read while others were."""
        if told := seen.metadata.get(FAILED):
            entity = entity_of(seen.asset_key.path)
            self.failed[entity] = str(told.value)
            self.news[entity] = {"created": 0, "updated": 0, "errors": 1}

    def _failed(self, failure: StepFailureData) -> None:
        if failure.error_source == ErrorSource.INTERRUPT:
            self.is_interrupted = True
            return
        ours = failure.user_failure_data
        if ours is not None and ours.description:
            self.errors.append(ours.description)
            if kind := ours.metadata.get(KIND):
                self.kinds.append(str(kind.value))
            self.is_final = self.is_final or bool(
                (told := ours.metadata.get(IS_FINAL)) and told.value
            )
        elif failure.error is not None:
            self.errors.append(failure.error.message.strip())
