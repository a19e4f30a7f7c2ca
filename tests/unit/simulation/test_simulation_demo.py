"""What the demo set looks like and how it is spoilt."""

import hashlib
import os
import subprocess
import sys
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import yaml
from printed_sheets import detail_rows, read_printed

from orchestration.simulation.flaws import FLAWS

UNITS = {"đồng": 1, "triệu đồng": 10**6, "tỷ đồng": 10**9}
REVIEW_HOUSEHOLDS = "Kết quả rà soát về hộ (chính thức) › Tổng số hộ {} › Số hộ"


def _side(path: Path) -> dict[str, str]:
    return yaml.safe_load(path.with_name(f"{path.name}.yml").read_text(encoding="utf-8"))


def test_the_set_has_every_report_of_two_provinces_and_the_published_figures(demo_folder: Path):
    # Per province: 4 years × (13 months + 2 forms × 2 phases + 3 forms × 2 groups + 2) = 100, and
    # the review of 2021. Lạng Sơn sends one report twice and one not at all, and two lists of
    # households.
    assert len(list(demo_folder.glob("11/*.xlsx"))) == 101
    assert len(list(demo_folder.glob("20/*.xlsx"))) == 103
    assert [path.name for path in demo_folder.glob("office/*.csv")] == ["published_figures.csv"]
    for path in demo_folder.glob("*/*.xlsx"):
        assert _side(path)["origin"] == "sample"
        assert _side(path)["received_at"].endswith("+07:00")


def test_every_sheet_says_that_it_is_a_sample_and_its_table_starts_in_rows_6_to_11(
    demo_folder: Path,
):
    starts = set()
    for path in sorted(demo_folder.glob("20/*.xlsx")):
        printed = read_printed(path)
        assert "DỮ LIỆU MẪU – KHÔNG PHẢI SỐ LIỆU THẬT" in printed.heading
        starts.add(printed.header_row)
    assert min(starts) >= 6
    assert max(starts) <= 11
    assert len(starts) > 2


def test_the_row_below_the_header_numbers_the_columns_and_states_the_rates(demo_folder: Path):
    old = read_printed(demo_folder / "20" / "Bieu 1 - KQ ra soat ho ngheo 2022 (so bo).xlsx")
    assert old.numbers[:6] == ["A", "B", 1, 2, 3, "4=3/1*100"]
    assert old.numbers[10:] == [
        9,
        "10=9/2*100",
        11,
        "12=11/2*100",
        13,
        "14=13/2*100",
    ]


def test_subtotals_stand_in_bold_above_their_communes(demo_folder: Path):
    printed = read_printed(demo_folder / "11" / "Bieu 1 - KQ ra soat ho ngheo 2023 (so bo).xlsx")
    poor = printed.column("Kết quả rà soát về hộ (sơ bộ) › Tổng số hộ nghèo › Số hộ")
    sums: dict[str, int] = {}
    for row in printed.rows:
        if row[0] and "." in row[0]:
            district = row[0].split(".")[0]
            sums[district] = sums.get(district, 0) + row[poor]
    districts = {row[0]: row[poor] for row in printed.rows if row[0] and "." not in row[0]}
    assert districts == sums
    assert len(districts) == 10
    assert "10.10" in [row[0] for row in printed.rows]
    for row, is_bold in zip(printed.rows, printed.bold, strict=True):
        assert is_bold == (row[0] is None or "." not in row[0])


def test_form_2_prints_a_unit_once_over_its_two_lines(demo_folder: Path):
    path = demo_folder / "20" / "Bieu 2 - Dien bien ho can ngheo 2024.xlsx"
    printed = read_printed(path)
    assert printed.numbers == ["A", "B", "C", 1, 2, 3, 4, 5, 6, 7, 8, "9=1-2-3-4+5+6+7+8"]
    assert printed.paths[4] == "Diễn biến giảm › Số hộ thoát cận nghèo › Trở thành hộ nghèo"
    assert [row[2] for row in printed.rows[:4]] == ["Hộ", "Nhân khẩu"] * 2
    assert [row[1] for row in printed.rows[:4:2]] == ["Thành phố Lạng Sơn", "Phường Hoàng Văn Thụ"]
    assert [row[:2] for row in printed.rows[1:4:2]] == [[None, None]] * 2
    first = printed.header_row + 4
    merged = {str(cells) for cells in openpyxl.load_workbook(path).active.merged_cells.ranges}
    assert {f"A{first}:A{first + 1}", f"B{first}:B{first + 1}"} <= merged


def test_the_review_of_lang_son_2024_lists_the_units_of_before_the_mergers(demo_folder: Path):
    counts = {
        path.name: len(detail_rows(read_printed(path), name_column))
        for name, name_column in (
            ("Bieu 1 - KQ ra soat ho ngheo 2024 (chinh thuc).xlsx", 1),
            ("Bieu 5 - Danh sach xa 2024.xlsx", 2),
        )
        for path in [demo_folder / "20" / name]
    }
    assert list(counts.values()) == [200, 194]


def test_every_fault_is_in_the_set(demo_folder: Path):
    def review(province: str, rest: str):
        return read_printed(demo_folder / province / f"Bieu 1 - KQ ra soat ho ngheo {rest}.xlsx")

    assert "12o" in [value for row in review("11", "2022 (chinh thuc)").rows for value in row]
    names = [row[1] for row in review("20", "2022 (chinh thuc)").rows]
    assert "Xã Đội Cấn Mới" in names
    assert "Xã Đội Cấn" not in names
    assert "H. Văn lãng" in [row[1] for row in review("20", "2023 (so bo)").rows]

    printed = review("20", "2023 (chinh thuc)")
    poor = printed.column(REVIEW_HOUSEHOLDS.format("nghèo"))
    district = next(row for row in printed.rows if row[1] == "Huyện Bắc Sơn")
    communes = [row for row in printed.rows if row[0] and row[0].startswith(f"{district[0]}.")]
    assert district[poor] == sum(row[poor] for row in communes) + 10

    first = demo_folder / "20" / "Bieu 1 - KQ ra soat ho ngheo 2025 (chinh thuc).xlsx"
    second = first.with_name("Bieu 1 - KQ ra soat ho ngheo 2025 (chinh thuc) (sua lan 2).xlsx")
    wrong, right = (
        sum(row[poor] for row in detail_rows(printed, 1))
        for printed in map(read_printed, (first, second))
        for poor in [printed.column(REVIEW_HOUSEHOLDS.format("nghèo"))]
    )
    assert (wrong, right) == (4733, 4643)
    assert _side(first)["received_at"] < _side(second)["received_at"]

    late = _side(demo_folder / "11" / "Bieu 4 - Giai ngan CTMTQG thang 08-2023.xlsx")
    assert datetime.fromisoformat(late["received_at"]).date().isoformat() == "2023-10-12"
    assert not list(demo_folder.glob("20/*thang 05-2023*"))

    printed = read_printed(demo_folder / "20" / "Bieu 2 - Dien bien ho ngheo 2023.xlsx")
    unit = next(row for row in printed.rows if row[1] == "Xã Hữu Kiên")
    flows = unit[3:11]
    assert unit[11] == flows[0] - sum(flows[1:4]) + sum(flows[4:8]) + 2
    printed = read_printed(demo_folder / "11" / "Bieu 3 - Thieu hut cua ho ngheo 2023.xlsx")
    unit = next(row for row in printed.rows if row[1] == "Xã Mường Báng")
    assert unit[3] == sum(unit[4:16]) + 5
    assert len(FLAWS) == 9


def test_only_the_late_report_is_late(demo_folder: Path):
    """Form 4 is due on the 25th of the next month."""
    late = []
    for path in demo_folder.glob("*/Bieu 4*.xlsx"):
        month, year = (int(part) for part in path.stem.split("thang ")[1][:7].split("-"))
        received = datetime.fromisoformat(_side(path)["received_at"])
        due = (year + month // 12, month % 12 + 1, 25)
        if (received.year, received.month, received.day) > due:
            late.append(path.name)
    assert late == ["Bieu 4 - Giai ngan CTMTQG thang 08-2023.xlsx"]


def test_every_unit_of_money_keeps_whole_dong(demo_folder: Path):
    """What is printed, times the unit, is whole thousands of đồng and adds up to the total."""
    units = set()
    for path in sorted(demo_folder.glob("11/Bieu 4*.xlsx")):
        printed = read_printed(path)
        unit = next(text for text in printed.heading if text.startswith("Đơn vị")).split(": ")[1]
        units.add(unit)
        columns = [
            column
            for column, label in enumerate(printed.paths)
            if label.endswith(("Giải ngân lũy kế", "Kế hoạch được giao"))
        ]
        for column in columns:
            dong = [
                Decimal(0 if row[column] == "-" else repr(row[column])) * UNITS[unit]
                for row in printed.rows
            ]
            assert all(value % 1000 == 0 for value in dong)
            # The total stands first; the lines without dots below a Roman numeral are projects.
            projects = [
                value
                for value, row in zip(dong, printed.rows, strict=True)
                if row[0] and row[0].isdigit()
            ]
            assert dong[0] == sum(projects)
    assert units == set(UNITS)


def _plans(path: Path, horizon: str) -> dict[tuple[str, str, str], tuple[Decimal, ...]]:
    """Programme's numeral, outline and block -> initial, adjusted, planned, realised in đồng."""
    printed = read_printed(path)
    unit = next(text for text in printed.heading if text.startswith("Đơn vị")).split(": ")[1]
    first_columns = [
        column
        for column, label in enumerate(printed.paths)
        if label.startswith(horizon) and label.endswith("Giao đầu kỳ")
    ]
    plans, numeral = {}, ""
    for row in printed.rows[1:]:
        numeral = numeral if row[0][0].isdigit() else row[0]
        for column in first_columns:
            block = printed.paths[column].split(" › ", 1)[1].rsplit(" › ", 1)[0]
            plans[numeral, row[0], block] = tuple(
                Decimal(0 if value == "-" else repr(value)) * UNITS[unit]
                for value in row[column : column + 4]
            )
    return plans


def test_only_one_five_year_plan_is_below_its_years(demo_folder: Path):
    """The years up to the report's, line by line and block by block; 263's lines are III."""
    below, checked = set(), 0
    for province in ("11", "20"):
        so_far: dict[tuple[str, str, str], Decimal] = {}
        initials = []
        for year in (2022, 2023, 2024, 2025):
            path = demo_folder / province / f"Bieu 7 - Ke hoach von CTMTQG {year}.xlsx"
            for line, (_, _, planned, _) in _plans(path, f"Kế hoạch năm {year}").items():
                so_far[line] = so_far.get(line, 0) + planned
            five_years = _plans(path, "Kế hoạch giai đoạn 2021-2025")
            initials.append({line: plan[0] for line, plan in five_years.items()})
            assert len(five_years) == len(so_far) == (3 + 53) * 6
            for line, (initial, adjusted, planned, realised) in five_years.items():
                assert initial + adjusted == planned >= realised
                checked += planned > 0
                if planned < so_far[line]:
                    below.add((province, year, *line))
        assert initials == initials[:1] * 4
    local = "Ngân sách địa phương đối ứng › Đầu tư phát triển"
    assert below == {("20", year, "III", "2", local) for year in (2024, 2025)}
    assert checked > 1000


WRITE_ONE_YEAR = """
import sys
from pathlib import Path
from orchestration.simulation.submissions import simulate
simulate(Path(sys.argv[1]), ["20"], [2024], seed=int(sys.argv[2]))
"""


def _written(folder: Path, seed: int, hash_seed: str) -> dict[str, str]:
    subprocess.run(
        [sys.executable, "-c", WRITE_ONE_YEAR, str(folder), str(seed)],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("20/*")
    }


def test_the_same_seed_writes_the_same_bytes_and_another_seed_does_not(tmp_path: Path):
    first = _written(tmp_path / "first", 1719, "1")
    assert len(first) == 50
    assert _written(tmp_path / "second", 1719, "2") == first
    assert _written(tmp_path / "third", 1, "1") != first
    for path in (tmp_path / "first" / "20").glob("*.xlsx"):
        stamps = {item.date_time[0] for item in zipfile.ZipFile(path).infolist()}
        assert stamps == {1980}


def test_an_unknown_province_is_an_error(tmp_path: Path):
    from orchestration.simulation.submissions import simulate

    with pytest.raises(ValueError, match="no such province: 99"):
        simulate(tmp_path, ["99"], [2024])
