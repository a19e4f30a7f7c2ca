"""What the lines above a table say."""

import datetime

import openpyxl
import pytest

from expectations.contract import load_contracts
from orchestration.home import PROJECT_DIR
from orchestration.ingest.areas import area_register
from orchestration.ingest.headings import (
    find_money_factor,
    find_period,
    find_reporting_unit,
    parse_period,
)
from orchestration.ingest.reading import read_submission
from orchestration.ingest.refusals import FileRefusedError
from orchestration.ingest.submissions import describe

CAPITAL_PLAN = PROJECT_DIR / "tests/samples/province__capital_plan/2022/submitted_11.xlsx"
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


@pytest.mark.parametrize(
    ("line", "kind", "label", "as_of"),
    [
        ("Quý I/2023", "quarter", "2023Q1", DAY(2023, 3, 31)),
        ("QUÝ IV NĂM 2023", "quarter", "2023Q4", DAY(2023, 12, 31)),
        ("Quý 3 năm 2023", "quarter", "2023Q3", DAY(2023, 9, 30)),
        ("Q2/2023", "quarter", "2023Q2", DAY(2023, 6, 30)),
        ("6T2024", "half_year", "2024S1", DAY(2024, 6, 30)),
        ("6 tháng đầu năm 2024", "half_year", "2024S1", DAY(2024, 6, 30)),
        ("Sáu tháng đầu năm 2024", "half_year", "2024S1", DAY(2024, 6, 30)),
        ("6 tháng cuối năm 2024", "half_year", "2024S2", DAY(2024, 12, 31)),
        ("Tháng 10/2024", "month", "2024-10", DAY(2024, 10, 31)),
        ("T10/2024", "month", "2024-10", DAY(2024, 10, 31)),
        ("Tháng 02 năm 2024", "month", "2024-02", DAY(2024, 2, 29)),
        ("Kỳ báo cáo: 10/2024", "month", "2024-10", DAY(2024, 10, 31)),
        ("9 tháng năm 2024", "month", "2024-09", DAY(2024, 9, 30)),
        ("Lũy kế đến 31/10/2024", "month", "2024-10", DAY(2024, 10, 31)),
        ("luỹ kế đến ngày 25 tháng 10 năm 2024", "month", "2024-10", DAY(2024, 10, 25)),
        ("tính đến hết tháng 10 năm 2024", "month", "2024-10", DAY(2024, 10, 31)),
        ("từ ngày 01/01/2024 đến hết ngày 31.10.2024", "month", "2024-10", DAY(2024, 10, 31)),
        ("Kỳ báo cáo: Năm 2024", "year", "2024", DAY(2024, 12, 31)),
        ("Năm báo cáo: 2024", "year", "2024", DAY(2024, 12, 31)),
        ("Tính đến ngày 31/12/2024", "year", "2024", DAY(2024, 12, 31)),
        ("Năm 2024 (giai đoạn 2021 - 2025)", "year", "2024", DAY(2024, 12, 31)),
        ("Năm 2024 theo QĐ số 24/2021/QĐ-TTg", "year", "2024", DAY(2024, 12, 31)),
    ],
)
def test_periods_in_the_heading(line, kind, label, as_of):
    period = find_period(["UBND TỈNH LẠNG SƠN", "Số: 12/BC-UBND", line], kind, None)
    assert (period.label, period.as_of) == (label, as_of)


@pytest.mark.parametrize("kind", ["year", "month", "quarter", "half_year"])
@pytest.mark.parametrize(
    "line",
    [
        "Quyết định số 24/2021/QĐ-TTg",
        "theo Quyết định 24/2021/QĐ-TTg ngày 16/7/2021 của Thủ tướng",
        "Thông tư số 07/2021/TT-BLĐTBXH ngày 18 tháng 7 năm 2021",
        "theo Thông tư 07/2021",
        "giai đoạn 2021 - 2025",
        "Giai đoạn I: từ năm 2021 đến năm 2025",
        "năm 2021-2025",
        "Nghị quyết số 88/2019/QH14",
        "Luật Đầu tư công năm 2024",
        "Biểu kèm theo Công văn số 123/UBDT-CSDT ngày 3/2/2024",
        "Lạng Sơn, ngày 15 tháng 01 năm 2025",
        "Lạng Sơn, ngày … tháng … năm 2025",
        "Lũy kế đến ngày 31/6/2025",
    ],
)
def test_what_is_no_period_is_not_taken_for_one(line, kind):
    with pytest.raises(FileRefusedError) as caught:
        find_period([line], kind, None)
    assert caught.value.refusal.rule_code == "period_missing"


@pytest.mark.parametrize(
    ("lines", "kind", "named"),
    [
        (["Tháng 9/2024", "Lũy kế đến ngày 31/10/2024"], "month", "2024-09, 2024-10"),
        (["Quý I/2024", "Quý II/2024"], "quarter", "2024Q1, 2024Q2"),
        (["Năm 2024", "KẾT QUẢ RÀ SOÁT HỘ NGHÈO NĂM 2023"], "year", "2023, 2024"),
    ],
)
def test_several_periods_are_refused_by_name(lines, kind, named):
    with pytest.raises(FileRefusedError, match=named):
        find_period(lines, kind, None)


@pytest.mark.parametrize(
    ("line", "header", "side", "found"),
    [
        ("Năm 2024", "Kế hoạch năm 2024", "", "2024"),
        ("", "Kế hoạch năm 2024", "", "2024"),
        ("Năm 2024", "Kế hoạch năm 2023", "", "period_ambiguous"),  # last year's sheet, used again
        ("Năm 2024", "Kế hoạch năm 2023", "period: 2024", "2024"),
    ],
)
def test_the_header_of_a_yearly_form_states_the_year_too(tmp_path, line, header, side, found):
    book = openpyxl.load_workbook(CAPITAL_PLAN)
    book.active["A5"], book.active["AA8"] = line, header
    path = tmp_path / "submitted.xlsx"
    book.save(path)
    reading = read_submission(describe(path, "11", side), path.read_bytes(), load_contracts())
    rules = [refusal.rule_code for refusal in reading.refusals]
    assert (rules or [reading.period.label]) == [found]


def test_another_year_may_be_spoken_of():
    assert find_period(["Năm 2024", "so với cùng kỳ năm 2023"], "year", None).label == "2024"
    assert find_period(["Năm 2024", "theo chuẩn nghèo năm 2021"], "year", None).label == "2024"


def test_a_part_of_a_year_is_no_year():
    for line in ("6 tháng đầu năm 2024", "Quý I năm 2024", "Tháng 10 năm 2024"):
        with pytest.raises(FileRefusedError, match="Không tìm thấy kỳ"):
            find_period([line], "year", None)


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
        ("Đơn vị: ngàn đồng", 10**3),
        ("Đơn vị tính: đồng", 1),
        ("Đơn vị tính: Triệu VNĐ", 10**6),
        ("Đơn vị: 1.000 đồng", 10**3),
        ("Đơn vị tính: 1000 đ", 10**3),
        ("ĐVT: 1.000.000 đồng", 10**6),
        ("Đvt: tr.đ", 10**6),
        ("đvt:trđ", 10**6),
        ("(ĐVT:Triệu đồng)", 10**6),
        ("Đ.V.T: triệu đồng", 10**6),
        ("Biểu số 4 - Đơn vị tính: triệu đồng", 10**6),
        ("Đơn vị tính: hộ, triệu đồng", 10**6),
        ("Đơn vị tính: nghìn tỷ đồng", 10**12),
        ("KẾT QUẢ GIẢI NGÂN (triệu đồng)", 10**6),
        ("Triệu đồng", 10**6),
    ],
)
def test_money_units(text, factor):
    assert find_money_factor(["Biểu số 4", text])[0] == factor


def test_the_unit_may_stand_beside_its_label():
    assert find_money_factor(["Đơn vị tính:", "triệu đồng"]) == (10**6, "triệu đồng")


@pytest.mark.parametrize(
    "text",
    [
        "Đơn vị tính: hộ",
        "Đơn vị: Đồng Nai",
        "Đơn vị báo cáo: UBND tỉnh Lâm Đồng",
        "Đơn vị: xã Lâm Đồng",
        "Đồng",
        "Đơn vị tính: %",
        "Đơn vị tính: USD",
        "Hội đồng nhân dân",
    ],
)
def test_no_money_unit_is_not_guessed(text):
    assert find_money_factor([text]) is None


@pytest.mark.parametrize(
    "texts",
    [
        ["Đơn vị tính: đồng", "Đơn vị tính: triệu đồng"],
        ["Đơn vị tính: đồng, triệu đồng"],
        ["KẾT QUẢ GIẢI NGÂN (tỷ đồng)", "ĐVT: triệu đồng"],
    ],
)
def test_two_money_units_are_refused(texts):
    with pytest.raises(FileRefusedError, match="nhiều đơn vị tiền"):
        find_money_factor(texts)


def test_the_letterhead_says_whose_report_it_is():
    register, day = area_register(), DAY(2023, 12, 31)
    province = find_reporting_unit(["ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN"], register, "20", day)
    district = find_reporting_unit(["UBND HUYỆN VĂN LÃNG"], register, "20", day)
    city = find_reporting_unit(["UBND THÀNH PHỐ LẠNG SƠN"], register, "20", day)
    assert (province.level, province.code) == ("province", "20")
    assert (district.level, district.code) == ("district", "182")
    assert (city.level, city.code) == ("district", "178")
    assert find_reporting_unit(["SỞ TÀI CHÍNH"], register, "20", day) is None


def test_a_letterhead_in_two_cells():
    heading = ["ỦY BAN NHÂN DÂN", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "HUYỆN VĂN LÃNG"]
    unit = find_reporting_unit(heading, area_register(), "20", DAY(2023, 12, 31))
    assert (unit.level, unit.code) == ("district", "182")
    # Without the committee a line that begins with a type word is no letterhead.
    assert find_reporting_unit(heading[1:], area_register(), "20", DAY(2023, 12, 31)) is None


def test_another_provinces_report_is_refused():
    with pytest.raises(FileRefusedError, match="Điện Biên"):
        find_reporting_unit(["UBND TỈNH ĐIỆN BIÊN"], area_register(), "20", DAY(2023, 12, 31))
