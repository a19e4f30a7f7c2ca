"""The rules of the dbt project that dbt itself does not hold, asked of its manifest.

What the models compute is asked beside them (YAML) and in tests/data.
"""

import ast
import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import GenericTestNode

from expectations.contract import load_contracts
from orchestration.home import PROJECT_DIR
from orchestration.resources import dbt_manifest, parsed_project

KEY_TESTS = {"unique", "unique_key"}
LAYERS = {
    "staging": {"staging"},
    "intermediate": {"staging", "intermediate"},
    "marts": {"intermediate", "marts"},
}
# Only DuckDB understands these; dispatched macros may use them.
NOT_PORTABLE = re.compile(
    r"group by all|union all by name|::|\bexclude\b|\bunnest\b|\blist\(|read_(csv|parquet)",
    re.IGNORECASE,
)
READER = ("orchestration/ingest/*.py", "orchestration/intake.py", "expectations/suites.py")
RULE_CODE = re.compile(r"[a-z]+(_[a-z]+)+")


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    dbt_manifest()
    return Manifest.from_msgpack(parsed_project().read_bytes())


@pytest.fixture(scope="module")
def models(manifest: Manifest) -> dict[str, object]:
    return {n.name: n for n in manifest.nodes.values() if n.resource_type == "model"}


@pytest.fixture(scope="module")
def marts(models: dict) -> dict[str, object]:
    return {name: model for name, model in models.items() if model.schema == "marts"}


def parents(manifest: Manifest, model: object) -> Iterator[object]:
    for unique_id in model.depends_on.nodes:
        yield manifest.nodes.get(unique_id) or manifest.sources[unique_id]


def test_every_model_lies_in_a_layer(models):
    assert {model.schema for model in models.values()} == set(LAYERS)


def test_sources_are_read_by_staging_only(manifest, models):
    readers = {
        name
        for name, model in models.items()
        if model.schema != "staging"
        and any(parent.resource_type == "source" for parent in parents(manifest, model))
    }
    assert readers == set()


def test_a_staging_model_reads_its_own_form_and_its_corrections(manifest, models):
    for name, model in models.items():
        if model.schema != "staging":
            continue
        source, *corrections = sorted(
            parents(manifest, model), key=lambda p: p.name in ("columns", "corrections")
        )
        found = {parent.name for parent in corrections}
        assert found == (set() if source.source_name == "ledger" else {"columns", "corrections"})
        own = f"ledger__{source.name}" if source.source_name == "ledger" else source.name
        assert name == f"stg_{own}"


def test_every_form_has_its_staging_model(models):
    assert {f"stg_{form}" for form in load_contracts()} <= set(models)


def test_a_layer_reads_only_what_it_may(manifest, models):
    broken = [
        (name, parent.name)
        for name, model in models.items()
        for parent in parents(manifest, model)
        if parent.resource_type == "model" and parent.schema not in LAYERS[model.schema]
    ]
    assert broken == []


def test_every_description_starts_with_the_grain(models):
    assert {n for n, m in models.items() if not m.description.startswith("One row per ")} == set()


def test_every_model_has_a_key_test(manifest, models):
    tested = {
        manifest.nodes[node.attached_node].name
        for node in manifest.nodes.values()
        if isinstance(node, GenericTestNode)
        and node.test_metadata.name in KEY_TESTS
        and node.attached_node in manifest.nodes
    }
    # A finding has its key from where all of them are gathered, and is asked for it there.
    gathered = {name for name in models if name.startswith("int_findings__")}
    assert "fct_quality_findings" in tested
    assert set(models) - tested - gathered - {"int_submissions__refusals"} == set()


def test_every_model_that_computes_has_a_unit_test(manifest, models):
    """What only selects, renames and stacks rows has nothing to compute."""
    tested = {unit_test.model for unit_test in manifest.unit_tests.values()}
    computing = re.compile(r"\b(sum|min|max|count|qualify|over|extract)\b", re.IGNORECASE)
    untested = {
        name
        for name, model in models.items()
        if model.schema != "staging"
        and computing.search(re.sub(r"--.*|\{[{#].*?[}#]\}", "", model.raw_code))
        and name not in tested
    }
    assert untested == set()


def test_every_mart_enforces_its_contract(marts):
    assert {name for name, mart in marts.items() if not mart.contract.enforced} == set()


def test_every_mart_column_is_described_labelled_and_has_a_unit(marts):
    bare = [
        (name, column.name)
        for name, mart in marts.items()
        for column in mart.columns.values()
        if not (
            column.description
            and column.config.meta.get("label_vi")
            and column.config.meta.get("unit")
        )
    ]
    assert bare == []


def test_every_explanation_names_columns_that_are_there(marts):
    """`mtqg explain` would find out only when somebody asks."""
    asked = [
        (name, (mart.config.meta.get("explained_by") or {}).get("fact", name), column)
        for name, mart in marts.items()
        for column in mart.columns.values()
        if column.config.meta.get("explained_by")
    ]
    assert len(asked) > 20
    for name, fact, column in asked:
        how = column.config.meta["explained_by"]
        if "indicator" in how:  # of which fact and columns dim_measures says
            facts = marts[name].config.meta["explained_by"]["facts"]
            assert {each["fact"] for each in facts.values()} <= set(marts)
            assert how["indicator"] in ("numerator", "denominator", "value", "units")
            continue
        fact = marts[how.get("fact", fact)]
        named = {*how.get("over", []), *how.get("unknown", [])}
        for columns in (how.get("count", []), how.get("sum", [])):
            by_value = columns.values() if isinstance(columns, dict) else [columns]
            named |= {name for group in by_value for name in group}
        assert named <= set(fact.columns), (name, column.name)
        own = {how[key] for key in ("count_by", "sum_by", "figures_in", "area") if key in how}
        for entry in how.get("figures", []):
            own |= {entry["column"], *entry.get("same", [])}
        assert own <= set(marts[name].columns), (name, column.name)
        assert named or own, (name, column.name)


def test_every_figure_of_an_area_can_be_explained(marts):
    """Counts of units come from the list of units, the rest from somebody's cells."""
    from_elsewhere = {"communes_expected", "communes_total", "units_expected"}
    from_elsewhere |= {"provinces_expected", "provinces_reported"}
    from_elsewhere |= {"last_provinces_expected", "last_provinces_reported"}
    from_elsewhere |= {"provinces_with_points"}
    from_elsewhere |= {"target_value", "envelope_vnd"}  # a decision's
    from_elsewhere |= {"elapsed_ratio"}  # the calendar's
    from_elsewhere |= {"row_number", "figure_number"}  # a place
    mute = {
        (name, column.name)
        for name, mart in marts.items()
        if {"area_basis", "area_name"} <= set(mart.columns)
        and not mart.config.meta.get("from_personal_data")
        for column in mart.columns.values()
        if column.data_type.lower() in ("bigint", "double", "decimal(20,0)")
        and not column.config.meta.get("explained_by")
        and column.name not in from_elsewhere
    }
    assert mute == set()


def test_one_column_name_means_one_thing(marts):
    meanings = defaultdict(set)
    for mart in marts.values():
        for column in mart.columns.values():
            meta = column.config.meta
            meanings[column.name].add(
                (column.data_type.lower(), meta.get("label_vi"), meta.get("unit"))
            )
    assert {name: seen for name, seen in meanings.items() if len(seen) > 1} == {}


def test_money_is_decimal_and_ratios_are_doubles(marts):
    wrong = [
        (name, column.name, column.data_type)
        for name, mart in marts.items()
        for column in mart.columns.values()
        if (column.name.endswith("_vnd") and column.data_type != "decimal(20,0)")
        or (column.name.endswith("_ratio") and column.data_type != "double")
    ]
    assert wrong == []


def test_models_are_portable(models):
    broken = {
        name: found.group()
        for name, model in models.items()
        if (found := NOT_PORTABLE.search(re.sub(r"--.*", "", model.raw_code)))
    }
    assert broken == {}


def test_rules_are_registered_computed_and_shown(manifest, models, marts):
    """A rule with no failures and a rule that was forgotten look the same in SQL."""
    with (PROJECT_DIR / "seeds/quality_rules.csv").open(encoding="utf-8", newline="") as file:
        kinds = {row["rule_code"]: row["kind"] for row in csv.DictReader(file)}
    prefix = "int_findings__"
    computed = {name.removeprefix(prefix) for name in models if name.startswith(prefix)}
    shown = {
        parent.name.removeprefix(prefix)
        for parent in parents(manifest, marts["fct_quality_findings"])
        if parent.name.startswith(prefix)
    }
    assert computed == {
        rule for rule, kind in kinds.items() if kind in ("cross", "reporting", "decision")
    }
    assert shown == computed
    read = {rule for rule, kind in kinds.items() if kind in ("cell", "row", "file")}
    assert read == {"contract_check", *_rules_of_the_reader()}
    # A contract's checks are registered by the contract: a new form edits no list of ours.
    judged = {check.rule for form in load_contracts().values() for check in form.checks}
    assert judged.isdisjoint(kinds)


def _rules_of_the_reader() -> Iterator[str]:
    """The code that each refusal in the reader's source names: the first word of that shape."""
    for path in (path for pattern in READER for path in PROJECT_DIR.glob(pattern)):
        for node in ast.walk(ast.parse(Path(path).read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            if not re.search("refus|remark|^Cell$|^Word$|_meta", called, re.IGNORECASE):
                continue
            words = (
                part.value
                for argument in node.args
                for part in ast.walk(argument)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )
            yield from (word for word in [next(filter(RULE_CODE.fullmatch, words), None)] if word)
