"""By which statements a served model's rows are made of raw records: noted by its last build."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.kit.destination import Warehouse
from orchestration.generations.served import has_table

NOTED = """
    select patches.group_name, patches.entity, patches.raw_schema, patches.raw_entity,
        patches.raw_relation, patches.key_column, patches.relation, patches.steps,
        served.schema_name, served.active_version, served.key_columns
    from ops.patches as patches
    inner join ops.sync_metadata as served
        on served.entity = patches.entity and served.active_invocation = patches.invocation_id
    where patches.raw_schema = ?
    order by patches.entity
"""


@dataclass(frozen=True)
class Patch:
    """How one served model is made of the records of one raw table.

    `steps` are queries in the order in which they read each other, each with the relation's name
    as it stands in the others' text; the last one gives the model's rows.
    """

    group: str
    entity: str
    raw_schema: str
    raw_entity: str
    raw_relation: str
    key_column: str
    steps: tuple[tuple[str, str], ...] = field(repr=False)
    schema_name: str
    active_version: int
    key: tuple[str, ...]

    @property
    def table(self) -> str:
        """The table that is served."""
        return f"{self.schema_name}.{self.entity}_v{self.active_version}"

    @property
    def raw_table(self) -> str:
        """The raw table."""
        return f"{self.raw_schema}.{self.raw_relation.rpartition('.')[2].strip(chr(34))}"

    def queries(self, raw: str) -> Iterator[tuple[str, str]]:
        """The steps under names of their own, (name, query), with `raw` in place of the raw table.

        The last one's rows are the model's.
        """
        names = {self.raw_relation: raw}
        for number, (relation, text) in enumerate(self.steps):
            for old, new in names.items():
                text = text.replace(old, new)
            names[relation] = f"patch_step_{number}"
            yield names[relation], text


def patches_of(warehouse: Warehouse, raw_schema: str) -> list[Patch]:
    """The patches that fit what is served of a provider; none before its first build."""
    if not has_table(warehouse, "ops", "patches"):
        return []
    found = []
    for row in warehouse.fetch(NOTED, [raw_schema]):
        group, entity, schema, raw_entity, raw_relation, key_column, relation, steps, *served = row
        ordered = _in_order({one["name"]: one["sql"] for one in json.loads(steps)}, relation)
        found.append(
            Patch(
                group, entity, schema, raw_entity, raw_relation, key_column, tuple(ordered),
                served[0], served[1], tuple(served[2].split(",")),
            )
        )  # fmt: skip
    return found


def _in_order(texts: dict[str, str], last: str) -> list[tuple[str, str]]:
    """The queries, each after those that its text reads."""
    ordered: dict[str, str] = {}

    def visit(name: str) -> None:
        for other in texts:
            if other != name and other not in ordered and other in texts[name]:
                visit(other)
        ordered.setdefault(name, texts[name])

    visit(last)
    return list(ordered.items())
