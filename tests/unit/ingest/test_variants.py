"""Title and header of a form with variants must agree; a level of a header has several wordings."""

import pytest

from expectations.contract import load_contracts
from orchestration.ingest.grid import Grid
from orchestration.ingest.headers import find_tables
from orchestration.ingest.refusals import FileRefusedError

CONTRACTS = load_contracts()
POOR = "PHÂN TÍCH CÁC CHỈ SỐ THIẾU HỤT DỊCH VỤ XÃ HỘI CƠ BẢN CỦA HỘ NGHÈO"
NEAR_POOR = "PHÂN TÍCH CÁC CHỈ SỐ THIẾU HỤT DỊCH VỤ XÃ HỘI CƠ BẢN CỦA HỘ CẬN NGHÈO"
NAMES = [
    "Việc làm",
    "Người phụ thuộc",
    "Dinh dưỡng",
    "Bảo hiểm y tế",
    "Trình độ giáo dục của người lớn",
    "Tình trạng đi học của trẻ em",
    "Chất lượng nhà ở",
    "Diện tích nhà ở",
    "Nguồn nước sinh hoạt",
    "Nhà tiêu hợp vệ sinh",
    "Sử dụng dịch vụ viễn thông",
    "Phương tiện phục vụ tiếp cận thông tin",
]


def sheet(title, group, leaves):
    top = ["TT", "Phường/ Xã", f"Tổng số {group}", "Tổng số thiếu hụt", "Chỉ số thiếu hụt"]
    rows = [[title], ["Năm 2024"], [*top, *[None] * 11], [*[None] * 4, *leaves]]
    merged = [((2, 4), (2, 15)), *(((2, place), (3, place)) for place in range(4))]
    return Grid("Bieu 3", [*rows, ["1", "Xã A", *range(14)]], merged)


@pytest.mark.parametrize(
    "leaves",
    [
        [f"{number}. {name}" for number, name in enumerate(NAMES, start=1)],
        NAMES,
        [float(number) for number in range(1, 13)],
    ],
    ids=["number and name", "name", "number"],
)
def test_the_twelve_are_known_by_number_and_name(leaves):
    (table,) = find_tables([sheet(POOR, "hộ nghèo", leaves)], CONTRACTS, None)
    assert (table.edition, table.title.variant) == ("2021_poor", "poor")
    columns = table.column_map()
    assert (columns["employment"], columns["toilet"], columns["info_devices"]) == ("E", "N", "P")


def test_a_title_over_the_other_variant_s_header_is_refused():
    with pytest.raises(FileRefusedError) as error:
        find_tables([sheet(NEAR_POOR, "hộ nghèo", NAMES)], CONTRACTS, None)
    refusal = error.value.refusal
    assert (refusal.rule_code, refusal.cell) == ("variant_contradiction", "C3")
    assert "“Tổng số hộ nghèo”" in refusal.message_vi


def test_a_header_that_says_no_variant_is_the_title_s():
    (table,) = find_tables([sheet(NEAR_POOR, "hộ", NAMES)], CONTRACTS, None)
    assert table.edition == "2021_near_poor"


def test_without_a_title_the_header_says_the_variant():
    grid = sheet("Biểu số 3", "hộ cận nghèo", NAMES)
    (table,) = find_tables([grid], CONTRACTS, "province__deprivations")
    assert CONTRACTS["province__deprivations"].editions[table.edition].variant == "near_poor"
