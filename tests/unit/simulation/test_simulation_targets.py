"""The published figures of tests/samples/targets.csv, found again in the written workbooks."""

import csv
from pathlib import Path

import pytest
from printed_sheets import Printed, detail_rows, read_printed

from orchestration.home import PROJECT_DIR

with (PROJECT_DIR / "tests" / "samples" / "targets.csv").open(encoding="utf-8") as file:
    TARGETS = list(csv.DictReader(file))
HOUSEHOLDS = "Tổng số hộ dân cư (tại thời điểm rà soát) › Số hộ"
POOR = "Kết quả rà soát về hộ (chính thức) › Tổng số hộ nghèo › Số hộ"
NEAR_POOR = "Kết quả rà soát về hộ (chính thức) › Tổng số hộ cận nghèo › Số hộ"
IN_YEAR = "Kế hoạch vốn năm 2024"
LOCAL = "Vốn đối ứng ngân sách địa phương (NSĐP)"
KINDS = {"investment": "Đầu tư phát triển", "recurrent": "Sự nghiệp"}
UNITS = {"đồng": 1, "triệu đồng": 10**6, "tỷ đồng": 10**9}
PROGRAMMES = {"1719": "I", "90": "II", "263": "III"}
# Names of the communes that a published figure is about; the workbook prints no code.
COMMUNES = {
    "03127": "Phường Điện Biên Phủ",
    "03334": "Phường Mường Thanh",
    "03162": "Xã Nậm Kè",
    "03176": "Xã Nà Bủng",
    "03163": "Xã Mường Toong",
}


def _id(target: dict[str, str]) -> str:
    parts = [target[name] for name in ("area_code", "period", "measure", "urban_rural")]
    parts += [target[name] for name in ("programme_code", "capital_kind", "criterion", "unit_type")]
    return "-".join(part for part in parts if part)


def _of(form: str) -> list:
    return [pytest.param(row, id=_id(row)) for row in TARGETS if row["form"] == form]


def _hold(target: dict[str, str], found: float) -> None:
    value, tolerance = float(target["value"]), float(target["tolerance"])
    if target["comparator"] == "minimum":
        assert found >= value
    elif target["comparator"] == "maximum":
        assert found <= value
    else:
        assert abs(found - value) <= tolerance


def _review(folder: Path, province: str, year: int) -> Printed:
    name = f"Bieu 1 - KQ ra soat ho ngheo {year} (chinh thuc)"
    newest = [*folder.glob(f"{province}/{name} (sua*.xlsx"), folder / province / f"{name}.xlsx"]
    return read_printed(newest[0])


def _review_measure(target: dict[str, str], printed: Printed) -> float:
    details = detail_rows(printed, 1)
    if target["area_level"] == "commune":
        details = [row for row in details if row[1] == COMMUNES[target["area_code"]]]
    elif target["urban_rural"] != "all":
        # After the mergers the towns are the wards.
        is_urban = target["urban_rural"] == "urban"
        details = [row for row in details if row[1].startswith("Phường") == is_urban]
    households, poor, near_poor = (
        sum(row[printed.column(path)] for row in details) for path in (HOUSEHOLDS, POOR, NEAR_POOR)
    )
    return {
        "households": households,
        "poor_households": poor,
        "near_poor_households": near_poor,
        "multidim_poor_households": poor + near_poor,
        "poor_ratio": poor / households,
        "near_poor_ratio": near_poor / households,
        "multidim_poor_ratio": (poor + near_poor) / households,
        "communes_reported": len(details),
    }[target["measure"]]


@pytest.mark.parametrize("target", _of("province__poverty_review"))
def test_poverty_review(target, demo_folder: Path):
    year = int(target["period"])
    # A commune of the targets lies in Điện Biên.
    province = target["area_code"] if target["area_level"] == "province" else "11"
    printed = _review(demo_folder, province, year)
    if target["measure"] == "poor_change_points":
        before = _review(demo_folder, province, year - 1)
        ratio = {**target, "measure": "poor_ratio"}
        change = _review_measure(ratio, printed) - _review_measure(ratio, before)
        _hold(target, change * 100)
    else:
        _hold(target, _review_measure(target, printed))


def _money(printed: Printed, programme: str, block: str, kind: str, what: str) -> float:
    unit = next(text for text in printed.heading if text.startswith("Đơn vị tính: "))
    column = printed.column(f"{block} › {KINDS[kind]} › {what}")
    name = PROGRAMMES.get(programme)
    row = next(row for row in printed.rows if (row[0] == name if name else row[1] == "TỔNG SỐ"))
    value = row[column]
    return 0 if value == "-" else round(value * UNITS[unit.removeprefix("Đơn vị tính: ")])


def _money_total(target: dict[str, str], printed: Printed, what: str) -> float:
    kind = target["capital_kind"]
    return sum(
        _money(printed, target["programme_code"], block, each, what)
        for block in (IN_YEAR, LOCAL)
        for each in (KINDS if kind == "total" else [kind])
    )


@pytest.mark.parametrize("target", _of("treasury__disbursement"))
@pytest.mark.parametrize("month", ["01-2024", "06-2024", "12-2024", "01-2025 (nam 2024)"])
def test_disbursement(target, month, demo_folder: Path):
    path = demo_folder / target["area_code"] / f"Bieu 4 - Giai ngan CTMTQG thang {month}.xlsx"
    printed = read_printed(path)
    assigned = _money_total(target, printed, "Kế hoạch được giao")
    if target["measure"] == "assigned_vnd":
        _hold(target, assigned)
    else:
        _hold(target, _money_total(target, printed, "Đã phân bổ chi tiết") / assigned)


def _status_measure(target: dict[str, str], printed: Printed) -> int:
    details = detail_rows(printed, 2)
    if target["unit_type"] == "xã":
        details = [row for row in details if row[2].startswith("Xã ")]
    if target["measure"] == "communes_total":
        return len(details)
    if target["measure"] == "villages_dbkk":
        return sum(row[printed.column("Số thôn › ĐBKK")] for row in details)
    if target["criterion"] == "steering_body":
        marks = [row[printed.column("Ban Chỉ đạo cấp xã › Đã thành lập")] for row in details]
        return sum(mark in ("x", "có") for mark in marks)
    zone = {"zone_1": "I", "zone_2": "II", "zone_3": "III"}[target["criterion"]]
    return sum(row[printed.column("Khu vực")] == zone for row in details)


@pytest.mark.parametrize("target", _of("province__commune_status"))
def test_commune_status(target, demo_folder: Path):
    path = demo_folder / target["area_code"] / f"Bieu 5 - Danh sach xa {target['period']}.xlsx"
    _hold(target, _status_measure(target, read_printed(path)))
