"""The sample lists of households: scored anew by hand, and told to nobody."""

import gzip
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import pytest

LISTS = ("Bieu 14 - Danh sach ho ngheo 2025.xlsx", "Bieu 15 - Danh sach ho can ngheo 2025.xlsx")
TWELVE = [
    "Việc làm",
    "Người phụ thuộc trong hộ gia đình",
    "Dinh dưỡng",
    "Bảo hiểm y tế",
    "Trình độ giáo dục của người lớn",
    "Tình trạng đi học của trẻ em",
    "Chất lượng nhà ở",
    "Diện tích nhà ở bình quân đầu người",
    "Nguồn nước sinh hoạt",
    "Nhà tiêu hợp vệ sinh",
    "Sử dụng dịch vụ viễn thông",
    "Phương tiện phục vụ tiếp cận thông tin",
]
NEXT_TWELVE = [*TWELVE[:11], "Xử lý rác thải"]
# QĐ 59/2015 asks ten: no list says whether the sick were treated.
OLD_NINE = TWELVE[3:]


def households(samples: Path) -> Iterator[tuple[bool, str, dict[str, object]]]:
    """Poor or near-poor, town or country, and the cells by their lowest header."""
    for name in LISTS:
        sheet = openpyxl.load_workbook(samples / "20" / name).active
        header = next(
            row for row in range(1, 15) if str(sheet.cell(row, 2).value).startswith("Họ và tên")
        )
        labels = [
            sheet.cell(header + 1, column).value or sheet.cell(header, column).value
            for column in range(1, sheet.max_column + 1)
        ]
        for row in sheet.iter_rows(min_row=header + 3, values_only=True):
            if row[0] and str(row[0]).isdigit():
                cells = dict(zip(labels, row, strict=True))
                yield name == LISTS[0], str(cells["Phường/ Xã"]), cells


def group_now(is_town: bool, cells: dict[str, object]) -> str:
    """NĐ 07/2021/NĐ-CP, by points: up to 140 (towns 175), and three deprivations."""
    if cells["Điểm B1"] > (175 if is_town else 140):
        return "not_poor"
    return "poor" if sum(cells[name] == "x" for name in TWELVE) >= 3 else "near_poor"


def group_next(is_town: bool, cells: dict[str, object]) -> str:
    """2027-2030: up to 2.2 million (towns 2.8), and three deprivations of the new twelve."""
    if cells["Thu nhập bình quân đầu người/tháng"] > (2_800_000 if is_town else 2_200_000):
        return "not_poor"
    return "poor" if sum(cells[name] == "x" for name in NEXT_TWELVE) >= 3 else "near_poor"


def group_before(is_town: bool, cells: dict[str, object]) -> str:
    """QĐ 59/2015/QĐ-TTg: up to the lower line, or between the lines with three deprivations."""
    income = cells["Thu nhập bình quân đầu người/tháng"]
    lower, upper = (900_000, 1_300_000) if is_town else (700_000, 1_000_000)
    if income <= lower:
        return "poor"
    if income > upper:
        return "not_poor"
    known = sum(cells[name] == "x" for name in OLD_NINE)
    return {2: "undecided"}.get(known, "poor" if known > 2 else "near_poor")


@pytest.mark.parametrize(
    ("standard", "group_of"),
    [("ND07_2021", group_now), ("ND2026_2030", group_next), ("QD59_2015", group_before)],
)
def test_another_line_makes_of_the_lists_what_a_recount_makes(
    demo_night, samples, standard, group_of
):
    listed = list(households(samples))
    assert len(listed) > 400
    recounted = Counter(group_of(area.startswith("Phường"), cells) for _, area, cells in listed)
    (row,) = demo_night[0].query(
        f"""
        select counted_households, poor_households, near_poor_households,
            compared_poor_households, compared_near_poor_households,
            compared_not_poor_households, undecided_households, impact_households
        from mart_poverty_line_impact
        where area_basis = 'reported' and area_code = '20' and comparison_kind = 'household_list'
            and compared_standard = '{standard}'
        """
    )
    poor = sum(is_poor for is_poor, _, _ in listed)
    counts = [recounted[group] for group in ("poor", "near_poor", "not_poor", "undecided")]
    assert not any(0 < count < 5 for count in counts), "a masked row says nothing"
    impact = None if recounted["undecided"] else recounted["poor"] - poor
    assert row == (len(listed), poor, len(listed) - poor, *counts, impact)


def test_nobody_in_the_lists_is_told_of(demo_night, samples):
    told = {
        str(cells[label])
        for _, _, cells in households(samples)
        for label in ("Họ và tên chủ hộ", "Ngày, tháng, năm sinh", "Số định danh cá nhân", "Mã hộ")
    }
    assert len(told) > 1000
    assert all(NAMES.fullmatch(word) or NUMBERS.fullmatch(word) for word in told)
    home = demo_night[0].home
    # The search finds them where they are.
    assert len(found(told, home.archive)) > 1000
    assert len(found(told, home.personal.parent)) > 1000
    for place in (
        home.releases,
        home.landing,
        home.builds,
        home.dagster,
        home.alerts,
        home.outbox,
    ):
        assert place.exists(), place
        assert found(told, place) == set(), place


# What they look like: so many of them are looked for at once.
NAMES = re.compile(r"\w+ \w+ Mẫu \w+")
NUMBERS = re.compile(r"\d\d/\d\d/\d{4}|\d{9,12}")


def found(words: set[str], place: Path) -> set[str]:
    """The words that stand in the files, packed or not, or in the tables of a database."""
    seen: set[str] = set()
    for path in [place] if place.is_file() else sorted(place.resolve().rglob("*")):
        for text in _contents(path) if path.is_file() else ():
            if "\\u" in text:
                text = re.sub(r"\\+u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text)
            seen.update(NUMBERS.findall(text))
            if "Mẫu" in text:
                seen.update(NAMES.findall(text))
    return words & seen


def _contents(path: Path) -> Iterator[str]:
    raw = path.read_bytes()
    yield raw.decode("utf-8", "replace")
    if raw[:2] == b"PK":
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                yield package.read(name).decode("utf-8", "replace")
    elif raw[:2] == b"\x1f\x8b":
        yield gzip.decompress(raw).decode("utf-8", "replace")
    elif raw[:1] == b"\x78":
        yield zlib.decompress(raw).decode("utf-8", "replace")
    elif path.suffix == ".parquet":
        with duckdb.connect() as connection:
            yield from _texts(connection, f"'{path}'")
    elif path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as connection:
            for schema, table in connection.execute(
                "select schema_name, table_name from duckdb_tables() where not internal"
            ).fetchall():
                yield from _texts(connection, f'"{schema}"."{table}"')


def _texts(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[str]:
    columns = connection.execute(f"describe select * from {table}").fetchall()
    for name, *_ in columns:
        rows = connection.execute(f'select distinct cast("{name}" as varchar) from {table}')
        yield "\n".join(text for (text,) in rows.fetchall() if text is not None)
