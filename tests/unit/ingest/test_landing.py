"""From a landed value back to its cell: the columns of every table are landed with it."""

import datetime
from decimal import Decimal

import duckdb
import openpyxl
import pytest

from expectations.contract import load_contracts
from orchestration.home import PROJECT_DIR, Home
from orchestration.ingest.landing import open_landing
from orchestration.ingest.reading import read_submission
from orchestration.ingest.readings import ColumnMap, Reading
from orchestration.ingest.submissions import Receipt, describe

CONTRACTS = load_contracts()
SAMPLE = PROJECT_DIR / "tests/samples/treasury__disbursement/2022/submitted_11.xlsx"


def landed(home: Home, reading: Reading, query: str) -> list[tuple]:
    with open_landing(home, CONTRACTS) as landing:
        landing.write([reading])
    with duckdb.connect(str(home.landing), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_every_sum_of_money_leads_back_to_its_cell(tmp_path):
    receipt = describe(SAMPLE, "11", SAMPLE.with_name(SAMPLE.name + ".yml").read_text("utf-8"))
    reading = read_submission(receipt, SAMPLE.read_bytes(), CONTRACTS)
    rows = landed(
        Home(tmp_path),
        reading,
        """
        select lines.sheet, column_letters || row_number, disbursed_vnd
        from raw.treasury__disbursement as lines
        inner join ledger.columns as letters
            on letters.sheet = lines.sheet and letters.block = lines.block
            and column_name = 'disbursed_vnd'
        where disbursed_vnd is not null
        """,
    )
    workbook = openpyxl.load_workbook(SAMPLE)
    assert len(rows) > 20
    for sheet, cell, vnd in rows:
        printed = workbook[sheet][cell].value
        millions = 0 if printed == "-" else Decimal(str(printed))
        assert millions * 10**6 == vnd, cell


@pytest.mark.parametrize("order", [1, -1])
def test_the_tables_of_one_sheet_have_their_own_rows(tmp_path, order):
    day = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
    reading = Reading(
        Receipt("a", "20", "a.xlsx", day, "00", None), form="province__poverty_review"
    )
    tables = [
        ColumnMap("S", 3, {"households": "C"}),
        ColumnMap("S", 20, {"households": "D"}),
        ColumnMap("T", 5, {"households": "E"}),
    ]
    reading.column_maps += tables[::order]
    query = "select sheet, first_row, last_row, column_letters from ledger.columns order by all"
    assert landed(Home(tmp_path), reading, query) == [
        ("S", 3, 19, "C"),
        ("S", 20, None, "D"),
        ("T", 5, None, "E"),
    ]
