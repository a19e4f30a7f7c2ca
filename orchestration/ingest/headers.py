"""Which form and edition a sheet is, and in which columns its fields stand. Reads no data row."""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from expectations.contract import PATH_SEPARATOR, Edition, FormContract, Title
from orchestration.ingest.grid import CellValue, Grid, column_letters
from orchestration.ingest.refusals import FileRefusedError
from orchestration.ingest.text import fold

# A letterhead, a title and a header of four levels end well before this row.
SEARCHED_ROWS = 40
MAX_HEADER_ROWS = 5
# Header words cut off by the cell ("Tổng số hộ nông,") are still known by this many letters.
MIN_CUT_LETTERS = 12
# Below this share of an edition's columns a sheet merely resembles the form.
RESEMBLANCE = 0.5


@dataclass(frozen=True)
class Column:
    """Where one field stands; `block` counts the edition's blocks (None: outside any)."""

    index: int
    field: str
    block: int | None = None


@dataclass(frozen=True)
class Table:
    """A form found on a sheet."""

    contract: FormContract
    edition: str
    title: Title | None
    grid: Grid
    header_row: int
    first_row: int
    columns: tuple[Column, ...]
    header_year: int | None
    """The year printed in the header itself (a budget year), where the form has one."""

    @property
    def heading(self) -> list[str]:
        """The texts above the header, in reading order."""
        return [
            value for row in self.grid.rows[: self.header_row] for value in row if _is_text(value)
        ]

    def column_map(self) -> dict[str, str]:
        """Field (`field@block`) -> column letters, kept with the submission."""
        return {
            column.field if column.block is None else f"{column.field}@{column.block}": (
                column_letters(column.index)
            )
            for column in self.columns
        }


def find_tables(
    grids: Iterable[Grid], contracts: Mapping[str, FormContract], stated_form: str | None
) -> list[Table]:
    """Every table of a known form in the file; FileRefusedError where there is none."""
    tables: list[Table] = []
    nearest: tuple[float, str] | None = None
    for grid in grids:
        if not grid.visible:
            continue
        for contract in contracts.values():
            if stated_form not in (None, contract.form):
                continue
            title = _find_title(grid, contract.titles)
            if contract.titles and title is None and stated_form is None:
                continue
            table, share, missing = _best_edition(grid, contract, title)
            if table:
                tables.append(table)
            elif share >= RESEMBLANCE and (nearest is None or share > nearest[0]):
                nearest = (share, f"“{grid.sheet}” ({contract.title_vi}): " + "; ".join(missing))
            elif title and nearest is None:
                nearest = (0, f"“{grid.sheet}” ({contract.title_vi}): " + "; ".join(missing))
    if tables:
        return tables
    if nearest:
        raise FileRefusedError(
            "header_incomplete",
            f"Đầu biểu ở trang tính {nearest[1]} - không tìm thấy các cột này; hãy dùng đúng mẫu "
            "biểu đã ban hành.",
        )
    known = "; ".join(contract.title_vi for contract in contracts.values())
    raise FileRefusedError(
        "form_unknown", f"Không nhận ra biểu mẫu nào trong tệp. Các biểu được nhận: {known}."
    )


def _is_text(value: CellValue) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _find_title(grid: Grid, titles: list[Title]) -> Title | None:
    if not titles:
        return None
    for row in grid.rows[:SEARCHED_ROWS]:
        for value in row:
            if _is_text(value):
                folded = fold(value)
                for title in titles:
                    if fold(title.text) in folded:
                        return title
    return None


@functools.lru_cache(maxsize=4096)
def _pattern(part: str) -> re.Pattern[str]:
    """One level of a printed header path as an expression over folded text."""
    pieces = re.split(r"(\{year\}|\{any\})", part)
    tokens = {"{year}": r"(?P<year>\d{4})", "{any}": ".*"}
    words = [tokens.get(piece) or re.escape(fold(piece)) for piece in pieces]
    return re.compile(r"\s*".join(word for word in words if word))


@functools.lru_cache(maxsize=65536)
def _part_matches(printed: str, part: str) -> re.Match[str] | bool | None:
    folded = fold(printed)
    if match := _pattern(part).fullmatch(folded):
        return match
    return len(folded) >= MIN_CUT_LETTERS and "{" not in part and fold(part).startswith(folded)


def _paths(grid: Grid, top: int, bottom: int) -> list[list[str]]:
    """The header path of every column over rows top..bottom-1, merged cells filled in."""
    width = grid.width
    filled = [[grid.value(row, column) for column in range(width)] for row in range(top, bottom)]
    for (row_0, column_0), (row_1, column_1) in grid.merged:
        for row in range(max(row_0, top), min(row_1, bottom - 1) + 1):
            for column in range(column_0, min(column_1, width - 1) + 1):
                filled[row - top][column] = grid.value(row_0, column_0)
    paths = []
    for column in range(width):
        path: list[str] = []
        for row in filled:
            value = row[column]
            if value is not None and (not path or fold(str(value)) != fold(path[-1])):
                path.append(str(value))
        paths.append(path)
    return paths


def _path_matches(path: list[str], parts: list[str]) -> re.Match[str] | bool | None:
    if len(path) != len(parts):
        return None
    found: re.Match[str] | bool | None = None
    for printed, part in zip(path, parts, strict=True):
        match = _part_matches(printed, part)
        if not match:
            return None
        # The part with a year in it says which year the column is for.
        if not isinstance(found, re.Match) or "year" not in found.re.groupindex:
            found = match
    return found


def _wanted(edition: Edition) -> list[tuple[str, int | None, list[str]]]:
    wanted: list[tuple[str, int | None, list[str]]] = [
        (field, None, _split(path)) for field, path in edition.columns.items()
    ]
    for number, block in enumerate(edition.blocks):
        wanted += [
            (field, number, _split(block.at) + _split(path))
            for field, path in edition.block_columns.items()
        ]
    return wanted


def _split(path: str) -> list[str]:
    return [part.strip() for part in path.split(PATH_SEPARATOR)]


def _best_edition(
    grid: Grid, contract: FormContract, title: Title | None
) -> tuple[Table | None, float, list[str]]:
    """The edition that explains most columns; else how near the nearest came and what it lacks."""
    best: Table | None = None
    share, missing_of_nearest = 0.0, []
    for name, edition in contract.editions.items():
        wanted = _wanted(edition)
        for top in _candidate_tops(grid, wanted):
            for bottom in range(top + 1, min(top + MAX_HEADER_ROWS, len(grid.rows)) + 1):
                found, year = _match(_paths(grid, top, bottom), wanted)
                missing = [
                    f" {PATH_SEPARATOR} ".join(parts)
                    for field, block, parts in wanted
                    if (field, block) not in found and not contract.fields[field].optional_column
                ]
                if missing:
                    if len(found) / len(wanted) > share:
                        share, missing_of_nearest = len(found) / len(wanted), missing
                    continue
                if best is None or len(found) > len(best.columns):
                    columns = tuple(
                        Column(index, field, block) for (field, block), index in found.items()
                    )
                    best = Table(contract, name, title, grid, top, bottom, columns, year)
    if best is None and not missing_of_nearest:
        first = next(iter(contract.editions.values()))
        missing_of_nearest = list(first.columns.values())
    return best, share, missing_of_nearest


def _candidate_tops(grid: Grid, wanted: list[tuple[str, int | None, list[str]]]) -> list[int]:
    """Rows that hold at least two of the header's top-level texts."""
    firsts = list(dict.fromkeys(parts[0] for _, _, parts in wanted))
    needed = min(2, len(firsts))
    tops = []
    for number, row in enumerate(grid.rows[:SEARCHED_ROWS]):
        texts = [value for value in row if _is_text(value)]
        hits = sum(any(_part_matches(text, part) for text in texts) for part in firsts)
        if hits >= needed:
            tops.append(number)
    return tops


def _match(
    paths: list[list[str]], wanted: list[tuple[str, int | None, list[str]]]
) -> tuple[dict[tuple[str, int | None], int], int | None]:
    found: dict[tuple[str, int | None], int] = {}
    year = None
    taken: set[int] = set()
    for field, block, parts in wanted:
        for index, path in enumerate(paths):
            if index in taken:
                continue
            match = _path_matches(path, parts)
            if match:
                found[field, block] = index
                taken.add(index)
                if isinstance(match, re.Match) and "year" in match.re.groupindex:
                    year = int(match.group("year"))
                break
    return found, year
