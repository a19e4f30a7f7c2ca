"""A submission as it is printed: columns from the form's contract, lines, letterhead, side file.

Nothing is computed and nothing is written here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product
from typing import Literal

from expectations.contract import PATH_SEPARATOR, FormContract

LineKind = Literal["total", "group", "detail"]
Block = tuple[str, ...]
"""What a repeated group of columns stands for, in the order of the contract."""
Value = str | int | float | date | None
"""None = an empty cell."""


@dataclass(frozen=True, slots=True)
class Column:
    field: str
    type: str
    path: tuple[str, ...]
    block: Block | None = None


@dataclass(slots=True)
class Line:
    kind: LineKind
    values: list[Value]
    """In the order of the columns."""


@dataclass(frozen=True)
class Letterhead:
    """What stands above and below the table."""

    authority: tuple[str, ...]
    place: str
    signed_on: date
    title: str
    period_lines: tuple[str, ...]
    unit_line: str | None
    signer: str


@dataclass(frozen=True)
class Submission:
    """One workbook and what its side file says."""

    issuer: str
    form: str
    variant: str | None
    """Which of the form's titles, where it has several."""
    period: str
    """`2024`, or `2024-10` for a month."""
    phase: str
    says_phase_beside: bool
    """The workbook does not tell; the side file does."""
    budget_year: int | None
    file_name: str
    sheet_name: str
    letterhead: Letterhead
    columns: tuple[Column, ...]
    column_numbers: tuple[str | int, ...]
    lines: list[Line]
    lines_per_unit: int
    """Above 1, numbering and name stand on the first of them, merged over all."""
    sender: str
    received_at: datetime
    poverty_standard: str | None
    look: str
    """What the small differences of layout are drawn from."""

    def place_of(self, field: str) -> int:
        return next(place for place, column in enumerate(self.columns) if column.field == field)


def printed_columns(
    contract: FormContract,
    edition: str,
    words: dict[str, str],
    without: frozenset[str],
    labels: Sequence[str] = ("",),
) -> tuple[Column, ...]:
    """The columns of an edition, left to right. words: what `{any}`, `{year}` stand for; labels:
    what `{label}` does, a block each."""
    layout = contract.editions[edition]

    def path(printed: str | list[str]) -> tuple[str, ...]:
        text = printed if isinstance(printed, str) else printed[0]
        for name, word in words.items():
            text = text.replace("{" + name + "}", word)
        return tuple(part.strip() for part in text.split(PATH_SEPARATOR) if part.strip())

    columns = [
        Column(name, field.type, path(layout.columns[name]))
        for name, field in contract.fields.items()
        if name in layout.columns and name not in without
    ]
    for block, label in product(layout.blocks, labels):
        key = tuple(value.replace("{label}", label) for value in block.set.values())
        at = block.at.replace("{label}", label)
        columns += [
            Column(name, field.type, path(f"{at} {PATH_SEPARATOR} {below}"), key)
            for name, field in contract.fields.items()
            if (below := layout.block_columns.get(name)) is not None
        ]
    return tuple(columns)


def numbered(
    columns: tuple[Column, ...], ratios: dict[str, tuple[str, str]]
) -> tuple[str | int, ...]:
    """The row below the header: A, B, 1, 2, 3, `4=3/1*100`. ratios: field -> part, whole."""
    texts = sum(column.type in ("text", "code") for column in columns[:3])
    numbers = {(column.field, column.block): place for place, column in enumerate(columns)}
    row: list[str | int] = []
    for place, column in enumerate(columns):
        if place < texts:
            row.append("ABC"[place])
        elif column.field in ratios:
            part, whole = (numbers[name, column.block] - texts + 1 for name in ratios[column.field])
            row.append(f"{place - texts + 1}={part}/{whole}*100")
        else:
            row.append(place - texts + 1)
    return tuple(row)
