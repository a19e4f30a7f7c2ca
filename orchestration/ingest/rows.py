"""The rows of one table: typed values by the contract, or refusals by cell and row."""

import datetime
import re
from dataclasses import replace
from decimal import Decimal

from expectations.contract import FormField
from orchestration.ingest import headings, outline
from orchestration.ingest.arithmetic import Arithmetic
from orchestration.ingest.cells import Cell, Landed, read_cell, shown
from orchestration.ingest.conventions import ColumnCells, Convention, decide, sums_of
from orchestration.ingest.grid import CellValue, Place, cell_name, column_letters
from orchestration.ingest.headers import Column, Table
from orchestration.ingest.readings import Reading, Row
from orchestration.ingest.refusals import FileRefusedError, Refusal
from orchestration.ingest.subjects import Resolved, Word, find_areas, find_programmes

# Between the two day counts of spreadsheets.
DAYS_1900_TO_1904 = 1462
# A cell or two may be mistyped; so many in one row say that the row has slipped.
MISFITS_OF_A_SHIFTED_ROW = 3
# Where so few names are known, those that are may be so by chance: a column of names that slipped.
MANY_LINES, MOSTLY = 10, 0.9
_UNDECIDED_TEXT = "Không xác định được bảng mã của chữ “{}”; hãy gõ lại bằng phông Unicode."
# No figure is printed with a nought before its first digit.
_CODE = re.compile(r"\s*0[0-9]")
_MISFITS = {"cell_not_number", "cell_not_whole", "cell_not_date", "cell_not_mark", "cell_not_code"}


class TableReader:
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
        self.subject = table.contract.subject
        header = table.grid.rows[table.header_row : table.first_row]
        if table.grid.is_delimited and len({len(row) for row in header}) > 1:
            raise FileRefusedError(
                "header_incomplete",
                f"Các dòng tiêu đề cột (dòng {table.header_row + 1} đến {table.first_row}) không "
                "cùng số ô nên không rõ tiêu đề nào của cột nào; hãy xuất lại tệp csv từ bảng "
                "tính.",
                sheet=table.grid.sheet,
                cell=cell_name(table.header_row, 0),
            )
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
        resolved = self._resolved(lines)
        subtotals = [one.values for one in resolved if one.line.kind == "group"]
        for one in resolved:
            if one.line not in sound:
                continue
            for word in one.words:
                self._tell_of_name(one.line, word)
            if one.values is None:
                continue
            if one.line.kind == "detail" and one.values and one.values in subtotals:
                message = "đã có dòng cộng ở trên hoặc dưới; hãy chỉ giữ lại một dòng."
                self._refuse_line(one.line, "row_duplicate", f"“{one.line.name}” {message}")
                continue
            self._read_line(one.line, one.values)

    def _resolved(self, lines: list[outline.Line]) -> list[Resolved]:
        if self.subject is None:
            return [Resolved(line, {}) for line in lines]
        if self.subject.kind == "programme":
            return list(find_programmes(lines))
        reading = self.reading
        found = list(find_areas(reading.receipt.issuer_code, reading.scope, lines, self.as_of))
        strangers = sum(one.values is None for one in found)
        if len(found) >= MANY_LINES and strangers > MOSTLY * len(found):
            column = self.plain[self.subject.name]
            raise FileRefusedError(
                "names_unknown",
                f"Hầu hết tên đơn vị trong biểu ({strangers} trên {len(found)} dòng) không có "
                f"trong danh mục của tỉnh vào ngày {self.as_of:%d/%m/%Y}; hãy kiểm tra cột "
                f"“{self.contract.fields[column.field].label_vi}” và đơn vị gửi.",
                sheet=self.grid.sheet,
                cell=cell_name(found[0].line.row, column.index),
            )
        return found

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
        conventions = {
            column.index: convention for column, convention in zip(columns, decided, strict=True)
        }
        self.arithmetic = Arithmetic(self.table, [line.row for line in lines])
        self.conventions = self.arithmetic.decide_scales(conventions)
        for column in columns:
            if self.conventions[column.index].is_share:
                self.reading.remark(
                    self.grid.sheet,
                    "ratio_as_share",
                    f"Cột {column_letters(column.index)} "
                    f"“{contract.fields[column.field].label_vi}” ghi tỷ lệ bằng phần của 1 (0,05), "
                    "so với số liệu cùng dòng thì được hiểu là phần trăm (5 %); hãy ghi theo %.",
                    cell=cell_name(self.table.header_row, column.index),
                    field=column.field,
                )

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
        for printed, indexes in table.strange:
            letters = ", ".join(column_letters(index) for index in indexes)
            self.reading.refusals.append(
                Refusal(
                    "column_not_in_list",
                    f"Tiêu đề “{printed}” (cột {letters}) không có trong danh mục của biểu nên số "
                    "liệu các cột này không được nhận; hãy ghi đúng tên trong danh mục.",
                    sheet=sheet,
                    cell=cell_name(table.header_row, indexes[0]),
                    value_given=printed,
                )
            )
        for index, printed in table.unknown:
            self.reading.remark(
                sheet,
                "column_unknown",
                f"Cột {column_letters(index)} “{printed}” không có trong mẫu biểu; số liệu cột này "
                "không được nhận.",
                cell=cell_name(table.header_row, index),
            )
        for column in table.columns:
            if column.printed is not None:
                label = self.contract.fields[column.field].label_vi
                self.reading.remark(
                    sheet,
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
        column = self.plain.get(self.subject.name)
        if column and (line.row, column.index) in self.grid.undecided:
            self._refuse_line(line, "text_undecided", _UNDECIDED_TEXT.format(line.name))
            return False
        if not line.name:
            message = "Dòng có số liệu nhưng để trống tên; hãy ghi tên rồi gửi lại."
            self._refuse_line(line, "name_missing", message)
        return bool(line.name)

    def _tell_of_name(self, line: outline.Line, word: Word) -> None:
        if word.severity == "error":
            self._refuse_line(line, word.rule_code, word.message_vi)
            return
        self.reading.refusals.append(
            replace(
                self._about_name(line, word.rule_code, word.message_vi),
                area_code=word.area_code,
                value_expected=word.value_expected,
                severity="warning",
                is_refused=False,
            )
        )

    def _refuse_line(self, line: outline.Line, rule: str, message_vi: str) -> None:
        self.reading.rows_refused += 1
        self.reading.refusals.append(self._about_name(line, rule, message_vi))

    def _about_name(self, line: outline.Line, rule: str, message_vi: str) -> Refusal:
        name = self.subject.name if self.subject else None
        column = self.plain.get(name) if name else None
        return Refusal(
            rule,
            message_vi,
            sheet=self.grid.sheet,
            cell=cell_name(line.row, column.index) if column else None,
            row_number=line.row + 1,
            field=name,
            value_given=line.name or None,
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

        Either many cells are not of their column's kind, or its code stands among the figures, or
        the table's arithmetic says so.
        """
        misfits = sum(refusal.rule_code in _MISFITS for refusal in refusals)
        if misfits >= MISFITS_OF_A_SHIFTED_ROW:
            filled = sum(not self._is_blank(line.row, column) for column in self.table.columns)
            if misfits >= filled / 4:
                return True
        return self._is_code_beside_its_column(line.row) or self.arithmetic.says_row_has_slipped(
            line.row, self.width
        )

    def _is_code_beside_its_column(self, row: int) -> bool:
        """The code's cell is blank, and the next holds what is a code and no figure: `04.02`."""
        column = self.plain.get(self.subject.code) if self.subject and self.subject.code else None
        if column is None or not self._is_blank(row, column):
            return False
        beside = self.grid.value(row, column.index + 1)
        return isinstance(beside, str) and _CODE.match(beside) is not None

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
        if place in self.arithmetic.unclear:
            return Cell(
                (None,) * width,
                "refused",
                "cell_ambiguous_ratio",
                f"Không rõ “{shown(value)}” là bao nhiêu phần trăm; so với số liệu cùng dòng thì "
                "lệch 100 lần. Hãy ghi tỷ lệ kèm dấu %.",
            )
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
        if (
            type_ in ("percent", "interval")
            and place in self.grid.percent_cells
            and not self.conventions[place[1]].is_share
        ):
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
