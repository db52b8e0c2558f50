"""The mirror and a build make the same tables, whoever comes first."""

from orchestration.mirror.tables import DEFINITIONS
from tests.layout import tree

SOURCES = "dbt_project/models/staging/syncline/_syncline__sources.yml"


def test_the_mirrors_tables_are_those_that_the_models_declare() -> None:
    [source] = tree.load_yaml(SOURCES)["sources"]

    declared = {
        table["name"]: {
            f"{one['name']} {one['data_type'].replace('text', 'varchar')}"
            for one in table["columns"]
        }
        for table in source["tables"]
    }

    assert {name: set(text.split(", ")) for name, text in DEFINITIONS.items()} == declared
