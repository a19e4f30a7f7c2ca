"""Which lines of a table are data, and how they stand to one another: totals, groups, details."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from expectations.contract import FormContract, Subject
from orchestration.ingest.grid import CellValue
from orchestration.ingest.headers import Table, is_header_line, plain_parts, text_pattern
from orchestration.ingest.text import clean, fold

RowKind = Literal["detail", "group", "total", "of_which"]

# Depths of the numberings in use, outermost first.
LETTER, ROMAN, NUMBER, SUB_NUMBER, CONTENT, UNNUMBERED = 0, 1, 2, 3, 4, 9

_TOTAL = re.compile(
    r"(?:tong (?:so|cong)|toan (?:tinh|huyen|thi xa|thanh pho)|cong chung)\b.*|cong"
)
# With its marks: without them a quận is no other than Xã Quan Sơn and Xã Quân Chu.
_DISTRICT = re.compile(r"(?:huyện|huyen|quận|thị xã|thi xa|thành phố|thanh pho|h|q|tx|tp)\b.*")
_OF_WHICH = re.compile(r"trong do\b.*")
_END = re.compile(
    r"(?:nguoi lap|nguoi tong hop|tm (?:uy ban|ubnd)|kt (?:chu tich|giam doc)|noi nhan|ghi chu"
    r"|thu truong|chu tich|giam doc|xac nhan|.*\bngay (?:\d{1,2} )?thang (?:\d{1,2} )?nam\b).*"
)
_DIGITS = re.compile(r"[\d.,\s]*\d[\d.,\s]*%?")
_COLUMN_NUMBER = re.compile(r"\(?(?:[A-ZĐ]|\d{1,3})\)?(?:\s*=.*)?")


@dataclass(frozen=True)
class Line:
    """One printed line: its row on the sheet (from 0), numbering, name and kind."""

    row: int
    outline: str
    name: str
    code: str
    depth: int
    kind: RowKind = "detail"


def with_names_on_every_line(table: Table) -> Table:
    """The table with a unit's numbering and name on each of its lines.

    Where the contract's key tells several lines of a unit apart (`Hộ`, `Nhân khẩu`), the form
    prints numbering and name once, merged over them. A line is the unit's where it stands right
    below, is of another kind than the lines before it, and names no other; else it stays nameless.
    """
    contract, grid = table.contract, table.grid
    plain = {column.field: column.index for column in table.columns if column.block is None}
    kinds = {
        plain[name]: {fold(code) for code in contract.fields[name].codes}
        for name in contract.line_fields
        if name in plain
    }
    if contract.subject is None or not kinds:
        return table
    roles = (contract.subject.outline, contract.subject.code, contract.subject.name)
    words = [plain[role] for role in roles if role in plain]
    rows = list(grid.rows)
    unit: list[CellValue] = []
    seen: set[tuple[str, ...]] = set()
    width = len(grid.rows[table.header_row])
    for number in range(table.first_row, table.end_row):
        own = [grid.value(number, index) for index in words]
        kind = tuple(fold(str(grid.value(number, index) or "")) for index in kinds)
        # A csv record of another width may be the rest of two, and what follows another unit's.
        is_sound = not grid.is_delimited or len(grid.rows[number]) == width
        is_kind = is_sound and all(
            said and (said in known or not known)
            for said, known in zip(kind, kinds.values(), strict=True)
        )
        continues = is_kind and kind not in seen
        if unit and continues and all(o in (None, u) for o, u in zip(own, unit, strict=True)):
            line = list(rows[number])
            line += [None] * (max(words) + 1 - len(line))
            for index, value in zip(words, unit, strict=True):
                line[index] = value
            rows[number] = line
            seen.add(kind)
        else:
            is_read = not any((number, index) in grid.undecided for index in words)
            unit, seen = (own, {kind}) if any(own) and is_kind and is_read else ([], set())
    return replace(table, grid=replace(grid, rows=rows))


def data_lines(table: Table, contract: FormContract) -> list[Line]:
    """The lines of the table from below its header to its end; no blank lines, notes, signatures.

    A line with a name and a number below the signatures is data all the same: the next printed
    page, or a note in between.
    """
    subject, grid = contract.subject, table.grid
    column = {c.field: c.index for c in table.columns if c.block is None}
    name_column = column.get(subject.name) if subject else None
    code_column = column.get(subject.code) if subject and subject.code else None
    outline_column = column.get(subject.outline) if subject and subject.outline else None
    words = {name_column, code_column, outline_column}
    figures = [c.index for c in table.columns if c.index not in words]
    header = [_folded(row) for row in grid.rows[table.header_row : table.first_row]]
    header_parts = plain_parts(contract.editions[table.edition]) if subject else ()
    header_firsts = {texts[0] for texts in header if texts}
    unreadable_rows = {row for row, _ in grid.unreadable}
    column_numbers: list[str] | None = None
    is_ended = False
    lines: list[Line] = []
    for number in range(table.first_row, table.end_row):
        row = grid.rows[number]
        first = next((value for value in row if value is not None), None)
        if first is None and number not in unreadable_rows:
            continue
        if isinstance(first, str) and (words_of := fold(first)):
            if _is_one_of(words_of, contract.stop_at):
                break
            if _is_one_of(words_of, contract.skip_rows):
                continue
            if words_of in header_firsts and _folded(row) in header:
                continue  # the header repeated on the next printed page
            if subject and is_header_line(header_parts, row):
                continue  # so too, where the header above is a damaged one
        if subject and (not lines or column_numbers):
            present = [value for value in row if value is not None]
            if _folded(row) == column_numbers or (not lines and is_column_numbers(present)):
                column_numbers = _folded(row)
                continue
        if subject and _ends_table(row):
            is_ended = True
            continue
        has_figures = any(index < len(row) and row[index] is not None for index in figures) or (
            number in unreadable_rows
            and any((number, index) in grid.unreadable for index in figures)
        )
        numbering, name = _text(row, outline_column), _text(row, name_column)
        if is_ended:
            beside = sum(index < len(row) and _is_number(row[index]) for index in figures)
            # Without a name a single number is the page's, several are a line's.
            has_figures = beside > (0 if name else 1)
        if not has_figures and (is_ended or not (subject and numbering and name)):
            continue
        depth = _depth(numbering)
        lines.append(Line(number, numbering, name, _text(row, code_column), depth))
    return _with_kinds(lines, subject)


def _text(row: list[CellValue], index: int | None) -> str:
    value = row[index] if index is not None and index < len(row) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else clean(str(value))


def _folded(row: list[CellValue]) -> list[str]:
    return [fold(str(value)) for value in row if value is not None]


def _is_number(value: CellValue) -> bool:
    return isinstance(value, int | float) or (
        isinstance(value, str) and _DIGITS.fullmatch(value.strip()) is not None
    )


def _is_one_of(folded: str, patterns: list[str]) -> bool:
    return any(text_pattern(pattern).fullmatch(folded) for pattern in patterns)


def is_column_numbers(values: list[CellValue]) -> bool:
    """Whether a row is the `A B 1 2 4=3/1*100` row under a header."""
    texts = [
        str(int(v)) if isinstance(v, float) and v.is_integer() else clean(str(v)) for v in values
    ]
    if len(texts) < 2 or not all(_COLUMN_NUMBER.fullmatch(text) for text in texts):
        return False
    digits = [int(re.match(r"\(?(\d+)", t).group(1)) for t in texts if re.match(r"\(?\d", t)]
    starts_low = any(t.strip("()").startswith("A") for t in texts) or digits[:2] == [1, 2]
    return starts_low and digits == sorted(set(digits))


def _ends_table(row: list[CellValue]) -> bool:
    """Signature and note lines: words that end a table, and no figure beside them."""
    if any(_is_number(value) for value in row):
        return False
    return any(_END.fullmatch(fold(value)) for value in row if isinstance(value, str))


def _depth(numbering: str) -> int:
    text = numbering.rstrip(".)")
    if re.fullmatch(r"[IVX]+", text):
        return ROMAN
    if re.fullmatch(r"[A-HĐ]", text):
        return LETTER
    if re.fullmatch(r"\d+(?:\.\d+)*", text):
        return min(NUMBER + text.count("."), CONTENT)
    return UNNUMBERED


def _with_depths_of_units(lines: list[Line], numbered: bool) -> list[Line]:
    """A unit that lost its number stands as deep as its neighbours, a district by its type word."""
    deep: list[Line] = []
    for number, line in enumerate(lines):
        if line.kind != "detail" or line.depth != UNNUMBERED:
            deep.append(line)
        elif _DISTRICT.fullmatch(line.name.casefold()):
            deep.append(replace(line, depth=NUMBER))
        elif numbered:
            before = (each.depth for each in reversed(deep) if each.kind == "detail")
            after = (each.depth for each in lines[number:] if each.depth != UNNUMBERED)
            deep.append(replace(line, depth=max(next(before, NUMBER), next(after, NUMBER))))
        else:
            deep.append(line)
    return deep


def _with_kinds(lines: list[Line], subject: Subject | None) -> list[Line]:
    if subject is None:
        return lines
    numbered = any(line.depth != UNNUMBERED for line in lines)
    kinds: list[Line] = []
    for line in lines:
        folded = fold(line.name or line.outline)
        if line.depth in (LETTER, UNNUMBERED) and _TOTAL.fullmatch(folded):
            kinds.append(replace(line, name=line.name or line.outline, kind="total"))
        elif _OF_WHICH.fullmatch(folded):
            kinds.append(replace(line, kind="of_which"))
        elif subject.kind == "area" and line.depth == UNNUMBERED:
            kinds.append(line)
        elif numbered and line.depth >= CONTENT:
            kinds.append(replace(line, kind="of_which"))
        else:
            kinds.append(line)
    if subject.kind == "area":
        kinds = _with_depths_of_units(kinds, numbered)
    for number, line in enumerate(kinds):
        unit = (line.outline, line.name)
        below = (k for k in kinds[number + 1 :] if (k.outline, k.name) != unit)
        following = next((k for k in below if k.kind == "detail"), None)
        if line.kind == "detail" and following and following.depth > line.depth:
            kinds[number] = replace(line, kind="group")
    # Also where the first of its parts is misnumbered.
    parents: set[str] = set()
    for number, line in reversed(list(enumerate(kinds))):
        if line.depth <= ROMAN:
            parents.clear()
        printed = line.outline.rstrip(".)")
        if line.kind == "detail" and printed in parents:
            kinds[number] = replace(line, kind="group")
        if "." in printed:
            parents.add(printed.rpartition(".")[0])
    return kinds
