"""What landed of a spoilt page, figure by figure, against the truth that the page carries."""

import csv
import datetime
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import SequenceMatcher

import openpyxl

from orchestration.ingest.readings import Reading
from tests.integration.spoiling import UNREADABLE, Cell, Page, meant

YES = ("x", "co", "dat", "y", "v", "1")
NO = ("khong", "k", "chua", "n", "0")


@dataclass
class Verdict:
    """Counts of figures: landed right, refused, said to be blank; and each silent difference."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def compare(page: Page, reading: Reading, codes: dict[int, object]) -> Verdict:
    """codes: line -> what the line is about, as the clean page reads (areas or projects)."""
    verdict = Verdict()
    if reading.status == "refused":
        if not any(refusal.is_refused for refusal in reading.refusals):
            verdict.wrong.append("refused without a word")
        verdict.counts["figures of refused files"] += len(page.truth)
        return verdict
    named_rows = {r.row_number for r in reading.refusals if r.is_refused and r.row_number}
    named_cells = {r.cell for r in reading.refusals if r.is_refused and r.cell}
    lost_columns = any(
        r.rule_code in ("column_missing", "column_ambiguous") for r in reading.refusals
    )
    landed = {(row.row_number, row.block): row for row in reading.rows}
    plain_blocks = {block for _, block in landed} <= {None}
    for number, cells in enumerate(page.rows, start=1):
        marked = [(c, cell) for c, cell in enumerate(cells) if cell.mark is not None]
        if not marked:
            if any(row_number == number for row_number, _ in landed):
                verdict.wrong.append(f"row {number} is no line, but landed")
            continue
        line = marked[0][1].mark[0]
        kind = page.submission.lines[line].kind
        rows = {block: row for (row_number, block), row in landed.items() if row_number == number}
        if kind != "detail":
            if any(row.kind == "detail" for row in rows.values()):
                verdict.wrong.append(f"row {number}: a {kind} landed as a detail")
            continue
        for row in rows.values():
            if row.kind != "detail":
                verdict.wrong.append(f"row {number}: a detail landed as a {row.kind}")
            if _about(row.values) != codes[line]:
                verdict.wrong.append(f"row {number}: {_about(row.values)} instead of {codes[line]}")
        for column, cell in marked:
            _compare_cell(page, cell, number, column, rows, plain_blocks, named_rows, named_cells,
                          lost_columns, verdict)  # fmt: skip
    return verdict


def compare_mutated(
    page: Page, before: bytes, after: bytes, reading: Reading, codes: dict[int, object]
) -> Verdict:
    """A file some of whose bytes were changed: untouched lines mean what they meant, and what
    landed of a touched one is what another reader finds in its cells now.
    """
    try:
        old, new = _records(before), _records(after)
    except Exception:  # the other reader stumbles: then everything must be as it was
        return compare(page, reading, codes)
    same = {
        match.b + n: match.a + n
        for match in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        for n in range(match.size)
    }
    rows = [page.rows[same[n]] if n in same else [] for n in range(len(new))]
    touched = [row for row in reading.rows if row.row_number - 1 not in same]
    untouched = replace(reading, rows=[row for row in reading.rows if row.row_number - 1 in same])
    verdict = compare(replace(page, rows=rows), untouched, codes)
    for row in touched:
        for name, form_field in page.contract.fields.items():
            place = row.cell(name)
            value = row.values.get(page.contract.landed_fields[name][0])
            if place and value is not None and form_field.type != "text":
                column = _number_of(re.match("[A-Z]+", place).group())
                printed = new[row.row_number - 1][column]
                if not _says(page, name, printed, value):
                    verdict.wrong.append(f"{place} {name}: {printed!r} landed as {value!r}")
                verdict.counts["landed of a touched line"] += 1
    return verdict


def _records(data: bytes) -> list[tuple[object, ...]]:
    """The cells as another reader finds them: the csv module, openpyxl."""
    if not data.startswith(b"PK"):
        text = data.decode("utf-8", errors="replace")
        return [tuple(record) for record in csv.reader(io.StringIO(text, newline=""))]
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).active
    return [
        tuple(
            cell.value * 100 if cell.data_type == "n" and "%" in cell.number_format else cell.value
            for cell in row
        )
        for row in sheet.iter_rows()
    ]


def _says(page: Page, name: str, printed: object, value: object) -> bool:
    """Whether the cell can be read as that value: its date, its digits, or its word."""
    if isinstance(value, datetime.date):
        if isinstance(printed, datetime.datetime):
            return printed.date() == value
        return re.sub(r"[^0-9]", "", str(printed)) == value.strftime("%d%m%Y")
    if isinstance(value, bool) and _bare(str(printed)) in (YES if value else NO):
        return True
    try:
        return _same(value, meant(page.submission, page.contract, name, printed))
    except (ArithmeticError, KeyError):
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return _digits(f"{value:f}") == _digits(str(printed))
        codes = page.contract.fields[name].codes.items()
        words = {_bare(word): code for word, code in codes}
        return words.get(_bare(str(printed)), ...) == value


def _bare(text: str) -> str:
    """Without case and marks."""
    parts = unicodedata.normalize("NFD", text.casefold().strip())
    return "".join(char for char in parts if not unicodedata.combining(char))


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text).strip("0")


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _about(values: dict[str, object]) -> tuple[object, ...]:
    return tuple(values.get(n) for n in ("area_code", "programme_code", "project_code"))


def _compare_cell(
    page: Page,
    cell: Cell,
    number: int,
    column: int,
    rows: dict,
    plain_blocks: bool,
    named_rows: set[int],
    named_cells: set[str],
    lost_columns: bool,
    verdict: Verdict,
) -> None:
    printed = page.column_of(cell.mark)
    form_field = page.contract.fields[printed.field]
    if form_field.type == "text":
        return
    truth = page.truth[cell.mark]
    row = rows.get(None if plain_blocks else _block_number(page, printed))
    if row is None:
        if number in named_rows:
            verdict.counts["refused with the row"] += 1
        elif truth is None or (truth == 0 and cell.value in ("-", "–")):
            verdict.counts["blank"] += 1
        elif lost_columns:
            verdict.counts["refused with the column"] += 1
        else:
            verdict.wrong.append(f"row {number}: {printed.field} = {truth!r} is lost")
        return
    value = row.values.get(page.contract.landed_fields[printed.field][0])
    place = f"{_letters(column)}{number}"
    if truth == UNREADABLE:
        if value is None and place in named_cells:
            verdict.counts["refused by cell"] += 1
        elif value is None and lost_columns:
            verdict.counts["refused with the column"] += 1
        else:
            verdict.wrong.append(f"{place}: {cell.value!r} landed as {value!r}, unnamed")
    elif _same(value, truth):
        verdict.counts["landed right" if truth is not None else "blank"] += 1
    elif value is None and place in named_cells:
        verdict.counts["refused by cell"] += 1
    elif value is None and lost_columns:
        verdict.counts["refused with the column"] += 1
    else:
        verdict.wrong.append(
            f"{place} {printed.field}: {cell.value!r} means {truth!r}, landed as {value!r}"
        )


def _block_number(page: Page, printed: object) -> int | None:
    if printed.block is None:
        return 0
    blocks = page.contract.editions["2022"].blocks
    keys = [(b.set["plan_type"], b.set["capital_source"], b.set["capital_kind"]) for b in blocks]
    return keys.index(printed.block)


def _same(value: object, truth: object) -> bool:
    if isinstance(truth, Decimal) and isinstance(value, int | Decimal) and value is not True:
        return Decimal(value) == truth
    return type(value) is type(truth) and value == truth


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
