"""What is switched off is not scheduled, by whatever door; what is on goes on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from extract.kit.connection import Connection
from orchestration.defs.partitions import known_connections
from orchestration.defs.race_day import Memory, Window, due_requests
from orchestration.queue.queue import Queue
from orchestration.queue.reading import newest
from orchestration.queue.requests import request_for, requests_for_all, sync_requests
from orchestration.registry.changing import Edit, Registry
from orchestration.registry.errors import Disabled
from orchestration.registry.switching import disable, enable
from orchestration.workplace import Workplace
from tests.orchestration.registry.keys import wish

ON = Connection("on", "runsignup", "harbor")
OFF = replace(ON, slug="off", is_active=False)
NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)


def test_a_schedule_leaves_out_what_is_off() -> None:
    asked = requests_for_all([ON, OFF], "runsignup", "participants", "schedule")

    assert [one.connection for one in asked] == ["on"]


def test_a_partners_sync_leaves_out_what_is_off() -> None:
    asked = sync_requests({"on": ON, "off": OFF}, "harbor", "runsignup", "participants")

    assert [one.connection for one in asked] == ["on"]


def test_a_partner_with_nothing_on_is_told_so() -> None:
    with pytest.raises(Disabled, match="Enable it with: syncline connections enable off"):
        sync_requests({"off": OFF}, "harbor", "runsignup", "participants")


def test_one_that_is_off_cannot_be_queued() -> None:
    with pytest.raises(Disabled, match="The connection off is disabled"):
        request_for(OFF, "participants")


def test_race_day_leaves_out_what_is_off() -> None:
    hour = timedelta(hours=1)
    windows = [Window(slug, NOON - hour, NOON + hour) for slug in ("on", "off")]

    asked = due_requests(Memory(NOON, windows), {"on": ON, "off": OFF}, {}, NOON)

    assert {one.connection for one in asked} == {"on"}


def test_dagster_gets_no_partition_of_what_is_off(embedded: Workplace) -> None:
    registry = Registry.of(embedded)
    registry.add(wish("On"), wish("Off", is_active=False))

    assert known_connections(embedded) == {"runsignup": ["on"]}


def test_waiting_jobs_are_cancelled_and_running_ones_go_on(
    place: Workplace, registry: Registry
) -> None:
    registry.add(wish("Off"))
    queue, connection = Queue(place.store), place.connection("off")
    queue.put(request_for(connection, "participants"))
    queue.claim("worker-1")
    queue.put(request_for(connection, "events"))

    switched = disable(registry, "Off")

    assert switched.cancelled == 1
    states = {one.operation: one.state for one in newest(place.store)}
    assert states == {"participants": "running", "events": "cancelled"}


def test_what_is_enabled_again_can_be_queued(place: Workplace, registry: Registry) -> None:
    registry.add(wish("Off", is_active=False))

    enable(registry, "off")
    registry.change("off", Edit(owner="ridge"))

    assert request_for(place.connection("off"), "participants").owner == "ridge"
