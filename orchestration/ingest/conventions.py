"""How a column writes its numbers and dates, decided over the whole column and its sheet.

`1.234` is 1234 here and 1.234 there, `4/5/2022` a day in May here and in April there. No cell is
decided by itself. The evidence, in order: what the contract declares; texts of the column that can
be read in one way only; subtotals that add up in one way only; the other columns of the sheet, for
one sheet is typed on one computer. Where nothing proves anything or proofs contradict each other,
the cells that could be two values are refused.
"""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Literal, NamedTuple

from expectations.contract import DateOrder, FormField
from orchestration.ingest.grid import CellValue
from orchestration.ingest.text import without_invisible

Mark = Literal[",", "."]
UNDECIDED = "?"

EXCEL_DIGITS = Context(prec=15)
"""Excel keeps 15 digits; the binary noise beyond them is not the sender's."""

# Full-width forms, all kinds of minus, of spaces and of apostrophes as the plain ones.
_PLAIN = str.maketrans(
    "０１２３４５６７８９．，％（）＋－\u2212\u2010\u2011\u2012\u2013\ufe63"
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000’‘ʼ＇",
    "0123456789.,%()+-------" + " " * 15 + "''''",
)
_BODY = r"[0-9](?:[0-9., ']*[0-9])?"
_NUMBER = re.compile(rf"(\(\s*)?([-+])?({_BODY})(-)?(\s*%)?(\s*\))?(.*)", re.DOTALL)
_WHOLE = {
    mark: re.compile(rf"[0-9]+|[1-9][0-9]{{0,2}}(?:([{other} '])[0-9]{{3}})(?:\1[0-9]{{3}})*")
    for mark, other in ((",", "."), (".", ","))
}
# Thousands apart by spaces, then a lone mark and three digits: may be a slip for a thousands mark.
_SLIP = re.compile(r"[ '].*[.,][0-9]{3}$")
DAY = re.compile(r"([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,2})\s*[/.\-]\s*([0-9]{4}|[0-9]{2})(?![0-9])")

NUMBERS = ("integer", "decimal", "money", "percent", "interval")


class Convention(NamedTuple):
    """How one column is to be read."""

    mark: Mark | Literal["?"] | None = None
    """The decimal mark of its texts; None: nothing shows it; `?`: its proofs contradict."""
    is_declared: bool = False
    """Whether the contract says the mark: then it is not weighed against anything."""
    date_order: DateOrder | Literal["?"] = "dmy"
    """`?`: some dates are month first, so those that could be either are not read."""
    are_dates_swapped: bool = False
    """Whether the program that saved the file may have taken days for months in its real dates."""
    is_ungrouped: bool = False
    """Whether its sheet writes thousands without a mark: then a mark before three digits may be
    either, `2,344` among `8461.74`."""
    is_share: bool = False
    """Whether its rates are shares of one: `0.0419` is 4.19 %, unless a % sign stands there."""


PLAIN = Convention()


class Printed(NamedTuple):
    """A number as printed: its sign, its digits and separators, and what stands behind it."""

    is_negative: bool
    body: str
    rest: str


def printed_number(text: str) -> Printed | None:
    """The number of a text, None where it is none. Accounting brackets and all minuses are signs.

    Two lines or two spaces are no thousands separators: they part two numbers.
    """
    match = _NUMBER.fullmatch(without_invisible(text).translate(_PLAIN).strip())
    if not match:
        return None
    opened, sign, body, trailing, percent, closed, rest = match.groups()
    if bool(opened) != bool(closed) or (opened and (sign or trailing)) or (sign and trailing):
        return None
    if "  " in body or (trailing and rest.strip()[:1].isdigit()):
        return None
    is_negative = bool(opened or trailing or sign == "-")
    return Printed(is_negative, body, ((percent or "") + rest).strip())


def reading(body: str, mark: Mark) -> Decimal | None:
    """The digits read with that decimal mark, None where they are not grouped so."""
    whole, separator, decimals = body.partition(mark)
    if not _WHOLE[mark].fullmatch(whole):
        return None
    if separator and (not decimals.isdigit() or (len(whole) > 1 and whole[0] == "0")):
        return None
    digits = whole.translate({ord(char): None for char in "., '"})
    return Decimal(f"{digits}.{decimals}" if separator else digits)


def number(body: str, convention: Convention, is_whole: bool) -> Decimal | None:
    """The number in that convention, None where it may be two or is none.

    A column of whole numbers has thousands separators only; but where its sheet writes decimals
    with that very mark, it does not say so.
    """
    if body.isdigit():
        return Decimal(body)
    mark = convention.mark
    if convention.is_declared:
        return reading(body, mark)
    comma, dot = reading(body, ","), reading(body, ".")
    if comma is None or dot is None:
        if mark in (",", "."):
            return comma if mark == "," else dot
        return None if _SLIP.search(body) else dot if comma is None else comma
    if comma == dot:
        return comma
    grouped = max(comma, dot)
    if is_whole and mark is None:
        return grouped
    if mark in (",", "."):
        value = comma if mark == "," else dot
        if value == grouped:
            return value if is_whole or not convention.is_ungrouped else None
        return None if is_whole else value
    return None


def shows_percent(value: CellValue) -> bool:
    """Whether a percent sign stands in the cell."""
    return isinstance(value, str) and "%" in value.translate(_PLAIN)


def proved_mark(body: str) -> Mark | None:
    """The decimal mark without which the digits are no number."""
    comma, dot = reading(body, ","), reading(body, ".")
    if (comma is None) == (dot is None) or _SLIP.search(body):
        return None  # `1 234.567` may be a slip for 1.234.567
    return "," if dot is None else "."


def _is_long(body: str) -> bool:
    """Thousands without a mark between them."""
    return re.match(r"[0-9]{4}", body) is not None


def _is_grouped(body: str) -> bool:
    """Thousands with marks between them, beyond doubt."""
    return len(re.findall("[0-9]+", body)) > 2 and proved_mark(body) is not None


def _grouping_mark(body: str) -> Mark | None:
    """The decimal mark that follows where `1.234` is known to be a whole number."""
    comma, dot = reading(body, ","), reading(body, ".")
    if comma is None or dot is None or comma == dot:
        return None
    return "," if comma > dot else "."


@dataclass(frozen=True)
class ColumnCells:
    """The cells of one column in the order of the table's lines, and what is declared of it."""

    field: FormField
    values: Sequence[CellValue]
    is_whole: bool = False
    """Counts, and money in single đồng."""
    decimal: Mark | None = None
    date_order: DateOrder | None = None


def decide(columns: Sequence[ColumnCells], sums: Mapping[int, Sequence[int]]) -> list[Convention]:
    """The convention of each column of a sheet. `sums`: line of a total -> lines it adds up."""
    bodies = [set(_bodies(column)) for column in columns]
    proofs = [{mark for body in found if (mark := proved_mark(body))} for found in bodies]
    # What the thousands separators of whole numbers say about decimals elsewhere.
    implied = [
        {mark for body in found if column.is_whole and (mark := _grouping_mark(body))}
        for column, found in zip(columns, bodies, strict=True)
    ]
    all_bodies = set().union(*bodies)
    is_ungrouped = any(map(_is_long, all_bodies)) and not any(map(_is_grouped, all_bodies))
    day_proofs = [_day_proofs(column) for column in columns]
    is_month_first = any("mdy" in found for found in day_proofs)
    decided = []
    for place, column in enumerate(columns):
        others = {
            mark
            for number_, found in enumerate(proofs)
            if number_ != place
            for mark in found | implied[number_]
        }
        order = column.date_order or (UNDECIDED if is_month_first else "dmy")
        decided.append(
            Convention(
                column.decimal or _mark(column, proofs[place], implied[place], others, sums),
                column.decimal is not None,
                order,
                column.date_order is None and _are_swapped(column),
                is_ungrouped,
            )
        )
    return decided


def _mark(
    column: ColumnCells,
    own: set[Mark],
    implied: set[Mark],
    others: set[Mark],
    sums: Mapping[int, Sequence[int]],
) -> Mark | Literal["?"] | None:
    for evidence in (own, _marks_by_sums(column, sums)):
        if len(evidence) == 1:
            return next(iter(evidence))
        if len(evidence) > 1:
            return UNDECIDED
    if len(others) == 1 and not _looks_grouped_against(column, *others):
        return next(iter(others))
    return UNDECIDED if others or len(implied) > 1 else None


def _looks_grouped_against(column: ColumnCells, mark: Mark) -> bool:
    """Whether three digits stand behind each mark, as behind that of thousands: `65.648 4.116`.

    Its sheet takes the mark for the decimal one, but such a column may come from elsewhere. It does
    not where it writes thousands without a mark; a rate is not in the thousands, and a whole number
    has no decimals to mistake.
    """
    if column.is_whole or column.field.type == "percent":
        return False
    if any(
        isinstance(value, str) and value.isdigit() and _is_long(value) for value in column.values
    ):
        return False
    marked = {at for body in _bodies(column) if (at := _grouping_mark(body))}
    return bool(marked) and mark not in marked


def _bodies(column: ColumnCells) -> Iterable[str]:
    if column.field.type not in NUMBERS:
        return
    for value in column.values:
        if type(value) is not str or value.isdigit():
            continue
        if column.field.type == "interval":
            yield from re.findall(_BODY, value.translate(_PLAIN))
        elif printed := printed_number(value):
            yield printed.body


def _marks_by_sums(column: ColumnCells, sums: Mapping[int, Sequence[int]]) -> set[Mark]:
    """The marks under which a printed total equals its lines, where the other mark's does not."""
    if column.field.type not in NUMBERS or not any(type(v) is str for v in column.values):
        return set()
    marks: set[Mark] = set()
    for total, lines in sums.items():
        cells = [_both_readings(column.values[line]) for line in (total, *lines)]
        if not lines or None in cells:
            continue
        fits = {
            mark
            for at, mark in enumerate((",", "."))
            if all(cell[at] is not None for cell in cells)
            and cells[0][at] == sum(cell[at] for cell in cells[1:])
        }
        if len(fits) == 1:
            marks |= fits
    return marks


def _both_readings(value: CellValue) -> tuple[Decimal | None, Decimal | None] | None:
    """(read with `,`, read with `.`); a blank adds nothing to a sum; None: no number."""
    if value is None:
        return Decimal(0), Decimal(0)
    if type(value) in (int, float):
        exact = stored_number(value)
        return exact, exact
    if not isinstance(value, str):
        return None
    if value.strip(" -\u2010\u2011\u2012\u2013\u2014\u2212") == "":
        return Decimal(0), Decimal(0)
    printed = printed_number(value)
    if printed is None or printed.rest not in ("", "%"):
        return None
    sign = -1 if printed.is_negative else 1
    comma, dot = reading(printed.body, ","), reading(printed.body, ".")
    return comma and sign * comma, dot and sign * dot


def stored_number(value: float) -> Decimal:
    """A number as the spreadsheet shows it: `0.30000000000000004` is 0.3."""
    return Decimal(repr(value)).normalize(EXCEL_DIGITS)


def _day_proofs(column: ColumnCells) -> set[DateOrder]:
    """The orders that dates written as text prove: no month is above 12."""
    if column.field.type != "date":
        return set()
    proofs: set[DateOrder] = set()
    for first, second in _day_texts(column):
        if first > 12 >= second:
            proofs.add("dmy")
        elif first <= 12 and 12 < second <= 31:
            proofs.add("mdy")
    return proofs


def _day_texts(column: ColumnCells) -> list[tuple[int, int]]:
    matches = (DAY.match(v.strip()) for v in column.values if isinstance(v, str))
    return [(int(match.group(1)), int(match.group(2))) for match in matches if match]


def _are_swapped(column: ColumnCells) -> bool:
    """Whether dates up to the 12th are real dates and the later ones texts.

    So it comes out when a program that expects months first opens days first: `5/4/2022` becomes
    the 4th of May, `28/3/2022` stays a text.
    """
    if column.field.type != "date":
        return False
    texts = _day_texts(column)
    stored = [value for value in column.values if isinstance(value, datetime.date)]
    return (
        bool(texts and stored)
        and all(first > 12 for first, _ in texts)
        and all(value.day <= 12 for value in stored)
    )


def sums_of(kinds: Sequence[tuple[str, int]]) -> dict[int, list[int]]:
    """Line of a subtotal or total -> the detail lines it adds up, by (row kind, depth) per line."""
    details = [at for at, (kind, _) in enumerate(kinds) if kind == "detail"]
    totals = [at for at, (kind, _) in enumerate(kinds) if kind == "total"]
    sums = {totals[0]: details} if len(totals) == 1 else {}
    for at, (kind, depth) in enumerate(kinds):
        if kind != "group":
            continue
        below = []
        for other, (other_kind, other_depth) in enumerate(kinds[at + 1 :], at + 1):
            if other_kind == "total" or (other_kind != "of_which" and other_depth <= depth):
                break
            if other_kind == "detail":
                below.append(other)
        sums[at] = below
    return sums


# Money as it is printed beside figures, without marks: `trieu dong`, `tr d`, `1000 d`, `ty vnd`.
_MONEY_WORDS = {"": 1, "nghin": 10**3, "ngan": 10**3, "1000": 10**3, "trieu": 10**6, "tr": 10**6}
_MONEY_WORDS |= {"1000000": 10**6, "ty": 10**9, "ti": 10**9, "1000000000": 10**9}
_MONEY_WORDS |= {"nghin ty": 10**12, "ngan ty": 10**12}
_MONEY = re.compile(rf"({'|'.join(_MONEY_WORDS)}) ?(?:dong|vnd|vn d|d)(?: viet nam)?")


def money_factor_of(folded: str) -> int | None:
    """Đồng per printed unit of a text without marks (`trieu dong`), None where it is no unit."""
    match = _MONEY.fullmatch(folded)
    return _MONEY_WORDS[match.group(1)] if match else None
