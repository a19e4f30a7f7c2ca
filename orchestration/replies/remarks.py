"""What there is to say to each sender: the release's findings, each with its place in the file.

Reads the release and the ledger; opens no submission and writes nothing.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from expectations.contract import FormContract
from orchestration.database import connect
from orchestration.home import PROJECT_DIR, Home
from orchestration.ingest.grid import column_number

# A version that a later one replaced needs no answer. One that was refused or no longer counts is
# not replaced: the next file of that name, or of that report, makes its answer needless.
SUBMISSIONS = """
with submissions as (select * from marts.fct_submissions)

select submission_id, issuer_code, file_name, sha256, form, period,
    cast(received_at as timestamp), origin,
    case when decision is null then submission_status else 'voided' end,
    rows_accepted, rows_refused
from submissions
where not is_superseded
    and not (
        (submission_status = 'refused' or decision is not null)
        and exists (
            select 1
            from submissions as later
            where later.issuer_code = submissions.issuer_code
                and later.received_at > submissions.received_at
                and (
                    later.file_name = submissions.file_name
                    or (
                        later.submission_status <> 'refused'
                        and later.decision is null
                        and later.form = submissions.form
                        and later.variant is not distinct from submissions.variant
                        and later.scope_area_code is not distinct from submissions.scope_area_code
                        and later.period = submissions.period
                        and later.budget_year is not distinct from submissions.budget_year
                        and later.report_phase = submissions.report_phase
                    )
                )
        )
    )
order by received_at, submission_id
"""
# Of a file that no longer counts only this is said.
FINDINGS = """
select submission_id, severity, rule_code, sheet, cell, row_number, field, value_given,
    value_expected, message_vi, next_steps_vi
from marts.fct_quality_findings
inner join (select submission_id, decision from marts.fct_submissions) using (submission_id)
where decision is null or kind = 'decision'
order by submission_id, sheet, row_number, cell, severity, rule_code, finding_id
"""
# Padded, Z comes before AA.
TABLES = """
select submission_id, sheet, first_row, trim(min(lpad(column_letters, 3, ' ')))
from ledger.columns
group by submission_id, sheet, first_row
"""
_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d*)")


@dataclass(frozen=True)
class Remark:
    """One finding, as its sender reads it. Rows and columns count from 0."""

    severity: Literal["error", "warning"]
    rule_code: str
    rule_vi: str
    message_vi: str
    next_steps_vi: str
    sheet: str | None = None
    row: int | None = None
    column: int | None = None
    """Of a finding about a whole row: where the table begins."""
    field_vi: str = ""
    value_given: str = ""
    value_expected: str = ""


@dataclass(frozen=True)
class Reply:
    """All that is said about one submission."""

    submission_id: str
    issuer_code: str
    file_name: str
    sha256: str
    form: str | None
    form_vi: str
    period: str
    received_at: datetime
    """UTC."""
    is_sample: bool
    status: str
    rows_accepted: int
    rows_refused: int
    remarks: tuple[Remark, ...]


def read_replies(home: Home, contracts: Mapping[str, FormContract]) -> list[Reply]:
    """A reply for each submission that stands in the current release and has a finding."""

    warehouse = (home.current / "warehouse.duckdb").resolve(strict=True)
    with connect(warehouse, read_only=True) as connection:
        submissions = connection.execute(SUBMISSIONS).fetchall()
        findings = connection.execute(FINDINGS).fetchall()
    with connect(home.landing, read_only=True) as connection:
        tables = defaultdict(list)
        for submission_id, *table in connection.execute(TABLES).fetchall():
            tables[submission_id].append(_Table(*table))
    titles = _rule_titles()
    found = defaultdict(list)
    for submission_id, *finding in findings:
        found[submission_id].append(finding)
    replies = []
    for submission_id, issuer, file_name, sha256, form, period, *rest in submissions:
        if submission_id not in found:
            continue
        received_at, origin, status, accepted, refused = rest
        contract = contracts.get(form)
        places = _Places(tables[submission_id], contract)
        replies.append(
            Reply(
                submission_id=submission_id,
                issuer_code=issuer,
                file_name=file_name,
                sha256=sha256,
                form=form,
                form_vi=contract.title_vi if contract else "",
                period=period or "",
                received_at=received_at,
                is_sample=origin == "sample",
                status=status,
                rows_accepted=accepted or 0,
                rows_refused=refused or 0,
                remarks=tuple(_remark(places, titles, *f) for f in found[submission_id]),
            )
        )
    return replies


def _remark(
    places: "_Places",
    titles: Mapping[str, str],
    severity: Literal["error", "warning"],
    rule_code: str,
    sheet: str | None,
    cell: str | None,
    row_number: int | None,
    field: str | None,
    value_given: str | None,
    value_expected: str | None,
    message_vi: str,
    next_steps_vi: str | None,
) -> Remark:
    place = _CELL.fullmatch(cell or "")
    row = int(place[2]) if place else row_number
    column = places.first_column(sheet, row) if row else None
    return Remark(
        severity=severity,
        rule_code=rule_code,
        rule_vi=titles.get(rule_code, titles["contract_check"]),
        message_vi=message_vi,
        next_steps_vi=next_steps_vi or "",
        sheet=sheet,
        row=row - 1 if row else None,
        column=column_number(place[1]) if place else column,
        field_vi=places.label(field),
        value_given=value_given or "",
        value_expected=value_expected or "",
    )


@dataclass(frozen=True)
class _Table:
    sheet: str
    first_row: int
    first_column: str


class _Places:
    """Where the tables of one submission stand, and what its form calls its fields."""

    def __init__(self, tables: list[_Table], contract: FormContract | None) -> None:
        self._tables = tables
        fields = contract.fields.items() if contract else ()
        self._labels = {
            name: field.label_vi
            for field_name, field in fields
            # The marts say `disbursed_vnd` where the form says `disbursed`.
            for name in (field_name, *contract.landed_fields[field_name])
        }

    def label(self, field: str | None) -> str:
        return self._labels.get(field or "", "")

    def first_column(self, sheet: str | None, row: int) -> int:
        """Where the table begins to which the row belongs."""
        on_sheet = [table for table in self._tables if sheet in (table.sheet, None)]
        above = [table for table in on_sheet if table.first_row <= row] or on_sheet
        if not above:
            return 0
        return column_number(max(above, key=lambda table: table.first_row).first_column)


def _rule_titles() -> dict[str, str]:
    with (PROJECT_DIR / "seeds/quality_rules.csv").open(encoding="utf-8", newline="") as file:
        return {row["rule_code"]: row["title_vi"] for row in csv.DictReader(file)}
