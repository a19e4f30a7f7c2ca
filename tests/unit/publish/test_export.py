"""A mart as a workbook or a csv: every value as it is, none of it a formula."""

import datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest

from orchestration.publish import export as module
from orchestration.publish.export import ExportError, export

RELEASE = """
create schema marts;
create table marts.mart_money (
    area_code varchar, note varchar, assigned_vnd decimal(20,0), disbursement_ratio double,
    is_final boolean, received_at timestamptz, day date, budget_year integer
);
insert into marts.mart_money values
    ('20', '=1+1', 12345678901234567890, 0.5, true, '2024-11-05 03:00:00Z', '2024-10-31', 2024),
    ('11', '-5', 1500000, null, null, null, null, 2024);
create table marts.fct_submissions as select 'sample' as origin;
create table marts.meta_build as select 'r1' as release_id, date '2026-06-30' as as_of_date;
create table marts.meta_columns as
    select 'mart_money' as table_name, column_name, label_vi, unit, 'What it is.' as description,
        column_order
    from (values ('area_code', 'Mã đơn vị', 'mã', 1), ('note', 'Ghi chú', 'văn bản', 2),
        ('assigned_vnd', 'Kế hoạch', 'đồng', 3), ('disbursement_ratio', 'Tỷ lệ', 'tỷ lệ (0-1)', 4),
        ('is_final', 'Chính thức', 'có/không', 5), ('received_at', 'Nhận', 'thời điểm (UTC)', 6),
        ('day', 'Ngày', 'ngày', 7), ('budget_year', 'Năm', 'năm', 8))
        as t(column_name, label_vi, unit, column_order);
"""


@pytest.fixture
def release(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(RELEASE)
    return path


def test_a_workbook_has_labels_values_and_notes(release, tmp_path):
    target = tmp_path / "money.xlsx"
    assert export(release, "mart_money", {}, target) == 2
    figures, notes = openpyxl.load_workbook(target).worksheets
    rows = list(figures.iter_rows(values_only=True))
    assert rows[0][2] == "Kế hoạch (đồng)"
    assert rows[1][:3] == ("area_code", "note", "assigned_vnd")
    moment, day = datetime.datetime(2024, 11, 5, 3), datetime.datetime(2024, 10, 31)
    assert rows[2] == ("20", "=1+1", "12345678901234567890", 0.5, True, moment, day, 2024)
    assert rows[3] == ("11", "-5", 1500000, None, None, None, None, 2024)
    # A text that looks like a formula is none.
    assert figures["B3"].data_type == "s"
    assert figures["C4"].number_format == "#,##0"
    said = {row[0]: row[1] for row in notes.iter_rows(values_only=True)}
    assert said["Tính đến ngày"] == "30/06/2026"
    assert "DỮ LIỆU MẪU" in said["Lưu ý"]
    assert said["note"] == "Ghi chú"


def test_a_csv_has_every_digit_and_no_formula(release, tmp_path):
    target = tmp_path / "money.csv"
    assert export(release, "mart_money", {"area_code": "20"}, target) == 1
    head, row = target.read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("area_code,note,assigned_vnd")
    assert row.startswith("20,'=1+1,12345678901234567890,0.5,true,")


def test_an_empty_value_is_null(release, tmp_path):
    assert export(release, "mart_money", {"disbursement_ratio": ""}, tmp_path / "m.csv") == 1


@pytest.mark.parametrize(
    ("mart", "keys", "name", "said"),
    [
        ("mart_gold", {}, "m.xlsx", "mart_money"),
        ("mart_money", {"colour": "red"}, "m.xlsx", "area_code"),
        ("mart_money", {}, "m.pdf", ".xlsx hoặc .csv"),
    ],
)
def test_what_cannot_be_exported_is_said(release, tmp_path, mart, keys, name, said):
    with pytest.raises(ExportError, match=said):
        export(release, mart, keys, tmp_path / name)
    assert not (tmp_path / name).exists()


def test_more_rows_than_a_sheet_has_are_said_not_cut(release, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_ROWS", 1)
    with pytest.raises(ExportError, match="lọc bớt"):
        export(release, "mart_money", {}, tmp_path / "m.xlsx")
