"""One submission -> typed rows and refusals. Lands nothing and judges no rule of the contract."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from expectations.contract import FormContract
from orchestration.ingest import headings, outline
from orchestration.ingest.areas import Area, AreaRegister, area_register
from orchestration.ingest.cells import Cell, Landed, decimal_mark, number_texts, read_cell
from orchestration.ingest.grid import Grid, cell_name
from orchestration.ingest.headers import Column, Table, find_tables
from orchestration.ingest.programmes import programme_register
from orchestration.ingest.refusals import FileRefusedError, Refusal
from orchestration.ingest.screening import screen
from orchestration.ingest.submissions import Receipt, SideFile
from orchestration.ingest.workbook import read_grids

# A unit that was merged away is still named in reports for up to a year.
RECENT = datetime.timedelta(days=365)
OFFICE = "office"
MINISTRY_PREFIX = "ministry-"


@dataclass
class Row:
    """One row of `raw.<form>`."""

    sheet: str
    row_number: int
    kind: outline.RowKind
    values: dict[str, Landed]
    states: dict[str, str] = field(default_factory=dict)
    """Field -> why it has no value (blank, dash, x, refused); a dash may also stand for 0."""
    block: int | None = None


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
    column_map: dict[str, dict[str, str]] = field(default_factory=dict)
    """Sheet -> field (`field@block`) -> column letters: from row and field back to the cell."""
    rows: list[Row] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    rows_refused: int = 0

    @property
    def status(self) -> str:
        """accepted, partial or refused (nothing of it lands)."""
        if not self.details:
            return "refused"
        return "partial" if any(refusal.is_refused for refusal in self.refusals) else "accepted"

    def refuse_row(self, row: Row, refusal: Refusal) -> None:
        """Take a row out, with its reason."""
        if row in self.rows:
            self.rows.remove(row)
            self.rows_refused += 1
        self.refusals.append(refusal)

    def cell(self, row: Row, name: str) -> str | None:
        """The cell of a row's field, `C14`."""
        columns = self.column_map[row.sheet]
        letters = columns.get(name) or columns.get(f"{name}@{row.block}")
        return letters and f"{letters}{row.row_number}"

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
        screen(receipt.file_name, data)
        _read_tables(reading, read_grids(receipt.file_name, data), contracts)
    except FileRefusedError as error:
        reading.rows.clear()
        reading.refusals.append(error.refusal)
    return reading


def _read_tables(
    reading: Reading, grids: list[Grid], contracts: Mapping[str, FormContract]
) -> None:
    stated = reading.side.form
    if stated is not None and stated not in contracts:
        raise FileRefusedError(
            "side_file_wrong",
            f"Tệp kèm theo ghi biểu “{stated}” không có trong danh mục: {', '.join(contracts)}.",
        )
    tables = find_tables(grids, contracts, stated)
    described = {_describe(reading, table) for table in tables}
    if len(described) > 1:
        sheets = ", ".join(f"“{table.grid.sheet}”" for table in tables)
        raise FileRefusedError(
            "several_reports",
            f"Các trang tính {sheets} là những báo cáo khác nhau (biểu hoặc kỳ khác nhau); hãy gửi "
            "mỗi báo cáo một tệp.",
        )
    form, variant, phase, period, scope, budget_year, factor, unit = described.pop()
    reading.form, reading.edition, reading.variant = form, tables[0].edition, variant
    reading.period, reading.report_phase, reading.budget_year = period, phase, budget_year
    reading.scope, reading.money_unit = scope, unit
    reading.column_map = {table.grid.sheet: table.column_map() for table in tables}
    for table in tables:
        _TableReader(reading, table, period.as_of, factor or 1).read()


_Described = tuple[
    str, str | None, str, headings.Period, Area | None, int | None, int | None, str | None
]


def _describe(reading: Reading, table: Table) -> _Described:
    """What decides which report a table is. Tables of one file must agree in all of it."""
    contract, side, receipt = table.contract, reading.side, reading.receipt
    if contract.period == "received_year":
        period = headings.parse_period(side.period or str(receipt.received_at.year))
        if period is None:
            raise FileRefusedError(
                "side_file_wrong", f"Kỳ “{side.period}” ở tệp kèm theo không đúng dạng (vd. 2024)."
            )
    else:
        period = headings.find_period(table.heading, contract.period, side.period)
    scope = _scope(receipt.issuer_code, contract, table, period.as_of)
    factor, unit = None, None
    if any(f.type == "money" for f in contract.fields.values()):
        found = headings.find_money_factor(table.heading)
        if found is None:
            raise FileRefusedError(
                "money_unit_missing",
                "Không tìm thấy đơn vị tiền ở phần đầu biểu; hãy ghi “Đơn vị tính: triệu đồng”.",
                sheet=table.grid.sheet,
            )
        factor, unit = found
    phase = side.phase or (table.title.phase if table.title else None) or contract.phase
    variant = table.title.variant if table.title else None
    return contract.form, variant, phase, period, scope, table.header_year, factor, unit


def _scope(issuer: str, contract: FormContract, table: Table, on: datetime.date) -> Area | None:
    """The area that the report covers. Raises where the issuer may not send it."""
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
    if kind not in contract.issuers:
        raise FileRefusedError(
            "issuer_not_expected",
            f"Biểu “{contract.title_vi}” không do đơn vị “{issuer}” gửi.",
        )
    if province is None:
        return None
    return headings.find_reporting_unit(table.heading, register, issuer, on) or province


class _TableReader:
    """Reads the rows of one table into a reading."""

    def __init__(self, reading: Reading, table: Table, as_of: datetime.date, factor: int) -> None:
        self.reading, self.table, self.contract = reading, table, table.contract
        self.as_of, self.money_factor = as_of, factor
        self.grid = table.grid
        self.plain = {c.field: c for c in table.columns if c.block is None}
        self.marks = {column.index: self._mark(column) for column in table.columns}
        self.subject = table.contract.subject

    def _mark(self, column: Column) -> str | None:
        values = (
            self.grid.value(row, column.index)
            for row in range(self.table.first_row, len(self.grid.rows))
        )
        return decimal_mark(number_texts(values))

    def read(self) -> None:
        lines = outline.data_lines(self.table, self.contract)
        for line in lines:
            self._check_name(line)
        lines = [line for line in lines if line.name or self.subject is None]
        if self.subject is None:
            resolved: list[dict[str, Landed] | None] = [{} for _ in lines]
        elif self.subject.kind == "area":
            resolved = self._areas(lines)
        else:
            resolved = self._programmes(lines)
        for line, subject_values in zip(lines, resolved, strict=True):
            if subject_values is not None:
                self._read_line(line, subject_values)

    def _check_name(self, line: outline.Line) -> None:
        if self.subject and not line.name:
            self._refuse_line(
                line,
                "name_missing",
                "Dòng có số liệu nhưng để trống tên; hãy ghi tên rồi gửi lại.",
                self.subject.name,
            )

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
        blocks = self.contract.editions[self.table.edition].blocks
        plain = [column for column in self.table.columns if column.block is None]
        common = Row(self.grid.sheet, line.row + 1, line.kind, dict(subject_values))
        if not self._fill(common, line.row, plain):
            return
        if not blocks:
            self.reading.rows.append(common)
        for number, block in enumerate(blocks):
            columns = [column for column in self.table.columns if column.block == number]
            if all(self._is_blank(line.row, column) for column in columns):
                continue  # the block says nothing about this line
            row = Row(
                common.sheet,
                common.row_number,
                common.kind,
                common.values | block.set,
                dict(common.states),
                number,
            )
            if self._fill(row, line.row, columns):
                self.reading.rows.append(row)

    def _is_blank(self, row: int, column: Column) -> bool:
        place = (row, column.index)
        return self.grid.value(*place) is None and place not in self.grid.unreadable

    def _fill(self, row: Row, sheet_row: int, columns: list[Column]) -> bool:
        """Read the cells into the row; False where a required one is missing or refused."""
        is_whole = True
        for column in columns:
            cell, refusal = self._read_cell(sheet_row, column)
            self._put(row, column, cell)
            if self.contract.fields[column.field].required and cell.state != "value":
                is_whole = False
                refusal = refusal or self._required(sheet_row, column)
            if refusal:
                self.reading.refusals.append(refusal)
        if not is_whole:
            self.reading.rows_refused += 1
        return is_whole

    def _put(self, row: Row, column: Column, cell: Cell) -> None:
        form_field = self.contract.fields[column.field]
        names = self.contract.landed_fields[column.field]
        row.values.update(zip(names, cell.values, strict=True))
        if cell.state != "value" and form_field.type != "text":
            row.states[column.field] = cell.state

    def _read_cell(self, row: int, column: Column) -> tuple[Cell, Refusal | None]:
        form_field = self.contract.fields[column.field]
        width = len(self.contract.landed_fields[column.field])
        shown = self.grid.unreadable.get((row, column.index))
        if shown is not None:
            cell = Cell(
                (None,) * width,
                "refused",
                "cell_formula_error",
                f"Ô chứa lỗi hoặc công thức chưa tính ({shown}); hãy thay bằng giá trị.",
            )
        else:
            value = self.grid.value(row, column.index)
            shown = None if value is None else str(value)
            cell = read_cell(value, form_field, self.marks[column.index], self.money_factor)
        if cell.state != "refused":
            return cell, None
        return cell, Refusal(
            cell.rule_code or "cell_not_read",
            f"Cột “{form_field.label_vi}”: {cell.message_vi}",
            sheet=self.grid.sheet,
            cell=cell_name(row, column.index),
            row_number=row + 1,
            field=column.field,
            value_given=shown,
        )

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
            if not self._is_still_there(area):
                self._remark_ended(line, area)
            resolved.append({"area_level": area.level, "area_code": area.code, "area_as_of": on})
        return resolved

    def _is_still_there(self, area: Area) -> bool:
        """Whether code and name are still in force, be it with other borders."""
        today = area_register().by_code(area.level, area.code, self.as_of)
        return today is not None and today.name == area.name

    def _remark_ended(self, line: outline.Line, area: Area) -> None:
        last_day = area.valid_to - datetime.timedelta(days=1)
        column = self.plain[self.subject.name] if self.subject else None
        self.reading.refusals.append(
            Refusal(
                "area_no_longer_valid",
                f"{area.name} chỉ có hiệu lực đến hết ngày {last_day:%d/%m/%Y}; số liệu được ghi "
                "cho đơn vị cũ, hãy báo cáo theo đơn vị hành chính mới.",
                sheet=self.grid.sheet,
                cell=cell_name(line.row, column.index) if column else None,
                row_number=line.row + 1,
                field=self.subject.name if self.subject else None,
                value_given=line.name,
                area_code=area.code,
                severity="warning",
                is_refused=False,
            )
        )

    # --- rows about programmes and projects

    def _programmes(self, lines: list[outline.Line]) -> list[dict[str, Landed] | None]:
        register = programme_register()
        resolved: list[dict[str, Landed] | None] = []
        programme: str | None = None
        project: str | None = None
        for line in lines:
            if line.kind == "total":
                resolved.append({"programme_code": None, "project_code": None})
                continue
            if line.depth <= outline.ROMAN:
                programme, project = register.programme(line.outline, line.name), None
                code: str | None = None
                known = programme is not None
            else:
                parent = project if line.depth > outline.NUMBER else None
                code = programme and register.project(
                    programme, parent, line.code, line.outline, line.name
                )
                known = code is not None
                if line.kind == "of_which" and not known:
                    code, known = project, programme is not None
                elif line.depth == outline.NUMBER:
                    project = code
            if known:
                resolved.append({"programme_code": programme, "project_code": code})
            else:
                resolved.append(None)
                self._refuse_line(
                    line,
                    "project_unknown",
                    f"Không xác định được chương trình, dự án của dòng “{line.name}”; hãy ghi mã "
                    "dự án (vd. 03.02) hoặc tên đúng theo quyết định phê duyệt.",
                    self.subject.name if self.subject else "",
                    value_given=line.name,
                )
        return resolved


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
        for line in self.lines:
            if line.kind == "group":
                district = self.register.by_name("district", line.name, day, self.province)
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
