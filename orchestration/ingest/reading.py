"""One submission -> typed rows and refusals. Lands nothing and judges no rule of the contract."""

import datetime
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from expectations.contract import FormContract, FormField
from orchestration.ingest import delimited, headings, outline, workbook
from orchestration.ingest.areas import Area, AreaRegister, area_register
from orchestration.ingest.cells import Cell, Landed, read_cell
from orchestration.ingest.conventions import (
    PLAIN,
    ColumnCells,
    Convention,
    decide,
    number,
    printed_number,
    sums_of,
)
from orchestration.ingest.grid import CellValue, Grid, Place, cell_name, column_letters
from orchestration.ingest.headers import Column, Table, find_tables
from orchestration.ingest.legacy_fonts import ENCODING_NAMES, to_unicode
from orchestration.ingest.programmes import programme_register
from orchestration.ingest.refusals import FileRefusedError, Refusal
from orchestration.ingest.screening import screen
from orchestration.ingest.sheet_xml import ScannedSheet
from orchestration.ingest.submissions import VIETNAM, Receipt, SideFile

# A unit that was merged away is still named in reports for up to a year.
RECENT = datetime.timedelta(days=365)
# Between the two day counts of spreadsheets.
DAYS_1900_TO_1904 = 1462
OFFICE = "office"
MINISTRY_PREFIX = "ministry-"
# A cell or two may be mistyped; so many in one row say that the row has slipped.
MISFITS_OF_A_SHIFTED_ROW = 3
# Rates are printed with one decimal, or none.
RATIO_TOLERANCE = 0.006
_UNDECIDED_TEXT = "Không xác định được bảng mã của chữ “{}”; hãy gõ lại bằng phông Unicode."
_MISFITS = {"cell_not_number", "cell_not_whole", "cell_not_date", "cell_not_mark", "cell_not_code"}


@dataclass
class Row:
    """One row of `raw.<form>`."""

    sheet: str
    row_number: int
    kind: outline.RowKind
    values: dict[str, Landed]
    columns: Mapping[str, str]
    """Field (`field@block`) -> column letters: from the value back to the cell."""
    states: dict[str, str] = field(default_factory=dict)
    """Field -> why it has no value (blank, dash, x, refused); a dash may also stand for 0."""
    block: int | None = None

    def cell(self, name: str) -> str | None:
        """The cell of a field, `C14`."""
        letters = self.columns.get(name) or self.columns.get(f"{name}@{self.block}")
        return letters and f"{letters}{self.row_number}"


@dataclass(frozen=True)
class ColumnMap:
    """Where the fields of one table stand; kept with the submission."""

    sheet: str
    first_row: int
    columns: Mapping[str, str]
    """Field (`field@block`) -> column letters."""


@dataclass
class Reading:
    """What a submission says: what it is, its rows, and what was refused of it."""

    receipt: Receipt
    side: SideFile = field(default_factory=SideFile)
    form: str | None = None
    edition: str | None = None
    variant: str | None = None
    scope: Area | None = None
    """The province or district that the report covers; None for ministries and the office."""
    period: headings.Period | None = None
    report_phase: str | None = None
    budget_year: int | None = None
    money_unit: str | None = None
    column_maps: list[ColumnMap] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    rows_refused: int = 0

    @property
    def status(self) -> str:
        """accepted, partial or refused (nothing of it lands)."""
        if self.side.withdrawn:
            return "accepted"
        if not self.details:
            return "refused"
        return "partial" if any(refusal.is_refused for refusal in self.refusals) else "accepted"

    def drop(self, refused: Container[int]) -> None:
        """Take out the rows of these identities; why is among the refusals."""
        kept = [row for row in self.rows if id(row) not in refused]
        self.rows_refused += len(self.rows) - len(kept)
        self.rows = kept

    @property
    def details(self) -> list[Row]:
        """The rows that count: without subtotals, totals and `of which` lines."""
        return [row for row in self.rows if row.kind == "detail"]


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
            _TableReader(reading, table, _describe(reading, table).as_of).read()
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
            _remark(
                reading,
                grid,
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
            _remark(
                reading,
                table.grid,
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


def _remark(reading: Reading, grid: Grid, rule: str, message_vi: str, **place: Any) -> None:
    reading.refusals.append(
        Refusal(
            rule,
            message_vi,
            sheet=grid.sheet,
            severity="warning",
            is_refused=False,
            **place,
        )
    )


def _tell_of_encodings(reading: Reading, tables: list[Table]) -> None:
    for grid in {id(table.grid): table.grid for table in tables}.values():
        if grid.legacy_encoding:
            name = ENCODING_NAMES[grid.legacy_encoding]
            _remark(
                reading,
                grid,
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
    try:
        return headings.find_period(table.heading, kind, None)
    except FileRefusedError as error:
        if side.period is None and error.refusal.rule_code == "period_missing":
            return headings.find_period([*table.heading_above, *table.heading], kind, None)
        return headings.find_period(table.heading, kind, side.period)


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


class _TableReader:
    """Reads the rows of one table into a reading."""

    def __init__(self, reading: Reading, table: Table, as_of: datetime.date) -> None:
        table = outline.with_names_on_every_line(table)
        self.reading, self.table, self.contract = reading, table, table.contract
        self.as_of = as_of
        self.money_factors: dict[int, int] = {}
        """Money column -> đồng per printed unit."""
        self.conventions: dict[int, Convention] = {}
        self.grid = table.grid
        self.letters = table.column_map()
        self.plain = {c.field: c for c in table.columns if c.block is None}
        place = {(c.field, c.block): c.index for c in table.columns}
        self.ratios = [
            (column.index, *(place[field, column.block] for field in fields))
            for column in table.columns
            if (fields := self.contract.fields[column.field].ratio_of)
            and all((field, column.block) in place for field in fields)
        ]
        self.subject = table.contract.subject
        header = table.grid.rows[table.header_row : table.first_row]
        printed = [n for row in header for n, value in enumerate(row, 1) if value is not None]
        # Without a header the contract's last column is all that is known of the width.
        self.width = max(printed or [c.index + 1 for c in table.columns])

    def read(self) -> None:
        self._find_money_factors()
        self._tell_of_the_shape()
        lines = outline.data_lines(self.table, self.contract)
        # An unsound line still is where it is: what stands below it is not its neighbour's.
        sound = {line for line in lines if self._has_name(line) and self._has_full_width(line)}
        self._decide_conventions([line for line in lines if line in sound])
        if self.subject is None:
            resolved: list[dict[str, Landed] | None] = [{} for _ in lines]
        elif self.subject.kind == "area":
            resolved = self._areas(lines)
        else:
            resolved = self._programmes(lines)
        subtotals = [
            what for line, what in zip(lines, resolved, strict=True) if line.kind == "group"
        ]
        for line, subject_values in zip(lines, resolved, strict=True):
            if subject_values is None or line not in sound:
                continue
            if line.kind == "detail" and subject_values and subject_values in subtotals:
                self._refuse_line(
                    line,
                    "row_duplicate",
                    f"“{line.name}” đã có dòng cộng ở trên hoặc dưới; hãy chỉ giữ lại một dòng.",
                    self.subject.name,
                )
                continue
            self._read_line(line, subject_values)

    def _find_money_factors(self) -> None:
        """The unit in a column's own header holds for the column, that of the heading for all."""
        table = self.table
        columns = [c for c in table.columns if self.contract.fields[c.field].type == "money"]
        own = {c.index: headings.find_money_factor(table.header_texts(c.index)) for c in columns}
        common = None
        if None in own.values():
            common = headings.find_money_factor(table.heading) or headings.find_money_factor(
                table.heading_above
            )
        for index, found in own.items():
            factor, unit = found or common or (None, None)
            if factor is None:
                raise FileRefusedError(
                    "money_unit_missing",
                    "Không tìm thấy đơn vị tiền ở phần đầu biểu; hãy ghi “Đơn vị tính: triệu "
                    "đồng”.",
                    sheet=self.grid.sheet,
                )
            self.money_factors[index] = factor
            units = [u for u in (self.reading.money_unit or "").split(", ") if u]
            self.reading.money_unit = ", ".join(dict.fromkeys([*units, unit]))

    def _decide_conventions(self, lines: list[outline.Line]) -> None:
        """How each column writes its numbers and dates: see conventions."""
        contract = self.contract
        stated_order = contract.date_order if "date_order" in contract.model_fields_set else None
        columns = self.table.columns
        rows = [self.grid.rows[line.row] for line in lines]
        cells = [
            ColumnCells(
                field := contract.fields[column.field],
                [row[column.index] if column.index < len(row) else None for row in rows],
                field.type == "integer" or self.money_factors.get(column.index) == 1,
                field.decimal or contract.decimal,
                field.date_order or stated_order,
            )
            for column in columns
        ]
        decided = decide(cells, sums_of([(line.kind, line.depth) for line in lines]))
        self.conventions = {
            column.index: convention for column, convention in zip(columns, decided, strict=True)
        }

    def _tell_of_the_shape(self) -> None:
        """What the header lacks, has twice, has besides or says in other words."""
        table, sheet = self.table, self.grid.sheet
        for path in table.missing:
            self.reading.refusals.append(
                Refusal(
                    "column_missing",
                    f"Không tìm thấy cột “{path}” ở trang tính “{sheet}”; số liệu cột này coi như "
                    "chưa báo cáo, hãy dùng đúng mẫu biểu đã ban hành.",
                    sheet=sheet,
                )
            )
        for path, indexes in table.ambiguous:
            letters = ", ".join(column_letters(index) for index in indexes)
            self.reading.refusals.append(
                Refusal(
                    "column_ambiguous",
                    f"Các cột {letters} cùng mang tiêu đề “{path}” nên không được nhận; hãy sửa "
                    "tiêu đề hoặc bỏ cột thừa.",
                    sheet=sheet,
                    cell=cell_name(table.header_row, indexes[0]),
                )
            )
        for index, printed in table.unknown:
            _remark(
                self.reading,
                self.grid,
                "column_unknown",
                f"Cột {column_letters(index)} “{printed}” không có trong mẫu biểu; số liệu cột này "
                "không được nhận.",
                cell=cell_name(table.header_row, index),
            )
        for column in table.columns:
            if column.printed is not None:
                label = self.contract.fields[column.field].label_vi
                _remark(
                    self.reading,
                    self.grid,
                    "header_differs",
                    f"Tiêu đề cột {column_letters(column.index)} in là “{column.printed}”, được "
                    f"hiểu là “{label}”; hãy dùng đúng tiêu đề của mẫu biểu.",
                    cell=cell_name(table.header_row, column.index),
                    field=column.field,
                    value_given=column.printed,
                )

    def _has_full_width(self, line: outline.Line) -> bool:
        """Whether a csv record has as many fields as the header: else they may be any columns'."""
        row = self.grid.rows[line.row]
        if not self.grid.is_delimited:
            return True
        if len(row) >= self.width and not any(v is not None for v in row[self.width :]):
            return True
        self.reading.rows_refused += 1
        self.reading.refusals.append(
            Refusal(
                "row_width",
                f"Dòng {line.row + 1} có {len(row)} ô, tiêu đề có {self.width} cột; hãy kiểm tra "
                "dấu phân cách và dấu ngoặc kép của dòng này.",
                sheet=self.grid.sheet,
                cell=cell_name(line.row, 0),
                row_number=line.row + 1,
            )
        )
        return False

    def _has_name(self, line: outline.Line) -> bool:
        """Whether the line has a name that can be read; a refusal says why not."""
        if self.subject is None:
            return True
        if self._is_undecided(line):
            self._refuse_line(
                line,
                "text_undecided",
                _UNDECIDED_TEXT.format(line.name),
                self.subject.name,
                value_given=line.name,
            )
            return False
        if not line.name:
            self._refuse_line(
                line,
                "name_missing",
                "Dòng có số liệu nhưng để trống tên; hãy ghi tên rồi gửi lại.",
                self.subject.name,
            )
        return bool(line.name)

    def _is_undecided(self, line: outline.Line) -> bool:
        column = self.plain.get(self.subject.name) if self.subject else None
        return column is not None and (line.row, column.index) in self.grid.undecided

    def _refuse_line(
        self, line: outline.Line, rule: str, message_vi: str, at: str, **more: str | None
    ) -> None:
        column = self.plain.get(at)
        self.reading.rows_refused += 1
        self.reading.refusals.append(
            Refusal(
                rule,
                message_vi,
                sheet=self.grid.sheet,
                cell=cell_name(line.row, column.index) if column else None,
                row_number=line.row + 1,
                field=at,
                **more,
            )
        )

    def _read_line(self, line: outline.Line, subject_values: dict[str, Landed]) -> None:
        plain = [column for column in self.table.columns if column.block is None]
        common = Row(self.grid.sheet, line.row + 1, line.kind, dict(subject_values), self.letters)
        refusals: list[Refusal] = []
        rows: list[Row] = []
        is_whole = self._fill(common, line.row, plain, refusals)
        if not self.table.blocks:
            rows.append(common)
        for block, values in enumerate(self.table.blocks):
            columns = [column for column in self.table.columns if column.block == block]
            if all(self._is_blank(line.row, column) for column in columns):
                continue  # the block says nothing about this line
            row = replace(
                common,
                values=common.values | values,
                states=dict(common.states),
                block=block,
            )
            if self._fill(row, line.row, columns, refusals):
                rows.append(row)
            else:
                self.reading.rows_refused += 1
        self.reading.refusals += refusals
        if not is_whole:
            self.reading.rows_refused += 1
        elif self._is_shifted(line, refusals):
            self.reading.rows_refused += len(rows)
            self.reading.refusals.append(self._shifted(line))
        else:
            self.reading.rows += rows

    def _is_shifted(self, line: outline.Line, refusals: list[Refusal]) -> bool:
        """Whether the row has slipped by a column, so that none of its cells is believed.

        Either many cells are not of their column's kind, or the printed ratios agree with their
        counts only after the cells from one on are moved by a column.
        """
        misfits = sum(refusal.rule_code in _MISFITS for refusal in refusals)
        if misfits >= MISFITS_OF_A_SHIFTED_ROW:
            filled = sum(not self._is_blank(line.row, column) for column in self.table.columns)
            if misfits >= filled / 4:
                return True
        if len(self.ratios) < 2:
            return False
        row = [self._figure(line.row, index) for index in range(self.grid.width)]
        agreeing, stated = self._agreeing_ratios(row)
        if stated - agreeing < 2 or agreeing > stated / 2:
            return False
        first = min(index for ratio in self.ratios for index in ratio)
        moved = [row[:at] + row[at + 1 :] + [None] for at in range(first, len(row))]
        moved += [[*row[:at], None, *row[at:-1]] for at in range(first, len(row))]
        return any(
            agree >= 2 and agree == said and said >= stated - 1
            for agree, said in map(self._agreeing_ratios, moved)
        )

    def _figure(self, row: int, index: int) -> float | None:
        """The cell as a plain number, wherever it should stand; a percentage as its number."""
        value = self.grid.value(row, index)
        if type(value) in (int, float):
            return value * 100 if (row, index) in self.grid.percent_cells else value
        if isinstance(value, str) and (printed := printed_number(value)):
            exact = number(printed.body, self.conventions.get(index, PLAIN), is_whole=False)
            return None if exact is None else float(exact)
        return None

    def _agreeing_ratios(self, row: list[float | None]) -> tuple[int, int]:
        """How many printed ratios are those of their counts, and how many can be asked."""
        agreeing = stated = 0
        for places in self.ratios:
            ratio, part, whole = (row[place] for place in places)
            if ratio is not None and part is not None and whole:
                stated += 1
                agreeing += abs(ratio / 100 - part / whole) <= RATIO_TOLERANCE
        return agreeing, stated

    def _is_blank(self, row: int, column: Column) -> bool:
        place = (row, column.index)
        return self.grid.value(*place) is None and place not in self.grid.unreadable

    def _fill(
        self, row: Row, sheet_row: int, columns: list[Column], refusals: list[Refusal]
    ) -> bool:
        """Read the cells into the row; False where a required one is missing or refused."""
        is_whole = True
        cells = self.grid.rows[sheet_row]
        for column in columns:
            index, name = column.index, column.field
            form_field, landed = self.contract.fields[name], self.contract.landed_fields[name]
            value = cells[index] if index < len(cells) else None
            cell = self._read_cell(value, (sheet_row, index), form_field, len(landed))
            for landed_name, landed_value in zip(landed, cell.values, strict=True):
                row.values[landed_name] = landed_value
            if cell.state == "value":
                continue
            if form_field.type != "text":
                row.states[name] = cell.state
            if cell.state == "refused":
                refusals.append(self._refusal(cell, sheet_row, column))
            elif form_field.required:
                refusals.append(self._required(sheet_row, column))
            is_whole = is_whole and not form_field.required
        return is_whole

    def _read_cell(self, value: CellValue, place: Place, form_field: FormField, width: int) -> Cell:
        if place in self.grid.unreadable:
            return Cell(
                (None,) * width,
                "refused",
                "cell_formula_error",
                f"Ô chứa lỗi hoặc công thức chưa tính ({self.grid.unreadable[place]}); hãy thay "
                "bằng giá trị.",
            )
        if place in self.grid.undecided:
            return Cell((None,) * width, "refused", "text_undecided", _UNDECIDED_TEXT.format(value))
        if type(value) in (int, float):
            value = self._as_printed(value, form_field.type, place)
        factor = self.money_factors.get(place[1], 1)
        return read_cell(value, form_field, self.conventions[place[1]], factor)

    def _refusal(self, cell: Cell, row: int, column: Column) -> Refusal:
        place = (row, column.index)
        value = self.grid.unreadable.get(place, self.grid.value(*place))
        return Refusal(
            cell.rule_code or "cell_not_read",
            f"Cột “{self.contract.fields[column.field].label_vi}”: {cell.message_vi}",
            sheet=self.grid.sheet,
            cell=cell_name(*place),
            row_number=row + 1,
            field=column.field,
            value_given=None if value is None else str(value),
        )

    def _shifted(self, line: outline.Line) -> Refusal:
        return Refusal(
            "row_shifted",
            f"Nhiều ô ở dòng {line.row + 1} không đúng kiểu của cột, có thể số liệu bị lệch cột; "
            "cả dòng không được nhận, hãy kiểm tra vị trí các ô rồi gửi lại.",
            sheet=self.grid.sheet,
            cell=cell_name(line.row, self.table.columns[0].index),
            row_number=line.row + 1,
        )

    def _as_printed(self, value: int | float, type_: str, place: Place) -> CellValue:
        """The number as the sheet shows it: 0.0932 as `9.32%` is 9.32; days from 1904 are dates."""
        if type_ in ("percent", "interval") and place in self.grid.percent_cells:
            # Excel keeps 15 digits; so the product is exact where the binary one is not.
            return float(Decimal(f"{value:.15g}") * 100)
        if type_ == "date" and self.grid.counts_from_1904:
            return value + DAYS_1900_TO_1904
        return value

    def _required(self, row: int, column: Column) -> Refusal:
        label = self.contract.fields[column.field].label_vi
        return Refusal(
            "cell_required",
            f"Cột “{label}” bắt buộc nhưng để trống; hãy điền rồi gửi lại.",
            sheet=self.grid.sheet,
            cell=cell_name(row, column.index),
            row_number=row + 1,
            field=column.field,
        )

    # --- rows about administrative units

    def _areas(self, lines: list[outline.Line]) -> list[dict[str, Landed] | None]:
        reading = self.reading
        finder = _AreaFinder(reading.receipt.issuer_code, reading.scope, lines, self.as_of)
        resolved = []
        told: set[Area] = set()
        for line in lines:
            if line.kind == "total":
                scope = reading.scope
                resolved.append(
                    {
                        "area_level": scope.level if scope else None,
                        "area_code": scope.code if scope else None,
                        "area_as_of": finder.listing_date,
                    }
                )
                continue
            if not line.name or self._is_undecided(line):
                resolved.append(None)
                continue
            area, on = finder.find(line)
            if area is None:
                resolved.append(None)
                code = f" (mã {line.code})" if line.code else ""
                district = finder.districts.get(line.row)
                where = f" của {district.name}" if district and line.kind != "group" else ""
                self._refuse_line(
                    line,
                    "area_unknown",
                    f"Không tìm thấy đơn vị hành chính “{line.name}”{code}{where} vào ngày "
                    f"{self.as_of:%d/%m/%Y}; hãy ghi đúng mã và tên trong danh mục hành chính.",
                    self.subject.name if self.subject else "",
                    value_given=line.name,
                )
                continue
            if area not in told and not self._is_still_there(area):
                told.add(area)
                self._remark_ended(line, area)
            if not area_register().is_spelt(line.name, area):
                self._remark_area(
                    line,
                    area,
                    "area_name_differs",
                    f"“{line.name}” không đúng tên trong danh mục; số liệu được ghi cho "
                    f"{area.name} (mã {area.code}), hãy kiểm tra và ghi đúng tên.",
                    value_expected=area.name,
                )
            resolved.append({"area_level": area.level, "area_code": area.code, "area_as_of": on})
        return resolved

    def _is_still_there(self, area: Area) -> bool:
        """Whether code and name are still in force, be it with other borders."""
        today = area_register().by_code(area.level, area.code, self.as_of)
        return today is not None and today.name == area.name

    def _remark_ended(self, line: outline.Line, area: Area) -> None:
        last_day = area.valid_to - datetime.timedelta(days=1)
        self._remark_area(
            line,
            area,
            "area_no_longer_valid",
            f"{area.name} chỉ có hiệu lực đến hết ngày {last_day:%d/%m/%Y}; số liệu được ghi "
            "cho đơn vị cũ, hãy báo cáo theo đơn vị hành chính mới.",
        )

    def _remark_area(
        self, line: outline.Line, area: Area, rule: str, message_vi: str, **more: str | None
    ) -> None:
        column = self.plain[self.subject.name] if self.subject else None
        self.reading.refusals.append(
            Refusal(
                rule,
                message_vi,
                sheet=self.grid.sheet,
                cell=cell_name(line.row, column.index) if column else None,
                row_number=line.row + 1,
                field=self.subject.name if self.subject else None,
                value_given=line.name,
                area_code=area.code,
                severity="warning",
                is_refused=False,
                **more,
            )
        )

    # --- rows about programmes and projects

    def _programmes(self, lines: list[outline.Line]) -> list[dict[str, Landed] | None]:
        register = programme_register()
        resolved: list[dict[str, Landed] | None] = []
        programme: str | None = None
        project: str | None = None
        number = 0
        for line in lines:
            if line.kind == "total":
                resolved.append({"programme_code": None, "project_code": None})
                continue
            code: str | None = None
            if line.depth <= outline.ROMAN:
                programme, project, number = register.programme(line.outline, line.name), None, 0
                known = programme is not None
            else:
                if line.depth == outline.NUMBER:
                    if int(line.outline.rstrip(".)")) <= number:
                        programme = None  # numbered anew: the next programme's line is not there
                    number, project = int(line.outline.rstrip(".)")), None
                elif not _is_below(line.outline, str(number)):
                    project = None
                parent = project if line.depth > outline.NUMBER else None
                is_orphan = line.depth > outline.NUMBER and parent is None
                code = None
                if programme and not is_orphan:
                    code = register.project(programme, parent, line.code, line.outline, line.name)
                known = code is not None
                if line.kind == "of_which" and not known:
                    code, known = project, programme is not None
                elif line.depth == outline.NUMBER:
                    project = code
            if known:
                resolved.append({"programme_code": programme, "project_code": code})
                continue
            resolved.append(None)
            if line.name and not self._is_undecided(line):
                self._refuse_line(
                    line,
                    "project_unknown",
                    f"Không xác định được chương trình, dự án của dòng “{line.name}”; hãy ghi mã "
                    "dự án (vd. 03.02) hoặc tên đúng theo quyết định phê duyệt.",
                    self.subject.name if self.subject else "",
                    value_given=line.name,
                )
        return resolved


def _is_below(outline: str, group: str) -> bool:
    """Whether `16.2` may stand below `16`; where the two are not numbered so, nothing says no."""
    if "." not in outline.rstrip(".") or not group.rstrip(".").isdigit():
        return True
    return outline.split(".")[0] == group.rstrip(".")


class _AreaFinder:
    """Finds the units of a list, all on one day where that is possible.

    A report of 2024 may still list the units of before a merger in December. Namesakes make it
    wrong to look up one by one: the day is sought on which the whole list makes sense.
    """

    def __init__(
        self,
        province: str,
        scope: Area | None,
        lines: list[outline.Line],
        as_of: datetime.date,
    ) -> None:
        self.register: AreaRegister = area_register()
        self.province, self.lines, self.as_of = province, lines, as_of
        self.scope_district = scope.code if scope and scope.level == "district" else None
        self.districts: dict[int, Area] = {}
        self.earlier = self.register.ends(self.province, as_of - RECENT, as_of)
        self.listing_date = self._listing_date()
        self._place_in_districts(self.listing_date)

    def _listing_date(self) -> datetime.date:
        best, best_found = self.as_of, -1
        for day in (self.as_of, *self.earlier):
            self._place_in_districts(day)
            found = sum(self._on(line, day) is not None for line in self.lines)
            if found > best_found:
                best, best_found = day, found
            if found == len([line for line in self.lines if line.kind != "total"]):
                break
        return best

    def _place_in_districts(self, day: datetime.date) -> None:
        """Remember for every line the district whose subtotal stands above it."""
        self.districts.clear()
        district = (
            self.register.by_code("district", self.scope_district, day)
            if self.scope_district
            else None
        )
        number = None
        for line in self.lines:
            if line.kind == "group":
                district = self.register.by_name("district", line.name, day, self.province)
                number = line.outline
            elif number and not _is_below(line.outline, number):
                district = None  # the subtotal that this line belongs to is not there
            if district:
                self.districts[line.row] = district

    def _on(self, line: outline.Line, day: datetime.date) -> Area | None:
        if line.kind == "total":
            return None
        if line.kind == "group":
            return self.register.by_name("district", line.name, day, self.province)
        district = self.districts.get(line.row)
        if line.code:
            # Codes outlive names: one that is in force under another name is another unit.
            area = self.register.by_code("commune", line.code.zfill(5), day)
            is_meant = area and area.province_code == self.province
            return area if is_meant and self.register.is_name_of(line.name, area) else None
        area = self.register.by_name(
            "commune", line.name, day, self.province, district.code if district else ""
        )
        # Five island districts have no communes: they are reported as themselves.
        return area or self.register.by_name("district", line.name, day, self.province)

    def find(self, line: outline.Line) -> tuple[Area | None, datetime.date]:
        """The unit of a line and a day on which it was in force."""
        for day in (self.listing_date, *self.earlier):
            if area := self._on(line, day):
                return area, day
        return None, self.listing_date
