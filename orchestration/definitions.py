"""The one place where everything is put together."""

import dagster as dg

from orchestration import automation, checks
from orchestration.assets import published, raw, warehouse
from orchestration.resources import Installation, dbt_resource

defs = dg.Definitions(
    assets=[raw.land, warehouse.warehouse, published.release, published.outbox, published.digest],
    asset_checks=[checks.landed, checks.marts],
    jobs=[automation.nightly],
    schedules=[automation.nightly_schedule],
    sensors=[automation.inbox_sensor, automation.failure_sensor],
    resources={"installation": Installation(), "dbt": dbt_resource()},
    # One process: two steps never hold a database open at the same time.
    executor=dg.in_process_executor,
)
