"""Judging the marts of a build before it may be published, by the suites in `marts/*.yml`.

One suite per mart that has more to hold than its contract (models/marts/*.yml: DuckDB enforces
which values a column may have), plus one for the comparison with the last release. What a suite
expects is in its YAML; nothing here knows a single mart.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import duckdb
import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, model_validator

SUITES_DIR = Path(__file__).parent / "marts"
COMPARISON = "release_comparison"
"""The one suite that judges no mart: its table is made here, from the build and the release."""

EXAMPLES = 3
"""Rows that `observed` names: enough to start looking, short enough for a mail."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MartExpectation(_Strict):
    """One Great Expectations expectation. An error blocks the release, a warning is told."""

    type: str
    kwargs: dict[str, Any]
    severity: Literal["error", "warning"]
    message_vi: str

    @property
    def columns(self) -> list[str]:
        named = [
            self.kwargs[key] for key in ("column", "column_A", "column_B") if key in self.kwargs
        ]
        return [*named, *self.kwargs.get("column_list", [])]


class Compared(_Strict):
    """The totals of a mart that are held against the last release."""

    where: str
    by: list[str]
    """Columns that name a total; `area_code` among them is the province that reported it."""
    measures: list[str]

    @model_validator(mode="after")
    def _names_the_province(self) -> Self:
        if "area_code" not in self.by:
            raise ValueError("`by` needs area_code: whose submissions changed?")
        return self


class MartSuite(_Strict):
    """What is expected of one mart."""

    table: str
    key: list[str]
    """Columns by which a wrong row is named."""
    computed: dict[str, str] = {}
    """Further columns of the judged frame: name -> SQL over the mart. Money is compared here, in
    DECIMAL, and only the answer is judged. An unknown answer (null) passes, as in a check
    constraint."""
    expectations: list[MartExpectation]
    compared: Compared | None = None


@dataclass(frozen=True)
class MartCheck:
    """What one expectation found."""

    table: str
    expectation: str
    severity: Literal["error", "warning"]
    success: bool
    message_vi: str
    observed: str
    """What was seen where it failed (wrong rows by their key); empty where it held."""


def load_mart_suites(folder: Path = SUITES_DIR) -> list[MartSuite]:
    """All suites. A file is named after its table."""
    suites = []
    for path in sorted(folder.glob("*.yml")):
        suite = MartSuite.model_validate(
            yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        )
        if suite.table != path.stem:
            raise ValueError(f"{path.name}: table is {suite.table!r}, the file name says otherwise")
        suites.append(suite)
    return suites


def judge_marts(build_db: Path, last_release_db: Path | None) -> list[MartCheck]:
    """Judge the marts of a build; without a last release nothing is compared.

    Failed errors mean: do not publish. Warnings are for the digest and the manifest.
    """
    suites = load_mart_suites()
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")  # else it is drawn into stdout
        connection.execute("set TimeZone = 'UTC'")
        _attach(connection, build_db, "warehouse")
        if last_release_db is None:
            suites = [suite for suite in suites if suite.table != COMPARISON]
        else:
            _attach(connection, last_release_db, "last")
            _compare(connection, suites)
        judge = _Judge()
        return [check for suite in suites for check in _checks(connection, suite, judge)]


class _Judge:
    """Great Expectations on frames, in a context that leaves nothing behind."""

    def __init__(self) -> None:
        # Read when the package is imported, which takes seconds: hence neither is at the top.
        os.environ["GX_ANALYTICS_ENABLED"] = "false"
        import great_expectations

        self._gx = great_expectations
        context = great_expectations.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        self._source = context.data_sources.add_pandas("marts")

    def results(self, frame: pd.DataFrame, suite: MartSuite) -> list[Any]:
        """The result of each expectation, in the suite's order."""
        batch = (
            self._source.add_dataframe_asset(suite.table)
            .add_batch_definition_whole_dataframe("all")
            .get_batch({"dataframe": frame})
        )
        expectations = [
            {"type": expectation.type, "kwargs": expectation.kwargs, "meta": {"position": position}}
            for position, expectation in enumerate(suite.expectations)
        ]
        validation = batch.validate(
            self._gx.ExpectationSuite(suite.table, expectations=expectations),
            # SUMMARY names a few wrong rows by their key; COMPLETE would carry them all.
            result_format={
                "result_format": "SUMMARY",
                "unexpected_index_column_names": suite.key,
            },
        )
        return sorted(
            validation.results, key=lambda result: result.expectation_config.meta["position"]
        )


def _checks(
    connection: duckdb.DuckDBPyConnection, suite: MartSuite, judge: _Judge
) -> Iterator[MartCheck]:
    try:
        frame = _frame(connection, suite)
    except duckdb.Error as error:
        # A mart that cannot be read as its suite expects has failed everything expected of it.
        for expectation in suite.expectations:
            yield _check(suite, expectation, success=False, observed=str(error).splitlines()[0])
        return
    results = judge.results(frame, suite)
    for expectation, result in zip(suite.expectations, results, strict=True):
        yield _check(
            suite,
            expectation,
            success=bool(result.success),
            observed="" if result.success else _observed(result, suite),
        )


def _check(
    suite: MartSuite, expectation: MartExpectation, *, success: bool, observed: str
) -> MartCheck:
    return MartCheck(
        table=suite.table,
        expectation=" ".join([expectation.type, *expectation.columns]),
        severity=expectation.severity,
        success=success,
        message_vi=expectation.message_vi,
        observed=observed,
    )


def _frame(connection: duckdb.DuckDBPyConnection, suite: MartSuite) -> pd.DataFrame:
    """The columns that the suite speaks of, with the computed ones."""
    relation = _relation(suite.table)
    types = dict(
        row[:2] for row in connection.execute(f"describe select * from {relation}").fetchall()
    )
    named = dict.fromkeys(
        [*suite.key, *(name for item in suite.expectations for name in item.columns)]
    )
    # pandas would make a float of DECIMAL; as text every digit stays.
    columns = [
        f"cast({name} as varchar) as {name}" if types.get(name, "").startswith("DECIMAL") else name
        for name in named
        if name not in suite.computed
    ]
    columns += [f"({expression}) as {name}" for name, expression in suite.computed.items()]
    return connection.execute(f"select {', '.join(columns)} from {relation}").df()


def _relation(table: str) -> str:
    return COMPARISON if table == COMPARISON else f"warehouse.marts.{table}"


def _observed(result: Any, suite: MartSuite) -> str:
    found = result.result
    if rows := found.get("partial_unexpected_index_list"):
        examples = "; ".join(
            " ".join(f"{name}={row[name]}" for name in suite.key if pd.notna(row[name]))
            for row in rows[:EXAMPLES]
        )
        return f"{found['unexpected_count']}/{found['element_count']} dòng: {examples}"
    if "observed_value" in found:
        return str(found["observed_value"])
    return "; ".join(
        info["exception_message"]
        for info in result.exception_info.values()
        if isinstance(info, dict)
    )


def _compare(connection: duckdb.DuckDBPyConnection, suites: list[MartSuite]) -> None:
    """Make the table `release_comparison`: a row per mart's number of rows and per compared total.

    last_value and new_value are texts, so that no đồng is lost on the way to a mail; new_value is
    null where the mart or the line is gone. A new line has nothing to be compared with.
    """
    connection.execute(
        f"create temp table {COMPARISON} (table_name varchar, measure varchar, line varchar,"
        " last_value varchar, new_value varchar, change_ratio double, submissions_changed boolean)"
    )
    last, new = _tables(connection, "last"), _tables(connection, "warehouse")
    for table in sorted(last):
        new_rows = f"(select count(*) from warehouse.marts.{table})" if table in new else "null"
        connection.execute(
            f"insert into {COMPARISON}"
            " select ?, 'rows', '', last_rows, new_rows,"
            " (new_rows - last_rows) / nullif(cast(last_rows as double), 0), false"
            f" from (select (select count(*) from last.marts.{table}) as last_rows,"
            f" cast({new_rows} as bigint) as new_rows)",
            [table],
        )
    for suite in suites:
        if suite.compared and suite.table in last & new:
            for measure in suite.compared.measures:
                # A column that the last release did not have yet has nothing to be compared with.
                with contextlib.suppress(duckdb.BinderException):
                    _compare_totals(connection, suite.table, suite.compared, measure)


def _compare_totals(
    connection: duckdb.DuckDBPyConnection, table: str, compared: Compared, measure: str
) -> None:
    by = ", ".join(compared.by)
    same_line = " and ".join(
        f"last_totals.{name} is not distinct from new_totals.{name}" for name in compared.by
    )
    line = ", ".join(f"last_totals.{name}" for name in compared.by)
    totals = (
        f"select {by}, sum({measure}) as total from {{}}.marts.{table}"
        f" where {compared.where} group by {by}"
    )
    # A submission that counts in only one of the two databases explains its province's change.
    connection.execute(
        f"""
        insert into {COMPARISON}
        with
        last_totals as ({totals.format("last")}),
        new_totals as ({totals.format("warehouse")}),
        counted as (
            select issuer_code, submission_id from last.marts.fct_submissions
            where not is_superseded and decision is null and submission_status <> 'refused'
            union all
            select issuer_code, submission_id from warehouse.marts.fct_submissions
            where not is_superseded and decision is null and submission_status <> 'refused'
        ),
        counted_once as (
            select issuer_code from counted group by issuer_code, submission_id having count(*) = 1
        )
        select
            '{table}', '{measure}', concat_ws(' ', {line}), last_totals.total, new_totals.total,
            cast(new_totals.total - last_totals.total as double)
                / nullif(abs(cast(last_totals.total as double)), 0),
            last_totals.area_code in (select issuer_code from counted_once)
        from last_totals
        left join new_totals on {same_line}
        """
    )


def _tables(connection: duckdb.DuckDBPyConnection, database: str) -> set[str]:
    rows = connection.execute(
        "select table_name from duckdb_tables() where database_name = ? and schema_name = 'marts'",
        [database],
    ).fetchall()
    return {name for (name,) in rows}


def _attach(connection: duckdb.DuckDBPyConnection, database: Path, alias: str) -> None:
    path = str(database).replace("'", "''")
    connection.execute(f"attach '{path}' as {alias} (read_only)")
