"""The judge's word on small frames: which rows break which rule."""

import pandas as pd

from expectations.contract import load_contracts
from expectations.suites import REFUSED, judge

CONTRACT = load_contracts()["province__poverty_review"]
TRANSITIONS = load_contracts()["province__poverty_transitions"]


def frame(*rows, contract=CONTRACT):
    names = [name for name, _ in contract.landed_columns]
    table = pd.DataFrame([dict.fromkeys(names) | row for row in rows])
    for name, sql in contract.landed_columns:
        if sql.startswith(("bigint", "decimal")):
            table[name] = table[name].astype("float64")
    return table


def row(code, households, poor, near, submission="s1"):
    return {
        "submission_id": submission,
        "area_code": code,
        "households": households,
        "poor_households": poor,
        "near_poor_households": near,
    }


def rules(*rows):
    return [(v.row, v.rule_code) for v in judge(CONTRACT, frame(*rows))]


def test_a_night_of_good_rows_has_no_violation():
    assert rules(row("1", 100, 60, 40), row("2", 10, 0, 0)) == []


def test_poor_and_near_poor_are_within_all_households():
    assert rules(row("1", 100, 60, 40), row("2", 100, 61, 40)) == [(1, "poor_within_households")]


def test_an_unknown_number_breaks_no_rule():
    assert rules(row("1", None, 61, 40), row("2", 100, None, 100)) == []


def test_a_count_is_not_negative():
    assert rules(row("1", 100, -1, 0)) == [(0, "cell_out_of_range")]


def test_a_unit_listed_twice_is_refused_twice_but_only_within_one_submission():
    assert rules(row("1", 9, 1, 1), row("1", 9, 2, 1), row("1", 9, 1, 1, "s2")) == [
        (0, "row_duplicate"),
        (1, "row_duplicate"),
    ]


def test_a_blank_counts_as_nothing_only_where_the_form_leaves_nothing_blank():
    """10 - 4 - 1 + 2 + 0 + 1 = 8, the two others blank; a refused cell is not blank."""
    told = {"opening": 10, "to_other_group": 4, "left_poverty": 1, "from_other_group": 2}
    told |= {"submission_id": "s1", "counted": "households", "relapsed": 0, "newly_poor": 1}
    rows = [
        told | {"area_code": "1", "closing": 8},
        told | {"area_code": "2", "closing": 7},
        told | {"area_code": "3", "closing": 7, "other_decrease": 1},
        told | {"area_code": "4", "closing": 7, "relapsed": None},
        told | {"area_code": "5", "closing": 7},
    ]
    judged = frame(*rows, contract=TRANSITIONS)
    judged[REFUSED] = [[], [], [], [], ["other_decrease"]]
    found = [(v.row, v.rule_code, v.severity) for v in judge(TRANSITIONS, judged)]
    assert found == [(1, "closing_is_opening_and_flows", "warning")]


def test_every_rule_of_every_contract_can_be_judged():
    for contract in load_contracts().values():
        names = contract.landed_columns
        empty_row = pd.DataFrame([{name: None for name, _ in names}])
        for name, sql in names:
            if sql.startswith(("bigint", "decimal")):
                empty_row[name] = empty_row[name].astype("float64")
        assert judge(contract, empty_row) == [], contract.form


def test_a_missing_day_as_the_landing_gives_it_is_no_number():
    """DuckDB hands over a column of days with NaT where there is none."""
    contract = load_contracts()["province__commune_status"]
    dated = next(name for name, field in contract.fields.items() if field.type == "date")
    rows = pd.DataFrame([dict.fromkeys(name for name, _ in contract.landed_columns)] * 2)
    rows[contract.tracked(dated)] = pd.to_datetime(["2024-01-31", None])
    rows["submission_id"] = ["s1", "s2"]
    assert judge(contract, rows) == []
