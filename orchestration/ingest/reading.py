"""One submission -> a reading. Says what the file is; lands nothing and judges no rule."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from expectations.contract import FormContract
from orchestration.ingest import delimited, headings, workbook
from orchestration.ingest.areas import Area, area_register
from orchestration.ingest.headers import Table, find_tables
from orchestration.ingest.legacy_fonts import ENCODING_NAMES, to_unicode
from orchestration.ingest.readings import ColumnMap, Reading
from orchestration.ingest.refusals import FileRefusedError, Refusal
from orchestration.ingest.rows import TableReader
from orchestration.ingest.screening import screen
from orchestration.ingest.sheet_xml import ScannedSheet
from orchestration.ingest.submissions import VIETNAM, Receipt

OFFICE = "office"
MINISTRY_PREFIX = "ministry-"


def read_submission(
    receipt: Receipt, data: bytes, contracts: Mapping[str, FormContract]
) -> Reading:
    """Read one file. Never raises for what is in the file: a refusal says it in Vietnamese."""
    reading = Reading(receipt)
    try:
        try:
            reading.side = receipt.side()
        except ValueError as error:
            raise FileRefusedError("side_file_wrong", str(error)) from error
        if reading.side.withdrawn:
            return reading  # it only says that its bytes no longer count
        scanned = screen(receipt.file_name, data)
        tables = _choose(reading, _find(reading, data, scanned, contracts))
        _tell_of_encodings(reading, tables)
        for table in tables:
            TableReader(reading, table, _describe(reading, table).as_of).read()
    except FileRefusedError as error:
        reading.rows.clear()
        reading.refusals.append(error.refusal)
    return reading


def _find(
    reading: Reading,
    data: bytes,
    scanned: list[ScannedSheet],
    contracts: Mapping[str, FormContract],
) -> list[Table]:
    """The tables of the form that the file is."""
    stated = reading.side.form
    if stated is not None and stated not in contracts:
        raise FileRefusedError(
            "side_file_wrong",
            f"Tệp kèm theo ghi biểu “{stated}” không có trong danh mục: {', '.join(contracts)}.",
        )
    if PurePath(reading.receipt.file_name).suffix.lower() == ".csv":
        return find_in_csv(data, stated, contracts)
    grids = to_unicode(workbook.read_grids(data, scanned))
    for grid in grids:
        if not grid.visible and any(value is not None for row in grid.rows for value in row):
            reading.remark(
                grid.sheet,
                "sheet_hidden",
                f"Trang tính ẩn “{grid.sheet}” không được đọc; nếu đó là số liệu báo cáo, hãy bỏ "
                "ẩn rồi gửi lại, nếu không, hãy xóa trang này.",
            )
    return find_tables(grids, contracts, stated)


def find_in_csv(
    data: bytes, stated: str | None, contracts: Mapping[str, FormContract]
) -> list[Table]:
    """The reading of a csv, among those that the contracts allow, that explains most columns."""
    by_format: dict[str, list[FormContract]] = {}
    for contract in contracts.values():
        if stated in (None, contract.form):
            by_format.setdefault(contract.file.model_dump_json(), []).append(contract)
    found: list[list[Table]] = []
    errors: list[FileRefusedError] = []
    for group in by_format.values():
        forms = {contract.form: contract for contract in group}
        try:
            grids = delimited.read_grids(data, group[0].file)
        except FileRefusedError as error:
            errors.append(error)
            continue
        for grid in grids:
            try:
                found.append(find_tables(to_unicode([grid]), forms, stated))
            except FileRefusedError as error:
                errors.append(error)
    if found:
        return max(found, key=lambda tables: len(tables[0].columns))
    raise next((e for e in errors if e.refusal.rule_code != "form_unknown"), errors[0])


@dataclass(frozen=True)
class _Report:
    """What decides which report a table is. The tables of one file must agree in all of it."""

    form: str
    variant: str | None
    phase: str
    period: headings.Period | None
    scope: Area | None
    budget_year: int | None
    as_of: datetime.date


def _choose(reading: Reading, tables: list[Table]) -> list[Table]:
    """The tables of the one report that the file is; what it is goes into the reading.

    A sheet of an earlier period left inside is refused by itself; an exact copy of a sheet counts
    once. Raises where the file holds different reports.
    """
    described = [(_describe(reading, table), table) for table in tables]
    kept = _without_other_periods(reading, described)
    if len({what for what, _ in kept}) > 1:
        sheets = ", ".join(dict.fromkeys(f"“{table.grid.sheet}”" for table in tables))
        raise FileRefusedError(
            "several_reports",
            f"Các bảng ở trang tính {sheets} là những báo cáo khác nhau (biểu hoặc kỳ khác nhau); "
            "hãy gửi mỗi báo cáo một tệp.",
        )
    what, first = kept[0]
    reading.form, reading.edition = first.contract.form, first.edition
    reading.variant, reading.report_phase = what.variant, what.phase
    reading.period, reading.scope, reading.budget_year = what.period, what.scope, what.budget_year
    chosen: list[Table] = []
    for _, table in kept:
        copied = next((t for t in chosen if t.grid is not table.grid and _is_copy(t, table)), None)
        if copied is None:
            chosen.append(table)
            reading.column_maps.append(
                ColumnMap(table.grid.sheet, table.first_row + 1, table.column_map())
            )
        else:
            reading.remark(
                table.grid.sheet,
                "sheet_repeated",
                f"Trang tính “{table.grid.sheet}” trùng hệt trang “{copied.grid.sheet}”; số liệu "
                "chỉ được tính một lần.",
            )
    return chosen


def _is_copy(one: Table, other: Table) -> bool:
    return (
        one.grid.rows == other.grid.rows
        and one.grid.unreadable == other.grid.unreadable
        and one.header_row == other.header_row
    )


def _without_other_periods(
    reading: Reading, described: list[tuple[_Report, Table]]
) -> list[tuple[_Report, Table]]:
    """The report of the stated, else the latest period; the rest is refused sheet by sheet."""
    reports = {what for what, _ in described}
    alike = {(w.form, w.variant, w.phase, w.scope and w.scope.code) for w in reports}
    if len(reports) == 1 or len(alike) > 1 or any(what.period is None for what in reports):
        return described
    stated = reading.side.period
    latest = max(what.period.start for what in reports)
    kept = [
        (what, table)
        for what, table in described
        if (what.period.label == stated if stated else what.period.start == latest)
    ]
    for what, table in described:
        if (what, table) not in kept:
            reading.refusals.append(
                Refusal(
                    "sheet_of_other_period",
                    f"Trang tính “{table.grid.sheet}” là báo cáo kỳ {what.period.label}, khác kỳ "
                    f"{kept[0][0].period.label if kept else stated} của tệp, nên không được nhận; "
                    "nếu cần báo cáo kỳ đó, hãy gửi thành một tệp riêng.",
                    sheet=table.grid.sheet,
                )
            )
    return kept or described


def _tell_of_encodings(reading: Reading, tables: list[Table]) -> None:
    for grid in {id(table.grid): table.grid for table in tables}.values():
        if grid.legacy_encoding:
            name = ENCODING_NAMES[grid.legacy_encoding]
            reading.remark(
                grid.sheet,
                "legacy_encoding",
                f"Trang tính “{grid.sheet}” có chữ gõ theo bảng mã {name}, đã được đổi sang "
                "Unicode; hãy dùng phông chữ và bảng mã Unicode (TCVN 6909:2001).",
                value_given=name,
            )


def _describe(reading: Reading, table: Table) -> _Report:
    contract, side, receipt = table.contract, reading.side, reading.receipt
    period = _period(reading, table)
    as_of = period.as_of if period else receipt.received_at.astimezone(VIETNAM).date()
    return _Report(
        contract.form,
        table.title.variant if table.title else contract.editions[table.edition].variant,
        side.phase or (table.title.phase if table.title else None) or contract.phase,
        period,
        _scope(receipt.issuer_code, contract, table, as_of),
        table.header_year,
        as_of,
    )


def _period(reading: Reading, table: Table) -> headings.Period | None:
    kind, side = table.contract.period, reading.side
    if kind in ("received_year", "none"):
        if kind == "none" and side.period is None:
            return None
        period = headings.parse_period(side.period or str(reading.receipt.received_at.year))
        if period is None:
            raise FileRefusedError(
                "side_file_wrong", f"Kỳ “{side.period}” ở tệp kèm theo không đúng dạng (vd. 2024)."
            )
        return period
    heading = table.heading
    blocks = table.contract.editions[table.edition].blocks
    names_one_year = any("{year}" in block.at for block in blocks) and not any(
        "{year}" in value for block in blocks for value in block.set.values()
    )
    if kind == "year" and names_one_year and table.header_year:
        heading = [*heading, f"Năm {table.header_year}"]  # last year's header left over is seen
    try:
        return headings.find_period(heading, kind, None)
    except FileRefusedError as error:
        if side.period is None and error.refusal.rule_code == "period_missing":
            return headings.find_period([*table.heading_above, *heading], kind, None)
        return headings.find_period(heading, kind, side.period)


def _scope(issuer: str, contract: FormContract, table: Table, on: datetime.date) -> Area | None:
    """The area that the report covers. Raises where the issuer may not send it."""
    if "any" in contract.issuers and contract.subject is None:
        return None
    is_ministry, is_office = issuer.startswith(MINISTRY_PREFIX), issuer == OFFICE
    kind = "ministry" if is_ministry else "office" if is_office else "province"
    register = area_register()
    province = register.by_code("province", issuer, on)
    ministry = register.by_code("ministry", issuer.removeprefix(MINISTRY_PREFIX).upper(), on)
    if not (is_office or (is_ministry and ministry) or (not is_ministry and province)):
        raise FileRefusedError(
            "issuer_unknown",
            f"Thư mục “{issuer}” không phải mã đơn vị báo cáo có hiệu lực ngày {on:%d/%m/%Y}; hãy "
            "đặt tệp vào thư mục mã tỉnh (vd. 20), ministry-<bộ> hoặc office.",
        )
    if not {kind, "any"} & set(contract.issuers):
        raise FileRefusedError(
            "issuer_not_expected",
            f"Biểu “{contract.title_vi}” không do đơn vị “{issuer}” gửi.",
        )
    if province is None:
        return None
    return headings.find_reporting_unit(table.heading, register, issuer, on) or province
