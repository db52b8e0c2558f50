"""Models are named, placed, described and connected as the guide says."""

import re
from pathlib import Path
from typing import Any

from tests.layout import tree

LAYERS = {"staging", "intermediate", "marts", "ops"}
# What the control store mirrors and what a CRM writes is no provider's: no tables of JSON, no page.
OWN = frozenset({"raw_syncline", "raw_crm_edits"})


def described_models() -> list[tuple[str, dict[str, Any]]]:
    """Path and entry of every model that a YAML file describes."""
    return [
        (path, entry)
        for path in tree.under(tree.MODELS, ".yml")
        for entry in tree.load_yaml(path).get("models", [])
    ]


def sources() -> list[tuple[str, dict[str, Any]]]:
    """Path and entry of every declared source."""
    return [
        (path, entry)
        for path in tree.under(f"{tree.MODELS}staging/", ".yml")
        for entry in tree.load_yaml(path).get("sources", [])
    ]


def is_well_named(model: tree.Model) -> bool:
    """Whether name and folder agree with the model's layer."""
    patterns = {
        "staging": rf"stg_{re.escape(model.folder)}__[a-z_]+(?:s|media)",
        "intermediate": rf"int_{re.escape(model.folder)}__[a-z_]+_(?:[a-z]+ed|split|kept|built)",
        "marts": r"(?!stg_|int_)[a-z_]+",
        "ops": r"(?!stg_|int_)[a-z_]+",
    }
    in_a_folder = model.layer == "ops" or bool(model.folder)
    return in_a_folder and bool(re.fullmatch(patterns[model.layer], model.name))


def test_every_model_lies_in_a_layer() -> None:
    assert {model.path for model in tree.models() if model.layer not in LAYERS} == set()


def test_a_models_name_says_its_layer_and_its_provider_or_domain() -> None:
    known = [model for model in tree.models() if model.layer in LAYERS]

    assert [model.path for model in known if not is_well_named(model)] == []


def test_every_model_has_its_yaml_beside_it() -> None:
    described = {(path, entry["name"]) for path, entry in described_models()}

    missing = [
        model.yaml_path for model in tree.models() if (model.yaml_path, model.name) not in described
    ]

    assert missing == []


def test_every_yaml_describes_a_model_that_exists() -> None:
    existing = {(model.yaml_path, model.name) for model in tree.models()}

    strays = [f"{p}: {e['name']}" for p, e in described_models() if (p, e["name"]) not in existing]

    assert strays == []


def test_a_models_description_opens_with_its_grain() -> None:
    found = [
        path
        for path, entry in described_models()
        if not str(entry.get("description", "")).startswith("One row per ")
    ]

    assert found == []


def test_every_column_is_described() -> None:
    found = [
        f"{path}: {entry['name']}.{column.get('name')}"
        for path, entry in described_models()
        for column in entry.get("columns") or [{"name": "(no column is described)"}]
        if not str(column.get("description") or "").strip()
    ]

    assert found == []


def test_every_model_names_a_unique_key() -> None:
    found = [
        path
        for path, entry in described_models()
        if not any("unique" in str(test) for test in data_tests_of(entry))
    ]

    assert found == []


def test_every_served_race_model_tells_whose_rows_are_whose() -> None:
    served = [
        (path, {column["name"] for column in entry["columns"]})
        for path, entry in described_models()
        if path.startswith("dbt_project/models/marts/race/")
    ]

    assert len(served) >= 4
    assert [path for path, columns in served if "timing_partner_id" not in columns] == []


def data_tests_of(entry: dict[str, Any]) -> list[Any]:
    """The data tests of a model and of its columns."""
    own = entry.get("data_tests", [])
    return [*own, *(one for c in entry.get("columns", []) for one in c.get("data_tests", []))]


def test_only_staging_reads_sources_and_each_reads_one() -> None:
    counts = {model.path: (model.layer, len(model.calls("source"))) for model in tree.models()}

    wrong = {
        path: count
        for path, (layer, count) in counts.items()
        if count != (1 if layer == "staging" else 0)
    }

    assert wrong == {}


def test_staging_refs_nothing() -> None:
    assert [m.path for m in tree.models() if m.layer == "staging" and m.calls("ref")] == []


def test_a_mart_unions_no_providers() -> None:
    marts = [model for model in tree.models() if model.layer == "marts"]

    assert marts
    assert [m.path for m in marts if re.search(r"\bunion\b", m.sql, re.IGNORECASE)] == []


def test_a_model_ends_by_selecting_its_final_cte() -> None:
    staging_or_final = re.compile(r"select \* from \w+\s*$")

    assert [m.path for m in tree.models() if not staging_or_final.search(m.sql)] == []


def table_names(source: str) -> str:
    """How the tables of a source may be called."""
    if source in OWN:
        return r"[a-z_]+s"
    return r"[a-z_]+(?:s|media)_json|loads|quarantine|_dlt_loads"


def test_a_sources_name_and_tables_follow_the_provider() -> None:
    wrong = [
        f"{path}: {entry['name']}.{table['name']}"
        for path, entry in sources()
        for table in entry["tables"]
        if entry["name"] != f"raw_{Path(path).parent.name}"
        or Path(path).name != f"_{Path(path).parent.name}__sources.yml"
        or not re.fullmatch(table_names(entry["name"]), table["name"])
    ]

    assert sources()
    assert wrong == []


def test_every_source_has_descriptions_freshness_and_the_providers_page() -> None:
    wrong = [
        path
        for path, entry in sources()
        if not entry.get("description")
        or not all(str(table.get("description") or "").strip() for table in entry["tables"])
        or "freshness" not in str(entry)
        or ("https://" not in str(entry) and entry["name"] not in OWN)
    ]

    assert wrong == []


def test_every_seed_column_is_described() -> None:
    stems = {Path(path).stem for path in tree.under("dbt_project/seeds/", ".csv")}
    entries = [
        entry
        for path in tree.under("dbt_project/seeds/", ".yml")
        for entry in tree.load_yaml(path)["seeds"]
    ]

    bare = [e["name"] for e in entries if not all(c.get("description") for c in e["columns"])]

    assert {entry["name"] for entry in entries} == stems
    assert bare == []


def test_a_singular_test_states_its_rule() -> None:
    singular = [
        path for path in tree.under("dbt_project/tests/", ".sql") if "/generic/" not in path
    ]

    assert [path for path in singular if not Path(path).name.startswith("assert_")] == []
