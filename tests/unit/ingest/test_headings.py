"""What the lines above a table say."""

import datetime

import pytest

from orchestration.ingest.areas import area_register
from orchestration.ingest.headings import (
    find_money_factor,
    find_period,
    find_reporting_unit,
    parse_period,
)
from orchestration.ingest.refusals import FileRefusedError

DAY = datetime.date


def test_periods_as_they_are_written():
    assert parse_period("2024").end == DAY(2024, 12, 31)
    assert parse_period("2024-02").end == DAY(2024, 2, 29)
    assert parse_period("2025Q3").start == DAY(2025, 7, 1)
    assert parse_period("2025S1").end == DAY(2025, 6, 30)
    assert parse_period("2024-13") is None
    assert parse_period("6T2024") is None


def test_the_period_line_is_believed_not_the_date_of_signing():
    heading = ["UBND TỈNH LẠNG SƠN", "Lạng Sơn, ngày 15 tháng 01 năm 2025", "Năm 2024"]
    assert find_period(heading, "year", None).label == "2024"


def test_the_year_may_stand_in_the_title():
    assert find_period(["KẾT QUẢ RÀ SOÁT HỘ NGHÈO NĂM 2023"], "year", None).label == "2023"


def test_two_years_are_not_decided():
    with pytest.raises(FileRefusedError, match="nhiều kỳ"):
        find_period(["Kết quả năm 2023", "so với năm 2022"], "year", None)


def test_no_year_is_not_guessed():
    with pytest.raises(FileRefusedError, match="kỳ báo cáo"):
        find_period(["Hà Nội, ngày 5 tháng 1 năm 2024"], "year", None)


def test_a_cumulative_date_gives_month_and_day():
    period = find_period(["Lũy kế đến ngày 31/10/2024"], "month", None)
    assert (period.label, period.as_of) == ("2024-10", DAY(2024, 10, 31))
    assert find_period(["Tháng 10/2024"], "month", None).as_of == DAY(2024, 10, 31)


def test_the_side_file_wins():
    assert find_period(["Năm 2024"], "year", "2023").label == "2023"


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("Đơn vị tính: triệu đồng", 10**6),
        ("ĐVT: Tỷ đồng", 10**9),
        ("Đơn vị: nghìn đồng", 10**3),
        ("Đơn vị tính: đồng", 1),
        ("Đơn vị tính: Triệu VNĐ", 10**6),
    ],
)
def test_money_units(text, factor):
    assert find_money_factor(["Biểu số 4", text])[0] == factor


def test_no_money_unit_is_not_guessed():
    assert find_money_factor(["Đơn vị tính: hộ"]) is None


def test_the_letterhead_says_whose_report_it_is():
    register, day = area_register(), DAY(2023, 12, 31)
    province = find_reporting_unit(["ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN"], register, "20", day)
    district = find_reporting_unit(["UBND HUYỆN VĂN LÃNG"], register, "20", day)
    city = find_reporting_unit(["UBND THÀNH PHỐ LẠNG SƠN"], register, "20", day)
    assert (province.level, province.code) == ("province", "20")
    assert (district.level, district.code) == ("district", "182")
    assert (city.level, city.code) == ("district", "178")
    assert find_reporting_unit(["SỞ TÀI CHÍNH"], register, "20", day) is None


def test_another_provinces_report_is_refused():
    with pytest.raises(FileRefusedError, match="Điện Biên"):
        find_reporting_unit(["UBND TỈNH ĐIỆN BIÊN"], area_register(), "20", DAY(2023, 12, 31))
