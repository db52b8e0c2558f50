"""Column lineage as Dagster shows it: which column of which asset each column is made of."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator

from extract.kit.destination import Engine
from orchestration.building import NodeEnded
from orchestration.defs.manifest import Project
from orchestration.lineage.keeping import Found, Kept
from orchestration.lineage.reading import Column, Query

LINEAGE, UNREAD = "dagster/column_lineage", "column lineage"
GENERATION = "_v[12]"


class Lineages:
    """Tells of models that were just built what their columns are made of."""

    def __init__(self, project: Project, translator: DagsterDbtTranslator, kept: Kept) -> None:
        self._project, self._translator, self._kept = project, translator, kept

    def told(self, engine: Engine, built: Sequence[NodeEnded]) -> dict[str, dict[str, Any]]:
        """The metadata of each model by its id; nothing of those that are still to be read."""
        queries = {
            node.unique_id: self._query(engine, node)
            for node in built
            if node.sql and node.unique_id in self._project.nodes
        }
        found = self._kept.get(queries)
        return {name: self._metadata(name, one) for name, one in found.items()}

    def _metadata(self, name: str, found: Found) -> dict[str, Any]:
        if found.failure:
            return {UNREAD: f"The compiled SQL was not understood: {found.failure}"}
        parents = self._parents(name)
        keys = {name: self._translator.get_asset_key(one) for name, one in parents.items()}
        lineage = dg.TableColumnLineage(
            {column: _deps(keys, made_of) for column, made_of in found.columns.items()}
        )
        return {LINEAGE: lineage}

    def _query(self, engine: Engine, node: NodeEnded) -> Query:
        parents = self._parents(node.unique_id)
        sql = node.sql
        for table in parents:
            sql = _as_served(sql, table)
        return Query(
            sql,
            engine,
            tuple(self._project.nodes[node.unique_id]["columns"]),
            {table: tuple(parent["columns"]) for table, parent in parents.items()},
        )

    def _parents(self, name: str) -> dict[str, Mapping[str, Any]]:
        """What a model reads, by `schema.name`."""
        wanted = self._project.nodes[name].get("depends_on", {}).get("nodes", ())
        return {
            f"{one['schema']}.{one.get('identifier') or one['alias']}": one
            for one in map(self._project.readable, wanted)
            if one is not None
        }


def _deps(keys: Mapping[str, dg.AssetKey], made_of: Sequence[Column]) -> list[dg.TableColumnDep]:
    return [dg.TableColumnDep(keys[table], column) for table, column in made_of if table in keys]


def _as_served(sql: str, table: str) -> str:
    """The text with one name for a table, whichever database and generation of it was read."""
    schema, _, name = table.partition(".")
    written = rf'(?:"[^"]+"\.)?"{re.escape(schema)}"\."{re.escape(name)}(?:{GENERATION})?"'
    return re.sub(written, f'"{schema}"."{name}"', sql)
