"""Great Expectations as asset checks: on what landed, and on the marts before they are published.

A failed check here is our fault and stops the night; senders' faults are findings, not checks.
"""

import json
from collections.abc import Iterator
from itertools import groupby

import dagster as dg

from expectations.mart_suites import MartCheck, judge_marts, load_mart_suites
from orchestration.assets.published import CHECKS_FILE, MART_KEYS
from orchestration.assets.raw import contracts
from orchestration.database import connect
from orchestration.ingest import personal
from orchestration.resources import Installation

KEEPS_CONTRACT = "keeps_its_contract"
INVARIANTS = "invariants"
COMPARISON = "comparison"


@dg.multi_asset_check(
    name="landed",
    specs=[
        dg.AssetCheckSpec(KEEPS_CONTRACT, asset=dg.AssetKey(["raw", form]), blocking=True)
        for form in contracts
    ],
)
def landed(installation: Installation) -> Iterator[dg.AssetCheckResult]:
    """No landed detail row breaks its contract: the judge's word was carried out."""
    from expectations.suites import judge

    with connect(installation.home.landing, read_only=True) as connection:
        for form, contract in contracts.items():
            lines = personal.whole_lines(installation.home, connection, contract)
            frame = connection.execute(f"select * from {lines} where row_kind = 'detail'").df()
            broken = [v for v in judge(contract, frame) if v.severity == "error"]
            yield dg.AssetCheckResult(
                passed=not broken,
                asset_key=dg.AssetKey(["raw", form]),
                check_name=KEEPS_CONTRACT,
                metadata={"rows": len(frame), "broken": len(broken)},
            )


# Not every suite is about a mart: one judges the comparison with the last release.
_suites = {suite.table for suite in load_mart_suites()}
_judged = [key for key in MART_KEYS if key.path[-1] in _suites]


def _spec(name: str, key: dg.AssetKey, blocking: bool) -> dg.AssetCheckSpec:
    others = [other for other in MART_KEYS if other != key]
    return dg.AssetCheckSpec(name, asset=key, blocking=blocking, additional_deps=others)


@dg.multi_asset_check(
    name="marts",
    specs=[
        spec
        for key in _judged
        for spec in (_spec(INVARIANTS, key, True), _spec(COMPARISON, key, False))
    ],
)
def marts(
    context: dg.AssetCheckExecutionContext, installation: Installation
) -> Iterator[dg.AssetCheckResult]:
    """Invariants of the marts (they block), and comparisons (they only warn)."""
    home, build = installation.home, installation.build(context.run.run_id)
    database = build / "warehouse.duckdb"
    last = home.current / "warehouse.duckdb"
    checks = judge_marts(database, last if last.exists() else None)
    with connect(database, read_only=True) as connection:
        (release_id,) = connection.execute("select release_id from marts.meta_build").fetchone()
    record = {
        "release_id": release_id,
        "checks": [check.__dict__ for check in checks],
        "warnings": [
            {"check": f"{check.table}.{check.expectation}", "text_vi": _sentence(check)}
            for check in checks
            if check.severity == "warning" and not check.success
        ],
    }
    (build / CHECKS_FILE).write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    by_table = {
        table: list(group)
        for table, group in groupby(sorted(checks, key=lambda c: c.table), lambda c: c.table)
    }
    for key in _judged:
        for name, severity, level in (
            (INVARIANTS, "error", dg.AssetCheckSeverity.ERROR),
            (COMPARISON, "warning", dg.AssetCheckSeverity.WARN),
        ):
            failed = [
                check
                for check in by_table.get(key.path[-1], [])
                if check.severity == severity and not check.success
            ]
            yield dg.AssetCheckResult(
                passed=not failed,
                asset_key=key,
                check_name=name,
                severity=level,
                description="; ".join(map(_sentence, failed)) or None,
            )


def _sentence(check: MartCheck) -> str:
    return f"{check.message_vi} {check.observed}".strip()
