"""What a table's own arithmetic says: whether a row has slipped, and how its rates are scaled.

A form prints poor households, all households and the rate of them: so a rate bears witness to
where its counts stand, and its counts to whether 0.0419 is 4.19 % or 0.0419 %. So do the contract's
checks: the parts of a total are not more than it.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from orchestration.ingest.conventions import (
    PLAIN,
    Convention,
    number,
    printed_number,
    shows_percent,
)
from orchestration.ingest.grid import CellValue, Grid, Place
from orchestration.ingest.headers import Table

# Rates are printed with one decimal, or none.
TOLERANCE = 0.006
# Of ratios that are printed with one decimal or more, and of those below 1 % with two.
TELLING_TOLERANCE = 0.0006
SMALL_TOLERANCE = 0.000055
SMALLEST_TELLING = 0.05
# Of the lines of a table.
NEARLY_EVERY = 0.8
# A rate is another's hundredfold, rounded or a little off, and not another's neighbour.
FARTHEST = 2


class Arithmetic:
    """The printed ratios of one table, each with the two counts it is of, and its row checks."""

    def __init__(self, table: Table, lines: Sequence[int]) -> None:
        """`lines`: the rows of the sheet that are lines of the table."""
        contract = table.contract
        place = {(column.field, column.block): column.index for column in table.columns}
        self.grid: Grid = table.grid
        self.lines = lines
        self.ratios = [
            (column.index, *(place[field, column.block] for field in fields))
            for column in table.columns
            if (fields := contract.fields[column.field].ratio_of)
            and all((field, column.block) in place for field in fields)
        ]
        self.counts = {
            column.field: column.index
            for column in table.columns
            if column.block is None and contract.fields[column.field].type == "integer"
        }
        self.checks = [check for check in contract.checks if set(check.fields) <= set(self.counts)]
        self.filled = Counter(
            at
            for line in lines
            for at, value in enumerate(self.grid.rows[line])
            if value is not None
        )
        self.always_filled = [
            column.index
            for column in table.columns
            if self.filled[column.index] >= NEARLY_EVERY * len(lines)
        ]
        """Columns that nearly every line fills."""
        self.conventions: dict[int, Convention] = {}
        self.unclear: set[Place] = set()
        """Ratios that their counts scale otherwise than their column is scaled."""

    def decide_scales(self, conventions: dict[int, Convention]) -> dict[int, Convention]:
        """The conventions, with the columns that print 0.0419 where 4.19 % is meant."""
        self.conventions = conventions
        for index, part, whole in self.ratios:
            scales = {}
            for line in self.lines:
                figures = (self._figure(line, place) for place in (index, part, whole))
                if scale := _scale(*figures):
                    scales[line] = scale
            # With a percent sign the cell says itself what it is; its counts may contradict.
            marked = {line for line in scales if self._is_marked((line, index))}
            self.unclear |= {(line, index) for line in marked if scales.pop(line) == "share"}
            shares = sum(scale == "share" for scale in scales.values())
            is_share = shares > 1 and shares >= NEARLY_EVERY * len(scales)
            scale_of_column = "share" if is_share else "percent"
            self.unclear |= {
                (line, index) for line, scale in scales.items() if scale != scale_of_column
            }
            if is_share:
                self.conventions[index] = conventions[index]._replace(is_share=True)
        return self.conventions

    def says_row_has_slipped(self, line: int, width: int) -> bool:
        """Whether it comes out right only after the cells of the row from one on are moved.

        `width`: of the header.
        """
        cells = [self.grid.value(line, index) for index in range(self.grid.width)]
        has_gaps, has_ratios = self._gaps(cells) > 0, len(self.ratios) > 1
        if not (has_gaps or has_ratios):
            return False
        row = [self._figure(line, index) for index in range(self.grid.width)]
        return (
            (has_gaps and self._is_pushed_out(row, width))
            or (has_ratios and self._ratios_say_so(row, cells))
            or (has_gaps and self._checks_say_so(row, cells))
        )

    def _is_pushed_out(self, row: list[float | None], width: int) -> bool:
        """A figure stands beyond the header, where most lines have none."""
        return any(
            figure is not None and 2 * self.filled[at] < len(self.lines)
            for at, figure in enumerate(row[width:], width)
        )

    def _ratios_say_so(self, row: list[float | None], cells: list[CellValue]) -> bool:
        agreeing, stated = self._agreeing(row)
        if agreeing > stated / 2:
            return False
        if stated - agreeing >= 2:
            return any(
                agree >= 2 and agree == said and said >= stated - 1
                for agree, said in map(self._agreeing, self._moved(row))
            )
        if not agreeing and any(
            agree >= 2 and agree == said and self._telling(moved) >= 2
            for moved in self._moved(row)
            for agree, said in [self._agreeing(moved)]
        ):
            return True
        # Between noughts and blanks few ratios can be asked: so what every other line fills, too.
        gaps = self._gaps(cells)
        if gaps < 2 or self._telling(row):
            return False
        return any(
            2 * self._gaps(other) <= gaps and (self._telling(figures) or not any(figures))
            for other, figures in zip(self._moved(cells), self._moved(row), strict=True)
        )

    def _checks_say_so(self, row: list[float | None], cells: list[CellValue]) -> bool:
        """What can be asked does not hold, until the cells are moved."""
        holding, asked = self._holding(row)
        if holding == asked:
            return False
        gaps = self._gaps(cells)
        return any(
            hold == said and said >= 2 and said > holding and self._gaps(other) <= gaps
            for other, (hold, said) in zip(
                self._moved(cells), map(self._holding, self._moved(row)), strict=True
            )
        )

    def _holding(self, row: list[float | None]) -> tuple[int, int]:
        """How many checks hold, and how many can be asked; between noughts every one holds."""
        figures = {name: row[index] for name, index in self.counts.items()}
        verdicts = [
            check.holds(figures) for check in self.checks if any(map(figures.get, check.fields))
        ]
        return verdicts.count(True), len(verdicts) - verdicts.count(None)

    def _is_marked(self, place: Place) -> bool:
        """Whether the cell itself shows a percent sign."""
        return place in self.grid.percent_cells or shows_percent(self.grid.value(*place))

    def _moved(self, row: list[Any]) -> list[list[Any]]:
        """The row with its cells from one on moved by a column, to the left or to the right."""
        first = min([index for ratio in self.ratios for index in ratio] + [*self.counts.values()])
        moved = [[*row[:at], *row[at + 1 :], None] for at in range(first, len(row))]
        return moved + [[*row[:at], None, *row[at:-1]] for at in range(first, len(row))]

    def _gaps(self, cells: list[CellValue]) -> int:
        """How many cells are blank that nearly every line of the table fills."""
        return sum(cells[index] is None for index in self.always_filled)

    def _figure(self, row: int, index: int) -> float | None:
        """The cell as a plain number, wherever it should stand; a ratio as percentage."""
        value, convention = self.grid.value(row, index), self.conventions.get(index, PLAIN)
        if type(value) in (int, float):
            is_share = convention.is_share or (row, index) in self.grid.percent_cells
            return value * 100 if is_share else value
        if isinstance(value, str) and (printed := printed_number(value)):
            exact = number(printed.body, convention, is_whole=False)
            if exact is None:
                return None
            return float(exact) * (100 if convention.is_share and not shows_percent(value) else 1)
        return None

    def _agreeing(self, row: list[float | None]) -> tuple[int, int]:
        """How many printed ratios are those of their counts, and how many can be asked.

        Nought of anything is nought per cent, wherever it stands: that says nothing.
        """
        agreeing = stated = 0
        for places in self.ratios:
            ratio, part, whole = (row[place] for place in places)
            if ratio is not None and part is not None and (ratio or part) and whole:
                stated += 1
                agreeing += abs(ratio / 100 - part / whole) <= TOLERANCE
        return agreeing, stated

    def _telling(self, row: list[float | None]) -> int:
        """How many printed ratios are so exactly those of their counts that it is no chance."""
        telling = 0
        for places in self.ratios:
            ratio, part, whole = (row[place] for place in places)
            if ratio is not None and ratio >= SMALLEST_TELLING and part and whole:
                tolerance = TELLING_TOLERANCE if ratio >= 1 else SMALL_TOLERANCE
                telling += abs(ratio / 100 - part / whole) <= tolerance
        return telling


def _scale(ratio: float | None, part: float | None, whole: float | None) -> str | None:
    """`percent` or `share`, where the counts leave no doubt; rounding and slips are no doubt."""
    if not (ratio and part and whole):
        return None
    times = ratio * whole / part
    if 1 / FARTHEST <= times <= FARTHEST:
        return "share"
    return "percent" if 100 / FARTHEST <= times <= 100 * FARTHEST else None
