"""Several lines per unit: whose line is it when numbering and name are printed once?"""

from dataclasses import replace

import pytest

from expectations.contract import load_contracts
from orchestration.ingest import outline
from orchestration.ingest.grid import Grid
from orchestration.ingest.headers import Column, Table

CONTRACTS = load_contracts()
TRANSITIONS = CONTRACTS["province__poverty_transitions"]


def table(*rows, contract=TRANSITIONS):
    fields = ["tt", "area_name", "counted", "opening"]
    columns = tuple(Column(place, field) for place, field in enumerate(fields))
    grid = Grid("Bieu 2", [list(row) for row in rows])
    rows_end = len(grid.rows)
    return Table(contract, "2021_poor", None, grid, 0, 0, 0, rows_end, columns, (), None)


def names(*rows, contract=TRANSITIONS):
    carried = outline.with_names_on_every_line(table(*rows, contract=contract))
    return [tuple(row[:2]) for row in carried.grid.rows]


def test_the_second_line_is_the_unit_s_above_it():
    assert names(
        ("1.1", "Xã A", "Hộ", 3),
        (None, None, "Nhân khẩu", 9),
        ("1.2", "Xã B", "Hộ", 4),
        (None, None, "Nhân khẩu", 8),
    ) == [("1.1", "Xã A"), ("1.1", "Xã A"), ("1.2", "Xã B"), ("1.2", "Xã B")]


def test_a_repeated_number_does_not_keep_the_name_away():
    assert names(("1.1", "Xã A", "Hộ", 3), ("1.1", None, "Nhân khẩu", 9))[1] == ("1.1", "Xã A")


@pytest.mark.parametrize(
    "second",
    [
        (None, None, "Hộ", 9),  # the same kind again: whose households?
        (None, None, None, 9),  # no kind: nothing says that it is the unit's
        ("1.2", None, "Nhân khẩu", 9),  # another number: another unit, its name forgotten
    ],
)
def test_a_line_that_may_be_another_unit_s_stays_nameless(second):
    assert names(("1.1", "Xã A", "Hộ", 3), second)[1] == second[:2]


def test_a_third_line_of_a_kind_already_seen_stays_nameless():
    rows = [("1", "Xã A", "Hộ", 3), (None, None, "Nhân khẩu", 9), (None, None, "Hộ", 2)]
    assert names(*rows)[2] == (None, None)


def test_nothing_is_carried_over_a_line_that_is_neither():
    """Two records run together: what follows is the second one's."""
    assert names(
        ("1.2", "Xã A", "Hộ", 4),
        (None, None, "Nhân khẩuXã B", 9),
        (None, None, "Nhân khẩu", 8),
    ) == [("1.2", "Xã A"), (None, None), (None, None)]


def test_nothing_is_carried_over_a_csv_record_of_another_width():
    csv = table(
        ("tt", "area_name", "counted", "opening"),
        ("1.2", "Xã A", "Hộ", "4", "Hộ", "5"),
        (None, None, "Nhân khẩu", "8"),
    )
    csv = replace(csv, first_row=1, grid=replace(csv.grid, delimiter=","))
    carried = outline.with_names_on_every_line(csv)
    assert carried.grid.rows[2][:2] == [None, None]


def test_nothing_is_carried_over_an_empty_row():
    rows = [("1", "Xã A", "Hộ", 3), (None, None, None, None), (None, None, "Nhân khẩu", 9)]
    assert names(*rows)[2] == (None, None)


def test_a_form_with_one_line_per_unit_carries_no_name():
    review = replace(
        table(
            ("1", "Xã A", 3, 3), (None, None, 9, 9), contract=CONTRACTS["province__poverty_review"]
        ),
        edition="2021",
    )
    assert outline.with_names_on_every_line(review) is review


def test_both_lines_of_a_district_are_subtotals():
    rows = [
        ("1", "Huyện A", "Hộ", 7),
        (None, None, "Nhân khẩu", 17),
        ("1.1", "Xã B", "Hộ", 7),
        (None, None, "Nhân khẩu", 17),
    ]
    carried = outline.with_names_on_every_line(table(*rows))
    kinds = [line.kind for line in outline.data_lines(carried, TRANSITIONS)]
    assert kinds == ["group", "group", "detail", "detail"]


@pytest.mark.parametrize("first", ["1", "", "x", "2.9"])
def test_a_line_with_numbered_parts_is_a_subtotal_also_where_the_first_part_is_misnumbered(first):
    review = CONTRACTS["province__poverty_review"]
    printed = table(
        ("1", "Huyện A", None, 7),
        (first, "Xã B", None, 4),
        ("1.2", "Xã C", None, 3),
        ("2", "Huyện D", None, 1),
        contract=review,
    )
    columns = (Column(0, "tt"), Column(1, "area_name"), Column(3, "households"))
    edition = next(iter(review.editions))
    lines = outline.data_lines(replace(printed, columns=columns, edition=edition), review)
    assert [line.kind for line in lines if line.name != "Xã B"] == ["group", "detail", "detail"]


def test_what_stands_above_a_subtotal_is_none_itself():
    review = CONTRACTS["province__poverty_review"]
    printed = table(
        ("1", "Huyện A", None, 7),
        ("2", "Huyện B", None, 3),
        ("2.1", "Xã C", None, 3),
        contract=review,
    )
    columns = (Column(0, "tt"), Column(1, "area_name"), Column(3, "households"))
    edition = next(iter(review.editions))
    lines = outline.data_lines(replace(printed, columns=columns, edition=edition), review)
    assert [line.kind for line in lines] == ["detail", "group", "detail"]


@pytest.mark.parametrize("lost", range(6))
def test_a_unit_that_lost_its_number_still_counts_as_what_it_is(lost):
    """Also one whose bare name begins like a district's: Quan Sơn is a commune."""
    review = CONTRACTS["province__poverty_review"]
    rows = [
        ["1", "Huyện A", None, 7],
        ["1.1", "Xã B", None, 4],
        ["1.2", "Quan Sơn", None, 3],
        ["2", "Quận D", None, 3],
        ["2.1", "Xã E", None, 2],
        ["2.2", "Xã F", None, 1],
        [None, "Trong đó: hộ dân tộc thiểu số", None, 1],
    ]
    rows[lost][0] = None
    columns = (Column(0, "tt"), Column(1, "area_name"), Column(3, "households"))
    edition = next(iter(review.editions))
    printed = replace(table(*rows, contract=review), columns=columns, edition=edition)
    kinds = [line.kind for line in outline.data_lines(printed, review)]
    assert kinds == ["group", "detail", "detail", "group", "detail", "detail", "of_which"]
