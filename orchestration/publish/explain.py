"""Where a figure of a release came from: cells, versions replaced, findings, corrections.

Reads one release and nothing else. How a column is computed stands in `meta_columns.explained_by`,
written from the marts' YAML (`meta: explained_by:`), where `figure` is the row asked about:

* of the mart: `fact`, and `where`, which of its lines (`line`) count; areas are rolled up by
  dim_area_rollups (`unit` is the line's row in dim_areas) where the mart has a basis and an area;
  `area`, the column of the area where it is another version of it than `area_key`;
* `sum: [columns]`, with `over: [columns]` for a ratio: of the lines that know all of them; with
  `sum_by`, a key column, the columns by its value;
* `count: [columns]`: the lines that know all of them; with `count_by`, a key column, the columns
  by its value;
* `unknown: [columns]`: the lines that do not know them;
* `figures`: other rows of the mart (`other`): `column`, `same` (columns that are equal), `where`,
  without both the row itself; `minus` or `divides`; `times`, a factor of the whole; `formula`, the
  words for what is no such sum;
* `figures_in`: a column that holds a figure's key as text (macro figure_key);
* `indicator`: a part of an indicator's value (numerator, denominator, value, units), with
  `facts`: fact and where by form. dim_indicators says which measures, dim_measures which columns of
  the fact.

What has none of it and stands in a row with submission, sheet and row has its own cell.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publish.contents import SCHEMA, opened, quoted

VALUES_SHOWN = 12
ANY_VALUE = "*"
PLACE = ("submission_id", "sheet", "row_number")
SAME_REPORT = (
    "issuer_code",
    "form",
    "variant",
    "scope_area_code",
    "period",
    "budget_year",
    "report_phase",
)


class ExplainError(ValueError):
    """A question that cannot be answered as it was put; the message says what is missing."""


@dataclass
class _Answer:
    """A figure and what it was made of."""

    value: Any
    """As the mart has it."""
    recomputed: Any
    """From the sources; None where that has no meaning."""
    formula: str
    sources: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)


def explain(database: Path, mart: str, keys: Mapping[str, str]) -> dict[str, Any]:
    """The answer to `mtqg explain`; `keys`: columns of the row, and `column`, which figure of it.

    ExplainError (Vietnamese) for an unknown mart or column, a key that no row has, or one that
    several rows have.
    """
    with opened(database, "warehouse") as connection:
        connection.execute(f"use warehouse.{SCHEMA}")
        tracer = _Tracer(connection)
        wanted = dict(keys)
        column = wanted.pop("column", None)
        (row,) = tracer.rows(mart, wanted, one=True)
        try:
            answer = tracer.figure(mart, row, _figure_column(tracer, mart, column))
        except duckdb.BinderException as error:  # a column that only later releases have
            raise ExplainError(
                "Bản phát hành hiện hành do phiên bản phần mềm cũ tạo ra; hãy chạy mtqg refresh "
                "rồi hỏi lại."
            ) from error
        columns = tracer.columns(mart)
        return {
            "mart": mart,
            "key": {name: _plain(value) for name, value in row.items() if name in wanted},
            "column": column,
            "label_vi": columns[column]["label_vi"],
            "unit": columns[column]["unit"],
            "value": _plain(answer.value),
            "recomputed": _plain(answer.recomputed),
            "formula": answer.formula,
            "figures": answer.figures,
            "sources": tracer.told(answer.sources),
        }


def _figure_column(tracer: "_Tracer", mart: str, column: str | None) -> str:
    columns = tracer.columns(mart)
    if column in columns:
        return column
    explained = [name for name, about in columns.items() if about["explained_by"]]
    raise ExplainError(
        (f"Bảng {mart} không có cột {column}. " if column else "Thiếu column=<cột>. ")
        + f"Các cột có số liệu: {', '.join(explained or columns)}."
    )


class _Tracer:
    """Asks one open release."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._known_letters: dict[str, list[dict[str, Any]]] = {}
        self._columns: dict[str, dict[str, dict[str, Any]]] = {}
        for row in self._records("select * from meta_columns order by table_name, column_order"):
            row["explained_by"] = json.loads(row["explained_by"] or "null")
            self._columns.setdefault(row["table_name"], {})[row["column_name"]] = row

    def _records(self, query: str, parameters: Iterable[Any] = ()) -> list[dict[str, Any]]:
        cursor = self._connection.execute(query, list(parameters))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def columns(self, mart: str) -> dict[str, dict[str, Any]]:
        """What `meta_columns` says of a mart's columns, in their order."""
        if mart not in self._columns:
            raise ExplainError(f"Không có bảng {mart}. Các bảng: {', '.join(self._columns)}.")
        return self._columns[mart]

    # --- the row that is asked about

    def rows(self, mart: str, keys: Mapping[str, str], one: bool = False) -> list[dict[str, Any]]:
        """The rows of a mart with these values; an empty value is null, `*` any."""
        columns = self.columns(mart)
        if unknown := [name for name in keys if name not in columns]:
            raise ExplainError(
                f"Bảng {mart} không có cột {', '.join(unknown)}. Các cột: {', '.join(columns)}."
            )
        asked = {name: value for name, value in keys.items() if value != ANY_VALUE}
        conditions = [f"coalesce(cast({quoted(name)} as varchar), '') = ?" for name in asked] or [
            "true"
        ]
        found = self._records(
            f"select rowid, * from {quoted(mart)} where {' and '.join(conditions)} order by rowid",
            asked.values(),
        )
        if not found:
            raise ExplainError(self._no_row(mart, asked))
        if one and len(found) > 1:
            raise ExplainError(self._several_rows(mart, found, asked))
        return found

    def _no_row(self, mart: str, keys: Mapping[str, str]) -> str:
        """Names the first value that no row has beside the ones before it."""
        before: list[str] = []
        given: list[str] = []
        for name, value in keys.items():
            condition = f"coalesce(cast({quoted(name)} as varchar), '') = ?"
            query = (
                f"select 1 from {quoted(mart)} where {' and '.join([*before, condition])} limit 1"
            )
            if not self._records(query, [*given, value]):
                known = self._records(
                    f"select distinct cast({quoted(name)} as varchar) as known from {quoted(mart)}"
                    f" where {' and '.join(before) or 'true'} order by known",
                    given,
                )
                return (
                    f"Bảng {mart} không có dòng nào với {name}={value}. Các giá trị có:"
                    f" {_listed(row['known'] for row in known)}."
                )
            before.append(condition)
            given.append(value)
        return f"Bảng {mart} không có dòng nào."

    def _several_rows(self, mart: str, found: list[dict[str, Any]], keys: Mapping[str, str]) -> str:
        """Names the columns that tell the rows apart, and their values."""
        lines, groups = [], [found]
        for name, about in self.columns(mart).items():
            if name in keys or about["explained_by"]:
                continue
            split = [_split(group, name) for group in groups]
            if sum(map(len, split)) > len(groups):
                values = {"" if row[name] is None else str(row[name]) for row in found}
                lines.append(f"  {name}={_listed(sorted(values))}")
                groups = [part for parts in split for part in parts]
        return f"Có {len(found)} dòng như vậy; hãy cho thêm:\n" + "\n".join(lines)

    # --- from a figure to its cells

    def figure(self, mart: str, row: Mapping[str, Any], column: str) -> _Answer:
        """One figure of one row of a mart."""
        explained = self.columns(mart)[column]["explained_by"]
        value = row[column]
        if explained is None:
            return self._own(mart, row, column)
        if "figures_in" in explained:
            return self._figures_in(row[explained["figures_in"]], value)
        if "figures" in explained:
            return self._figures(mart, row, value, explained)
        if "indicator" in explained:
            return self._indicator(mart, row, column, explained)
        return self._lines(mart, row, value, explained)

    def _own(self, mart: str, row: Mapping[str, Any], column: str) -> _Answer:
        """A figure that stands in a cell of its own, else what its row says of a submission."""
        about = self.columns(mart)[column]
        answer = _Answer(row[column], None, f"{column}: {about['description']}")
        if row.get("submission_id") is None:
            return answer
        if all(name in row for name in PLACE) and self._letters(row, column):
            answer.formula = f"giá trị của một ô ({column})"
            answer.recomputed = row[column]
            answer.sources.append(self._source(row, column, "value"))
        else:
            answer.sources.append({"submission_id": row["submission_id"]})
        return answer

    def _lines(
        self, mart: str, row: Mapping[str, Any], value: Any, explained: Mapping[str, Any]
    ) -> _Answer:
        """A sum, ratio or count over lines of a fact."""
        lines = self._fact_lines(mart, row, explained)
        if "count" in explained:
            counted = explained["count"]
            if "count_by" in explained:
                counted = counted[row[explained["count_by"]]]
            known = [line for line in lines if _knows(line, counted)]
            text = f"số dòng có {' và '.join(counted)}: {len(known)} dòng"
            answer = _Answer(value, len(known), text)
            self._add(answer, known, counted, "counted")
            return _without_parts(answer, known)
        if "unknown" in explained:
            asked = explained["unknown"]
            lacking = [line for line in lines if not _knows(line, asked)]
            text = f"số dòng chưa biết {' và '.join(asked)}: {len(lacking)} dòng"
            answer = _Answer(value, len(lacking), text)
            self._add(answer, lacking, asked, "unknown")
            return answer
        summed, over = explained["sum"], explained.get("over", [])
        if "sum_by" in explained:
            summed = summed[row[explained["sum_by"]]]
        known = [line for line in lines if _knows(line, [*summed, *over])]
        total = _total(known, summed)
        text = f"tổng {' + '.join(summed)}"
        answer = _Answer(value, total, f"{text} của {len(known)} dòng")
        self._add(answer, known, summed, "numerator" if over else "value")
        if over:
            divisor = _total(known, over)
            answer.recomputed = float(total) / float(divisor) if divisor else None
            answer.formula = (
                f"{text} ({total}) chia tổng {' + '.join(over)} ({divisor}),"
                f" ở {len(known)} dòng biết đủ"
            )
            self._add(answer, known, over, "denominator")
        return _without_parts(answer, known)

    def _fact_lines(
        self, mart: str, row: Mapping[str, Any], explained: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        joins, share = "", "1 as share_there"
        if {"area_basis", "area_key"} <= row.keys():
            share = "rollup.population_share as share_there"
            joins = f"""
                inner join dim_area_rollups as rollup
                    on rollup.area_key = line.area_key
                    and rollup.area_basis = figure.area_basis
                    and rollup.rollup_area_key = figure.{quoted(explained.get("area", "area_key"))}
                inner join dim_areas as unit on unit.area_key = line.area_key"""
        return self._records(
            f"""
            with figure as (select * from {quoted(mart)} where rowid = ?)
            select line.*, {share}
            from figure cross join {quoted(explained["fact"])} as line {joins}
            where {explained["where"]}
            order by line.rowid
            """,
            [row["rowid"]],
        )

    def _add(
        self, answer: _Answer, lines: list[dict[str, Any]], columns: list[str], part: str
    ) -> None:
        for line in lines:
            if all(name in line for name in PLACE):
                answer.sources += [self._source(line, name, part) for name in columns]
            elif line["submission_id"] is not None:  # a line about a whole report
                answer.sources.append({"submission_id": line["submission_id"]})

    def _source(self, line: Mapping[str, Any], column: str, part: str) -> dict[str, Any]:
        letters = self._letters(line, column)
        return {
            "submission_id": line["submission_id"],
            "sheet": line["sheet"],
            "row_number": line["row_number"],
            "cell": letters and f"{letters}{line['row_number']}",
            "field": column,
            "value": _plain(line[column]),
            "area_code": line.get("area_code"),
            "line": line.get("area_name_printed") or line.get("line_name") or line.get("unit_vi"),
            "part": part,
            "share": float(line["share_there"]) if "share_there" in line else 1.0,
            "sign": 1,
        }

    def _letters(self, line: Mapping[str, Any], column: str) -> str | None:
        """The letters of a landed column, in the table of the sheet that the line is in."""
        submission_id = line["submission_id"]
        if submission_id not in self._known_letters:
            self._known_letters[submission_id] = self._records(
                "select * from fct_submission_columns where submission_id = ?", [submission_id]
            )
        for known in self._known_letters[submission_id]:
            if (
                (known["sheet"], known["column_name"]) == (line["sheet"], column)
                and known["block"] in (None, line.get("block"))
                and known["first_row"] <= line["row_number"]
                and (known["last_row"] is None or line["row_number"] <= known["last_row"])
            ):
                return known["column_letters"]
        return None

    # --- figures that are made of figures

    def _figures(
        self, mart: str, row: Mapping[str, Any], value: Any, explained: Mapping[str, Any]
    ) -> _Answer:
        answer = _Answer(value, None, "")
        total, divisor, said = None, None, []
        is_ratio = any(entry.get("divides") for entry in explained["figures"])
        for entry in explained["figures"]:
            is_divisor, is_minus = entry.get("divides"), entry.get("minus")
            part = ("denominator" if is_divisor else "numerator") if is_ratio else None
            others = self._other_rows(mart, row, entry)
            for other in others:
                made_of = self.figure(mart, other, entry["column"])
                self._include(answer, mart, other, entry["column"], made_of, part, is_minus)
                if made_of.value is None:
                    continue
                if is_divisor:
                    divisor = (divisor or 0) + made_of.value
                else:
                    total = (total or 0) + (-1 if is_minus else 1) * made_of.value
            if others:
                sign = "÷" if is_divisor else "−" if is_minus else "+"
                times = f" ({len(others)} số)" if len(others) > 1 else ""
                said.append(f"{sign} {entry['column']}{times}")
        if is_ratio:
            total = float(total) / float(divisor) if divisor and total is not None else None
        elif total is not None:
            total *= explained.get("times", 1)
        answer.recomputed = None if "formula" in explained or value is None else total
        answer.formula = " ".join(said).removeprefix("+ ")
        if "times" in explained:
            answer.formula = f"({answer.formula}) × {explained['times']}"
        answer.formula = explained.get("formula", answer.formula)
        return answer

    def _other_rows(
        self, mart: str, row: Mapping[str, Any], entry: Mapping[str, Any]
    ) -> list[Mapping[str, Any]]:
        same = [
            f"other.{name} is not distinct from figure.{name}" for name in entry.get("same", [])
        ]
        if "where" in entry:
            same.append(f"({entry['where']})")
        if not same:
            return [row]
        return self._records(
            f"""
            with figure as (select * from {quoted(mart)} where rowid = ?)
            select other.rowid, other.* from figure cross join {quoted(mart)} as other
            where {" and ".join(same)} order by other.rowid
            """,
            [row["rowid"]],
        )

    def _figures_in(self, key: str | None, value: Any) -> _Answer:
        """A figure of another mart that a text names."""
        if key is None:
            return _Answer(value, None, "chưa đủ báo cáo, hoặc kho không tính số này")
        mart, *parts = key.split("; ")
        wanted = dict(part.split("=", 1) for part in parts)
        column = wanted.pop("column")
        answer = _Answer(value, None, f"{column} của {mart}")
        rows = self.rows(mart, wanted)
        for row in rows:
            part = self.figure(mart, row, column)
            self._include(answer, mart, row, column, part)
            if len(rows) == 1 and part.value is not None:
                places = value.as_tuple().exponent if isinstance(value, Decimal) else 0
                answer.recomputed = round(Decimal(str(part.value)), -places)
        return answer

    def _include(
        self,
        answer: _Answer,
        mart: str,
        row: Mapping[str, Any],
        column: str,
        made_of: _Answer,
        part: str | None = None,
        is_minus: bool | None = False,
    ) -> None:
        """Take a figure and its sources into the figure that is made of it."""
        answer.figures.append(
            {
                "mart": mart,
                "key": {
                    name: _plain(row[name])
                    for name, about in self.columns(mart).items()
                    if about["explained_by"] is None and row[name] is not None
                },
                "column": column,
                "value": _plain(made_of.value),
                "formula": made_of.formula,
                "part": part or "value",
                "sign": -1 if is_minus else 1,
            }
        )
        for source in made_of.sources:
            changed = {"figure": len(answer.figures) - 1}
            if "cell" in source:
                changed |= {"sign": -source["sign"] if is_minus else source["sign"]}
                changed |= {"part": part or source["part"]}
            answer.sources.append(source | changed)

    # --- indicators

    def _indicator(
        self, mart: str, row: Mapping[str, Any], column: str, explained: Mapping[str, Any]
    ) -> _Answer:
        """A value of the catalogue: one published, one against another year, or one of sums."""
        (indicator,) = self.rows("dim_indicators", {"indicator_code": row["indicator_code"]})
        if row["submission_id"] is not None:
            answer = self._own(mart, row, "value_low")
            answer.value, answer.recomputed = row[column], None
            if indicator["published_factor"] < 0:  # a change with a minus is a decrease
                answer.formula += ", đổi dấu"
                low = row["value_high"]
                for source in answer.sources:
                    source |= {"value": None if low is None else _plain(-low), "sign": -1}
            return answer
        if row["compared_area_key"] is not None:
            return self._against_another_year(mart, row, column, indicator)
        measures = {
            part: self.rows("dim_measures", {"measure_code": indicator[f"{part}_measure"]})
            for part in ("numerator", "denominator")
            if indicator[f"{part}_measure"]
        }
        columns = {each["landed_column"] for made_of in measures.values() for each in made_of}
        lines = [
            line
            for line in self._fact_lines(mart, row, explained["facts"][row["form"]])
            if _knows(line, columns)
        ]
        amounts = {
            part: sum(_measured(line, measure) for line in lines)
            for part, measure in measures.items()
        }
        wanted = explained["indicator"]
        answer = _Answer(row[column], amounts.get(wanted), "")
        parts = [wanted] if wanted in measures else list(measures)
        answer.formula = " chia ".join(
            f"{measures[part][0]['name_vi']} ({amounts[part]})" for part in parts
        )
        answer.formula += f", ở {len(lines)} dòng biết đủ"
        if wanted == "value":
            total, divisor = amounts["numerator"], amounts.get("denominator")
            if divisor is not None:
                total = float(total) / float(divisor) if divisor else None
            answer.recomputed = total
        if wanted == "units":
            answer.recomputed = len({line["area_key"] for line in lines})
        for part in parts:
            said = [each["landed_column"] for each in measures[part]]
            self._add(answer, lines, said, part)
        return _without_parts(answer, lines)

    def _against_another_year(
        self, mart: str, row: Mapping[str, Any], column: str, indicator: Mapping[str, Any]
    ) -> _Answer:
        """A value against that of another year; the nation's is of the provinces of today that are
        whole in both.
        """
        of, is_decrease = indicator["of_indicator"], indicator["indicator_kind"] == "decrease"
        same = {
            name: "" if row[name] is None else str(row[name])
            for name in ("breakdown_by", "breakdown", "source", "poverty_standard")
        }
        areas = [row]
        if row["area_level"] == "nation":
            provinces = {"area_basis": "current", "area_level": "province"}
            years = {name: row[name] for name in ("indicator_code", "period", "compared_period")}
            areas = self.rows(mart, same | provinces | years)
        answer, values = _Answer(row[column], None, ""), []
        for area_key, period in (("area_key", "period"), ("compared_area_key", "compared_period")):
            is_base, others = bool(values), []
            for area in areas:
                key = {"area_basis": area["area_basis"], "area_key": area[area_key]}
                key |= {"indicator_code": of, "period": row[period]}
                (other,) = self.rows(mart, same | key, one=True)
                part = None if is_decrease else ("denominator" if is_base else "numerator")
                made_of = self.figure(mart, other, "value")
                is_minus = is_decrease and not is_base
                self._include(answer, mart, other, "value", made_of, part, is_minus)
                others.append(other)
            values.append(_of_sums(others))
        this, base = values
        if column == "units_reported":
            answer.recomputed = sum(area["units_reported"] for area in areas)
            answer.formula = "tổng số đơn vị của các số được so sánh"
        elif is_decrease:
            answer.formula = f"({of} {row['compared_period']} − {of} {row['period']}) × 100"
            answer.recomputed = (base - this) * 100
        else:
            is_reduction = indicator["indicator_kind"] == "reduction"
            answer.formula = "1 − " if is_reduction else ""
            answer.formula += f"{of} {row['period']} chia {of} {row['compared_period']}"
            if base:
                answer.recomputed = 1 - this / base if is_reduction else this / base
        if row["area_level"] == "nation":
            answer.formula += f", ở {len(areas)} tỉnh đủ báo cáo của cả hai năm"
        return answer

    # --- what is told of each source

    def told(self, sources: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The sources with their submission, the versions it replaced, findings and corrections."""
        ids = sorted({source["submission_id"] for source in sources})
        submissions = {
            row["submission_id"]: row
            for row in self._records(
                "select * from fct_submissions where submission_id in (select unnest(?))", [ids]
            )
        }
        replaced = {key: self._replaced(row) for key, row in submissions.items()}
        findings: dict[str, list[dict[str, Any]]] = {}
        for row in self._records(
            "select * from fct_quality_findings where submission_id in (select unnest(?))"
            " order by finding_id",
            [ids],
        ):
            findings.setdefault(row["submission_id"], []).append(row)
        return [
            self._told(
                source,
                submissions[source["submission_id"]],
                replaced[source["submission_id"]],
                findings.get(source["submission_id"], []),
            )
            for source in sources
        ]

    def _told(
        self,
        source: dict[str, Any],
        submission: Mapping[str, Any],
        replaced: list[dict[str, Any]],
        findings: list[dict[str, Any]],
    ) -> dict[str, Any]:
        touching = [finding for finding in findings if _touches(finding, source)]
        corrections = [f for f in touching if f["rule_code"] == "correction_applied"]
        told = source | {
            "file_name": submission["file_name"],
            "sha256": submission["sha256"],
            "issuer": submission["issuer_code"],
            "form": submission["form"],
            "period": submission["period"],
            "report_phase": submission["report_phase"],
            "received_at": _plain(submission["received_at"]),
            "origin": submission["origin"],
            "version": submission["version"],
            "money_unit": submission["money_unit"],
            "replaced": replaced,
            "findings": [
                {"rule": f["rule_code"], "severity": f["severity"], "message_vi": f["message_vi"]}
                for f in touching
            ],
            "corrections": [
                {
                    "expect": f["value_given"],
                    "value": f["value_expected"],
                    "message_vi": f["message_vi"],
                }
                for f in corrections
            ],
        }
        if "cell" in source:
            # A corrected cell says something else than what counts.
            told["value_landed"] = corrections[0]["value_given"] if corrections else source["value"]
        return told

    def _replaced(self, submission: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The earlier versions of the same report."""
        same = " and ".join(f"{name} is not distinct from ?" for name in SAME_REPORT)
        rows = self._records(
            f"""
            select submission_id, file_name, received_at, version, decision, decision_reason
            from fct_submissions where {same} and version < ? order by version
            """,
            [*(submission[name] for name in SAME_REPORT), submission["version"]],
        )
        return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _touches(finding: Mapping[str, Any], source: Mapping[str, Any]) -> bool:
    """About the file, the row or the cell of a source."""
    if finding["sheet"] is None or source.get("cell") is None:
        return finding["sheet"] is None
    if finding["sheet"] != source["sheet"]:
        return False
    if finding["cell"] is None:
        return finding["row_number"] == source["row_number"]
    return finding["cell"] == source["cell"]


def _split(rows: Iterable[dict[str, Any]], name: str) -> list[list[dict[str, Any]]]:
    parts: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        parts.setdefault(row[name], []).append(row)
    return list(parts.values())


def _without_parts(answer: _Answer, lines: Iterable[Mapping[str, Any]]) -> _Answer:
    """Of a unit that was split only its whole stands in a cell: the answer says so."""
    if any(line["share_there"] != 1 for line in lines):
        answer.recomputed = None
        answer.formula += "; đơn vị cũ đã chia cho nhiều xã thì chỉ lấy phần theo tỷ lệ"
    return answer


def _of_sums(rows: list[Mapping[str, Any]]) -> float:
    """The value of an indicator in several areas together."""
    numerator = float(sum(row["numerator"] for row in rows))
    divisors = [row["denominator"] for row in rows if row["denominator"] is not None]
    return numerator / float(sum(divisors)) if divisors else numerator


def _knows(line: Mapping[str, Any], columns: Iterable[str]) -> bool:
    return all(line[name] is not None for name in columns)


def _measured(line: Mapping[str, Any], measure: Iterable[Mapping[str, Any]]) -> Any:
    """What a line adds to a measure: its columns, or 1 where each has one of the listed values."""
    if all(each["counted_values"] is None for each in measure):
        # That the line is there at all counts as one.
        return sum(
            1 if isinstance(line[each["landed_column"]], str) else line[each["landed_column"]]
            for each in measure
        )
    return int(
        all(
            _word(line[each["landed_column"]]) in each["counted_values"].split("|")
            for each in measure
        )
    )


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _total(lines: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> Any:
    names = list(columns)
    values = [line[name] for line in lines for name in names]
    return sum(values) if values else None


def _plain(value: Any) -> Any:
    """As JSON has it: whole decimals as integers, moments as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value.normalize())
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _listed(values: Iterable[Any]) -> str:
    texts = list(values)
    shown = " | ".join(
        "(trống)" if text in (None, "") else str(text) for text in texts[:VALUES_SHOWN]
    )
    return shown + (f" | … ({len(texts)} giá trị)" if len(texts) > VALUES_SHOWN else "")
