"""One asset per dbt model: the night's own build, from the seeds to the marts."""

import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets

from orchestration.publish.inputs import input_hash, versions
from orchestration.resources import Installation, as_of_date, dbt_environment, dbt_manifest

manifest = json.loads(dbt_manifest().read_text(encoding="utf-8"))


class _ByLayer(DagsterDbtTranslator):
    """The graph shows the layers: reference, staging, intermediate, marts."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return dbt_resource_props["schema"]


@dbt_assets(manifest=manifest, name="build", dagster_dbt_translator=_ByLayer())
def warehouse(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, installation: Installation
) -> Iterator:
    """`dbt build` into builds/<run id>/; a failing test of ours ends the night here."""
    home, build = installation.home, installation.build(context.run_id)
    build.mkdir(parents=True)
    now, as_of = datetime.now(UTC), as_of_date(context.run)
    inputs = input_hash(home, as_of)
    variables = {
        "release_id": f"{now:%Y%m%dT%H%M%SZ}-{inputs[:8]}",
        "built_at": f"{now:%Y-%m-%d %H:%M:%S}",
        "as_of_date": as_of.isoformat(),
        "input_hash": inputs,
        "versions": json.dumps(versions()),
    }
    os.environ |= dbt_environment(home, build)
    # Unit tests judge the code, not the night: `make test` runs them.
    arguments = ["build", "--exclude-resource-type", "unit_test", "--vars", json.dumps(variables)]
    # Its log and compiled files lie in the build: they go, or stay to be looked at, with it.
    yield from dbt.cli(arguments, context=context, target_path=build / "dbt").stream()
