"""Which form and edition a sheet is, and in which columns its fields stand. Reads no data row.

A column is known by its whole header path. A path that is not printed as the contract has it (words
cut off, a level lost or added) is taken only where it can be no other column's, and is remarked.
"""

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from expectations.contract import PATH_SEPARATOR, Block, Edition, FormContract, Title
from orchestration.ingest.grid import CellValue, Grid, cell_name, column_letters, column_number
from orchestration.ingest.headings import is_money_unit
from orchestration.ingest.refusals import FileRefusedError
from orchestration.ingest.text import clean, code_of, fold

# A letterhead, a title and a damaged header of four levels end well before this row.
SEARCHED_ROWS = 40
MAX_HEADER_ROWS = 5
# Header words cut off by the cell ("Tổng số hộ nông,") are still known by this many letters.
MIN_CUT_LETTERS = 12
# Below this share of an edition's columns a sheet merely resembles the form.
RESEMBLANCE = 0.5

_YEAR = re.compile(r"(?:19|20)\d\d(?:\.0)?")
_FIGURE = re.compile(r"[-+(]?\d[\d., ]*[)%]?")
_BRACKETS = re.compile(r"\(([^()]*)\)\s*$")

EXACT, CUT_OFF, LEVELS_DIFFER, WORDS_MISSING = 4, 3, 2, 1


@dataclass(frozen=True)
class Column:
    """Where one field stands; `block` counts the table's blocks (None: outside any)."""

    index: int
    field: str
    block: int | None = None
    printed: str | None = None
    """The header as printed, where it is in other words than the contract's."""


@dataclass(frozen=True)
class Table:
    """A form found on a sheet."""

    contract: FormContract
    edition: str
    title: Title | None
    grid: Grid
    heading_row: int
    """Where its heading begins: below the table above it, or at the top of the sheet."""
    header_row: int
    first_row: int
    end_row: int
    """The first row that is no longer its own."""
    columns: tuple[Column, ...]
    blocks: tuple[Mapping[str, str], ...]
    """What each block's columns stand for."""
    header_year: int | None
    """The year printed in the header itself (a budget year), where the form has one."""
    missing: tuple[str, ...] = ()
    """The contract's columns that the sheet does not have."""
    ambiguous: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Header paths that stand over several columns with figures."""
    unknown: tuple[tuple[int, str], ...] = ()
    """Columns with figures that the contract does not know."""
    strange: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Header texts over columns of a block that the block's list does not have."""
    heading_above: tuple[str, ...] = ()
    """The headings of the sheet's tables before this one."""

    @property
    def heading(self) -> list[str]:
        """The texts above the header, in reading order."""
        rows = self.grid.rows[self.heading_row : self.header_row]
        return [value for row in rows for value in row if _is_text(value)]

    def header_texts(self, column: int) -> tuple[str, ...]:
        """The header path of a column as printed."""
        printed, _ = _paths(self.grid, self.header_row, self.first_row)
        return printed[column] if column < len(printed) else ()

    def column_map(self) -> dict[str, str]:
        """Field (`field@block`) -> column letters, kept with the submission."""
        return {
            column.field if column.block is None else f"{column.field}@{column.block}": (
                column_letters(column.index)
            )
            for column in self.columns
        }


@dataclass(frozen=True)
class _Wanted:
    """One column that an edition asks for."""

    field: str
    block: int | None
    paths: tuple[tuple[str, ...], ...]
    is_optional: bool

    @property
    def shown(self) -> str:
        return re.sub(r"\{\w+\}", "…", f" {PATH_SEPARATOR} ".join(self.paths[0]))


@dataclass
class _Match:
    """One reading of one header: which columns of an edition stand where."""

    edition: str
    top: int
    bottom: int
    wanted: list[_Wanted]
    blocks: list[dict[str, str]]
    strange: dict[str, list[int]]
    found: dict[int, int]
    """Position in `wanted` -> column."""
    grades: dict[int, int]
    ambiguous: dict[str, tuple[int, ...]]
    year: int | None = None

    @property
    def is_complete(self) -> bool:
        return not self.ambiguous and not self.lacking

    @property
    def lacking(self) -> list[_Wanted]:
        return [w for n, w in enumerate(self.wanted) if n not in self.found and not w.is_optional]

    @property
    def sought(self) -> list[int]:
        """What may still be found: no column of a block whose label stands nowhere."""
        nameless = {n for n, values in enumerate(self.blocks) if "{" in "".join(values.values())}
        return [
            n for n, w in enumerate(self.wanted) if n not in self.found and w.block not in nameless
        ]

    @property
    def share(self) -> float:
        needed = [n for n, w in enumerate(self.wanted) if not w.is_optional]
        return sum(n in self.found for n in needed) / (len(needed) or 1)

    @property
    def rank(self) -> tuple[object, ...]:
        """More columns less gaps, then fewer guesses, then the first and smallest header.

        An edition of fewer columns is easily complete on a sheet of one with more, of which one
        is damaged.
        """
        known = (*self.ambiguous.values(), *self.strange.values())
        explained = len(self.found) + sum(len(columns) for columns in known)
        poorly = sum(grade != EXACT for grade in self.grades.values())
        return (
            explained - len(self.lacking),
            self.is_complete,
            explained,
            -poorly,
            -self.top,
            -self.bottom,
        )


def find_tables(
    grids: Iterable[Grid], contracts: Mapping[str, FormContract], stated_form: str | None
) -> list[Table]:
    """Every table of a known form in the file; FileRefusedError where there is none."""
    tables: list[Table] = []
    nearest: tuple[float, str] | None = None
    for grid in grids:
        candidates: list[tuple[tuple[object, ...], Table]] = []
        for contract in contracts.values():
            if stated_form not in (None, contract.form) or not _is_looked_at(grid, contract):
                continue
            title = _find_title(grid, contract.titles, 0, SEARCHED_ROWS)
            if contract.titles and title is None and stated_form is None:
                continue
            is_stated = title is not None or stated_form is not None
            match = _without_header(grid, contract, is_stated) or _best_match(
                grid, contract, title, range(min(SEARCHED_ROWS, len(grid.rows)))
            )
            if match and _is_usable(match, contract):
                table = _table(grid, contract, title, match, 0, ())
                rank = (title is not None, match.is_complete, match.share)
                candidates.append(((*rank, len(match.found), -len(table.unknown)), table))
                continue
            share = match.share if match else 0
            if (share >= RESEMBLANCE or title) and (nearest is None or share > nearest[0]):
                lacking = match.lacking if match else _wanted(contract, *_first(contract), [])[0]
                paths = "; ".join(wanted.shown for wanted in lacking)
                nearest = (share, f"“{grid.sheet}” ({contract.title_vi}): {paths}")
        if candidates:
            tables += _following(_the_best(candidates))
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


def _is_looked_at(grid: Grid, contract: FormContract) -> bool:
    names = contract.file.sheets
    if not names or grid.is_delimited:
        return grid.visible
    return any(text_pattern(name).fullmatch(fold(grid.sheet)) for name in names)


def _first(contract: FormContract) -> tuple[str, Edition]:
    return next(iter(contract.editions.items()))


def _the_best(candidates: list[tuple[tuple[object, ...], Table]]) -> Table:
    """The one table that explains the sheet best. Raises where two forms do it equally well."""
    best = max(rank for rank, _ in candidates)
    tables = [table for rank, table in candidates if rank == best]
    if len(tables) > 1:
        forms = ", ".join(f"{t.contract.form} ({t.contract.title_vi})" for t in tables)
        raise FileRefusedError(
            "form_ambiguous",
            f"Trang tính “{tables[0].grid.sheet}” khớp với nhiều biểu: {forms}; hãy ghi rõ biểu "
            "(form) trong tệp kèm theo .yml.",
        )
    return tables[0]


def _is_usable(match: _Match, contract: FormContract) -> bool:
    fields = {match.wanted[n].field for n in match.found}
    needed = {w.field for w in match.wanted if contract.fields[w.field].required}
    if contract.subject:
        needed.add(contract.subject.name)
    return match.share >= RESEMBLANCE and needed <= fields


def _is_text(value: CellValue) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _find_title(grid: Grid, titles: list[Title], first: int, last: int) -> Title | None:
    if not titles:
        return None
    for row in grid.rows[first:last]:
        for value in row:
            if _is_text(value):
                folded = fold(value)
                for title in titles:
                    if fold(title.text) in folded:
                        return title
    return None


def _is_figure(value: CellValue) -> bool:
    """A number, or one as a csv has it."""
    return type(value) in (int, float) or (
        isinstance(value, str) and _FIGURE.fullmatch(value.strip()) is not None
    )


# --- one header against one edition


def _best_match(
    grid: Grid, contract: FormContract, title: Title | None, rows: Iterable[int]
) -> _Match | None:
    """The edition and place that explain most columns, None where nothing looks like a header.

    Of two editions that explain as many, the one of the title's variant.
    """
    rows = list(rows)
    variant = title.variant if title else None
    places = [
        (name, edition, top, bottom)
        for name, edition in sorted(
            contract.editions.items(), key=lambda item: item[1].variant not in (None, variant)
        )
        if edition.header == "search"
        for top in _tops(grid, edition, rows)
        for bottom in _bottoms(grid, edition, top)
    ]
    if not places:
        return None

    def best_of(places: list[tuple[str, Edition, int, int]], is_strict: bool) -> _Match:
        matches = [_match(grid, contract, *place, is_strict) for place in places]
        return max(matches, key=lambda match: match.rank)

    best = best_of(places, is_strict=True)
    if not best.is_complete:
        guessed = best_of(places, is_strict=False)
        best = guessed if guessed.rank > best.rank else best
    # A header that is damaged above one that is whole, repeated on the next printed page: what
    # stands between the two is data, no heading.
    if above := [place for place in places if place[3] <= best.top]:
        damaged = best_of(above, is_strict=False)
        if _is_usable(damaged, contract) and _has_lines(grid, damaged, best.top):
            return damaged
    return best


def _has_lines(grid: Grid, match: _Match, end: int) -> bool:
    """Whether lines of figures stand between the header and that row."""
    columns = match.found.values()
    return any(
        sum(_is_figure(grid.value(row, column)) for column in columns) >= 2
        for row in range(match.bottom, end)
    )


def _tops(grid: Grid, edition: Edition, rows: Iterable[int]) -> Iterator[int]:
    """Rows that hold at least two of the header's texts, of whatever level."""
    if edition.header_rows:
        yield edition.header_rows[0] - 1
        return
    parts = _telling_parts(edition)
    needed = min(2, len(parts))
    for number in rows:
        hits: set[str] = set()
        for value in grid.rows[number]:
            if _is_text(value):
                hits.update(_parts_like(value, parts))
                if len(hits) >= needed:
                    yield number
                    break


def _bottoms(grid: Grid, edition: Edition, top: int) -> Iterable[int]:
    if edition.header_rows:
        return [edition.header_rows[1]]
    last = min(top + MAX_HEADER_ROWS, len(grid.rows))
    first_data = (row for row in range(top + 1, last) if _is_below_header(grid, top, row))
    return range(top + 1, next(first_data, last) + 1)


def _is_below_header(grid: Grid, top: int, row: int) -> bool:
    """Whether a row holds numbers from the table's first column on, as data and column numbers do.

    A level of a header that is numbered, or holds years, leaves the first column to a merged title.
    """
    first = next(at for at, value in enumerate(grid.rows[top]) if value is not None)
    numbers = [value for value in grid.rows[row] if _is_figure(value)]
    years = sum(_YEAR.fullmatch(str(value)) is not None for value in numbers)
    return grid.value(row, first) is not None and len(numbers) - years >= 2


def _parts(edition: Edition) -> tuple[str, ...]:
    """Every text of the edition's header, of any level."""
    paths = [path for paths in edition.columns.values() for path in _alternatives(paths)]
    paths += [block.at for block in edition.blocks] + list(edition.block_columns.values())
    return tuple(dict.fromkeys(part for path in paths for part in _split(path)))


def _telling_parts(edition: Edition) -> tuple[str, ...]:
    """Without the numbers that stand below a title (`Chỉ số › 1`): any row may hold them."""
    paths = [path for paths in edition.columns.values() for path in _alternatives(paths)]
    firsts = {_split(path)[0] for path in paths + [block.at for block in edition.blocks]}
    return tuple(part for part in _parts(edition) if part in firsts or any(map(str.isalpha, part)))


def plain_parts(edition: Edition) -> tuple[str, ...]:
    """The header's texts that are always the same."""
    return tuple(part for part in _parts(edition) if "{" not in part)


def is_header_line(parts: tuple[str, ...], values: Iterable[CellValue]) -> bool:
    """Whether a row holds nothing but texts of a header (plain_parts), two at least."""
    present = [value for value in values if value is not None]
    return (
        len(present) > 1
        and all(map(_is_text, present))
        and all(any(_parts_like(value, parts)) for value in present)
    )


def _parts_like(printed: str, parts: tuple[str, ...]) -> Iterator[str]:
    """The parts that a text is, or the beginning of.

    Every text of a sheet is asked: so it is only compared with parts that begin as it does.
    """
    by_beginning, with_placeholders = _by_beginning(parts)
    beginning = fold(_without_unit(printed))[:MIN_CUT_LETTERS]
    for part in (*by_beginning.get(beginning, ()), *with_placeholders):
        if _part_matches(printed, part):
            yield part


@functools.lru_cache(maxsize=256)
def _by_beginning(parts: tuple[str, ...]) -> tuple[Mapping[str, list[str]], list[str]]:
    plain: dict[str, list[str]] = {}
    for part in parts:
        if "{" not in part:
            for text in {fold(part), fold(_without_unit(part))}:
                plain.setdefault(text[:MIN_CUT_LETTERS], []).append(part)
    return plain, [part for part in parts if "{" in part]


def _alternatives(paths: str | list[str]) -> list[str]:
    return [paths] if isinstance(paths, str) else paths


def _split(path: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in path.split(PATH_SEPARATOR) if part.strip())


def _wanted(
    contract: FormContract, name: str, edition: Edition, paths: list[tuple[str, ...]]
) -> tuple[list[_Wanted], list[dict[str, str]], dict[str, list[int]]]:
    """The edition's columns, its repeating blocks spelled out for this header; and the columns of
    such a block under a text that is none of its list."""
    wanted = [
        _Wanted(
            field,
            None,
            tuple(_split(path) for path in _alternatives(printed)),
            contract.fields[field].optional_column,
        )
        for field, printed in edition.columns.items()
    ]
    blocks: list[dict[str, str]] = []
    strange: dict[str, list[int]] = {}
    for block in edition.blocks:
        for at, values in _instances(block, edition, paths, strange):
            wanted += [
                _Wanted(
                    field,
                    len(blocks),
                    (at + _split(path),),
                    contract.fields[field].optional_column,
                )
                for field, path in edition.block_columns.items()
            ]
            blocks.append(values)
    return wanted, blocks, strange


def _instances(
    block: Block, edition: Edition, paths: list[tuple[str, ...]], strange: dict[str, list[int]]
) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    """A block as it is, or one for every year or label found at its place of the header."""
    at = _split(block.at)
    marks = [m for m in ("{year}", "{label}") if any(m in v for v in block.set.values())]
    if not marks:
        yield at, block.set
        return
    seen = set()
    for index, path in enumerate(paths):
        for sub in edition.block_columns.values():
            parts = at + _split(sub)
            found = _levels_match(path, parts)
            if found is None:
                continue
            said = tuple(found.get(mark.strip("{}"), "") for mark in marks)
            place, values = list(at), dict(block.set)
            for mark, word in zip(marks, said, strict=True):
                place = [part.replace(mark, word) for part in place]
                code = code_of(word, block.codes) if block.codes and mark == "{label}" else word
                values = {key: code and value.replace(mark, code) for key, value in values.items()}
            if None in values.values():
                strange.setdefault(f" {PATH_SEPARATOR} ".join(place), []).append(index)
            elif said not in seen:
                seen.add(said)
                yield tuple(place), values
    if not seen:
        yield at, block.set  # which the sheet then lacks


def _match(
    grid: Grid,
    contract: FormContract,
    name: str,
    edition: Edition,
    top: int,
    bottom: int,
    is_strict: bool,
) -> _Match:
    """Put the edition's columns to the header in rows top..bottom-1.

    Strict: a path is printed level by level as the contract has it, or, where nothing is merged,
    with its upper levels printed once over their first column.
    """
    printed, filled = _paths(grid, top, bottom)
    match = _Match(name, top, bottom, *_wanted(contract, name, edition, filled), {}, {}, {})
    taken: set[int] = set()
    for paths in (printed, filled):
        _take_exact(grid, match, paths, taken)
    if not is_strict:
        _take_by_elimination(match, [printed, filled], taken)
    return match


def _take_exact(grid: Grid, match: _Match, paths: list[tuple[str, ...]], taken: set[int]) -> None:
    columns = [(index, path) for index, path in enumerate(paths) if path and index not in taken]
    by_path: dict[tuple[str, ...], list[int]] = {}
    for index, path in columns:
        by_path.setdefault(tuple(fold(part) for part in path), []).append(index)
    for asked, group in groupby(match.sought, key=lambda n: match.wanted[n].paths):
        positions = list(group)
        fitting: list[int] = []
        for parts in asked:
            if any("{" in part for part in parts):
                for index, path in columns:
                    found = _levels_match(path, parts)
                    if found is not None:
                        fitting.append(index)
                        match.year = match.year or (int(found["year"]) if "year" in found else None)
            else:
                fitting += by_path.get(tuple(fold(part) for part in parts), [])
        fitting = [index for index in dict.fromkeys(fitting) if index not in taken]
        if len(fitting) > len(positions):
            filled = [index for index in fitting if _has_figures(grid, index, match.bottom)]
            fitting = filled if len(filled) > len(positions) else (filled or fitting[:1])
        if len(fitting) > len(positions):
            match.ambiguous[match.wanted[positions[0]].shown] = tuple(fitting)
            taken.update(fitting)
            continue
        for position, index in zip(positions, fitting, strict=False):
            match.found[position] = index
            match.grades[position] = EXACT
            taken.add(index)


def _take_by_elimination(
    match: _Match, paths_by_kind: list[list[tuple[str, ...]]], taken: set[int]
) -> None:
    """Pair what is left where a column can be one field's only, and the field's only column."""
    left = match.sought
    columns = [
        (index, {paths[index] for paths in paths_by_kind if paths[index]})
        for index in range(len(paths_by_kind[0]))
        if index not in taken and paths_by_kind[0][index]
    ]
    grades = {
        (n, index): max(_grade(path, parts) for path in paths for parts in match.wanted[n].paths)
        for n in left
        for index, paths in columns
    }
    for level in (CUT_OFF, LEVELS_DIFFER, WORDS_MISSING):
        while pair := _only_pair(
            [n for n in left if n not in match.found],
            [index for index, _ in columns if index not in taken],
            lambda n, index, level=level: grades[n, index] >= level,
        ):
            n, index = pair
            match.found[n], match.grades[n] = index, level
            taken.add(index)


def _only_pair(
    wanted: list[int], columns: list[int], fits: Callable[[int, int], bool]
) -> tuple[int, int] | None:
    """A field and a column of which one fits nothing but the other, and is its only such one."""
    fields = {index: [n for n in wanted if fits(n, index)] for index in columns}
    places = {n: [index for index in columns if fits(n, index)] for n in wanted}
    for here, there, is_turned in ((fields, places, True), (places, fields, False)):
        for one, partners in here.items():
            if len(partners) == 1:
                rivals = [r for r in there[partners[0]] if r != one and len(here[r]) == 1]
                if not rivals:
                    return (partners[0], one) if is_turned else (one, partners[0])
    return None


def _grade(path: tuple[str, ...], parts: tuple[str, ...]) -> int:
    """How well a printed path says a wanted one (0: not at all)."""
    if len(path) == len(parts) and all(map(_part_matches, path, parts)):
        return CUT_OFF
    if _is_subsequence(path, parts) or _is_subsequence(parts, path, is_turned=True):
        return LEVELS_DIFFER
    said, asked = (" ".join(fold(part) for part in texts).split() for texts in (path, parts))
    rest = iter(asked)
    if len(said) >= 2 and 2 * len(said) >= len(asked) and all(word in rest for word in said):
        return WORDS_MISSING
    return 0


def _is_subsequence(short: tuple[str, ...], long: tuple[str, ...], is_turned: bool = False) -> bool:
    rest = iter(long)
    return all(
        any(_part_matches(*((other, one) if is_turned else (one, other))) for other in rest)
        for one in short
    )


@functools.lru_cache(maxsize=4096)
def text_pattern(part: str) -> re.Pattern[str]:
    """One level of a printed header path as an expression over folded text."""
    pieces = re.split(r"(\{year\}|\{label\}|\{any\})", _without_unit(part))
    tokens = {"{year}": r"(?P<year>\d{4})", "{label}": r"(?P<label>.+)", "{any}": ".*"}
    words = [tokens.get(piece) or re.escape(fold(piece)) for piece in pieces]
    return re.compile(r"\s*".join(word for word in words if word))


@functools.lru_cache(maxsize=65536)
def _part_matches(printed: str, part: str) -> bool:
    """Whether a printed text is that of the contract, or its beginning cut off by the cell."""
    folded = fold(_without_unit(printed))
    if text_pattern(part).fullmatch(folded):
        return True
    return len(folded) >= MIN_CUT_LETTERS and "{" not in part and fold(part).startswith(folded)


def _without_unit(text: str) -> str:
    """`Kế hoạch (triệu đồng)` -> `Kế hoạch`: the unit of money is read, not compared."""
    match = _BRACKETS.search(text)
    return text[: match.start()] if match and is_money_unit(match.group(1)) else text


def _levels_match(path: tuple[str, ...], parts: tuple[str, ...]) -> dict[str, str] | None:
    """What the path says at the contract's placeholders, None where it is another path."""
    if len(path) != len(parts):
        return None
    said: dict[str, str] = {}
    for printed, part in zip(path, parts, strict=True):
        match = text_pattern(part).fullmatch(fold(_without_unit(printed)))
        if match is None:
            return None
        said |= match.groupdict()
        if "label" in match.groupdict():
            said["label"] = _as_printed(said["label"], printed)
    return said


def _as_printed(folded: str, text: str) -> str:
    """The words of a text that a folded one stands for, with their marks."""
    words = clean(text).split()
    parts = (
        " ".join(words[first:last])
        for first in range(len(words))
        for last in range(len(words), first, -1)
    )
    return next((part for part in parts if fold(part) == folded), folded)


def _paths(
    grid: Grid, top: int, bottom: int
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The header path of every column over rows top..bottom-1: as merged, and as it would be if
    every upper text reached to the next one at its right (a csv has no merged cells)."""
    width = grid.width
    rows = [[grid.value(row, column) for column in range(width)] for row in range(top, bottom)]
    is_merged = [[False] * width for _ in rows]
    for (row_0, column_0), (row_1, column_1) in grid.merged:
        for row in range(max(row_0, top), min(row_1, bottom - 1) + 1):
            for column in range(column_0, min(column_1, width - 1) + 1):
                rows[row - top][column] = grid.value(row_0, column_0)
                is_merged[row - top][column] = True
    printed = [_path(row[column] for row in rows) for column in range(width)]
    for number, row in enumerate(rows[:-1]):
        last: CellValue = None
        for column in range(width):
            below = any(rows[deeper][column] is not None for deeper in range(number + 1, len(rows)))
            if row[column] is not None:
                last = row[column]
            elif below and not is_merged[number][column]:
                row[column] = last
    return printed, [_path(row[column] for row in rows) for column in range(width)]


def _path(values: Iterable[CellValue]) -> tuple[str, ...]:
    path: list[str] = []
    for value in values:
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # a year as a header
        if value is not None and (not path or fold(str(value)) != fold(path[-1])):
            path.append(str(value))
    return tuple(path)


def _has_figures(grid: Grid, column: int, first_row: int) -> bool:
    return any(grid.value(row, column) is not None for row in range(first_row, len(grid.rows)))


# --- from a match to a table, and to the tables below it


def _table(
    grid: Grid,
    contract: FormContract,
    title: Title | None,
    match: _Match,
    heading_row: int,
    heading_above: tuple[str, ...],
) -> Table:
    if title and contract.editions[match.edition].variant not in (None, title.variant):
        raise _contradiction(grid, contract, title, match)
    printed, _ = _paths(grid, match.top, match.bottom)
    shown = [f" {PATH_SEPARATOR} ".join(clean(part) for part in path) for path in printed]
    columns = tuple(
        Column(
            match.found[n],
            wanted.field,
            wanted.block,
            shown[match.found[n]] if match.grades[n] < CUT_OFF else None,
        )
        for n, wanted in enumerate(match.wanted)
        if n in match.found
    )
    known = {column.index for column in columns}
    for indexes in (*match.ambiguous.values(), *match.strange.values()):
        known.update(indexes)
    return Table(
        contract,
        match.edition,
        title,
        grid,
        heading_row,
        match.top,
        match.bottom,
        len(grid.rows),
        columns,
        tuple(match.blocks),
        match.year,
        tuple(w.shown for w in match.lacking if w.shown not in match.ambiguous),
        tuple(match.ambiguous.items()),
        tuple(
            (index, text)
            for index, text in enumerate(shown)
            if text and index not in known and _has_figures(grid, index, match.bottom)
        ),
        tuple((text, tuple(indexes)) for text, indexes in match.strange.items()),
        heading_above,
    )


def _contradiction(
    grid: Grid, contract: FormContract, title: Title, match: _Match
) -> FileRefusedError:
    """A title over the header of another variant: nothing says which of the two is right."""
    meant = {
        _split(path)
        for edition in contract.editions.values()
        if edition.variant == title.variant
        for paths in edition.columns.values()
        for path in _alternatives(paths)
    }
    strange = next(n for n in sorted(match.found) if not meant & set(match.wanted[n].paths))
    return FileRefusedError(
        "variant_contradiction",
        f"Trang tính “{grid.sheet}” mang tên “{title.text}” nhưng có cột "
        f"“{match.wanted[strange].shown}” của mẫu khác; hãy dùng đúng mẫu biểu.",
        sheet=grid.sheet,
        cell=cell_name(match.top, match.found[strange]),
    )


def _without_header(grid: Grid, contract: FormContract, is_stated: bool) -> _Match | None:
    """A table whose columns the contract gives by letters: only where the file is said to be it."""
    for name, edition in contract.editions.items():
        if edition.header != "none" or not is_stated:
            continue
        wanted, _, _ = _wanted(contract, name, edition, [])
        found = {n: column_number(w.paths[0][0]) for n, w in enumerate(wanted)}
        first = edition.first_row - 1
        if max(found.values()) < grid.width and first < len(grid.rows):
            return _Match(
                name, first, first, wanted, [], {}, found, dict.fromkeys(found, EXACT), {}
            )
    return None


def _following(table: Table) -> Iterator[Table]:
    """The table and those of the same form below it on its sheet.

    A header repeated without a heading of its own is the next printed page of the same table.
    """
    grid, contract = table.grid, table.contract
    above: tuple[str, ...] = ()
    edition = contract.editions[table.edition]
    while edition.header == "search" and not edition.header_rows:
        following = None
        for top in _tops(grid, edition, range(table.first_row, len(grid.rows))):
            match = _best_match(grid, contract, table.title, [top])
            if match and match.is_complete and match.top == top:
                heading_row = _heading_row(grid, table.first_row, top)
                if heading_row < top:
                    following = match, heading_row
                    break
        if following is None:
            break
        match, heading_row = following
        yield replace(table, end_row=heading_row)
        above = (*above, *table.heading)
        title = _find_title(grid, contract.titles, heading_row, match.top) or table.title
        table = _table(grid, contract, title, match, heading_row, above)
    yield table


def _heading_row(grid: Grid, first: int, top: int) -> int:
    """Where the lines above a header begin that are no data: one text each, or blank."""
    row = top
    while row > first and sum(value is not None for value in grid.rows[row - 1]) <= 1:
        row -= 1
    has_text = any(value is not None for line in grid.rows[row:top] for value in line)
    return row if has_text else top
