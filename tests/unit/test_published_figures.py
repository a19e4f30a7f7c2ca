"""The committed published figures and targets, read as plain csv.

Expected values are typed from the sources; how the form is landed is tested elsewhere.
"""

import csv
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "tests/samples/office__published_figures/2024/published_figures.csv"
TARGETS = ROOT / "tests/samples/targets.csv"
UNITS = ROOT / "seeds/measurement_units.csv"

LAYOUT = [
    "unit_vi",
    "level",
    "year_or_as_of",
    "programme",
    "capital_kind",
    "measure",
    "value",
    "qualifier",
    "unit",
    "denominator",
    "source",
    "note",
    "project",
    "capital_source",
    "plan_type",
    "poverty_standard",
]
VOCABULARY = {
    "level": {"nation", "region", "province", "district", "commune", "group"},
    "programme": {
        "", "1719", "90", "263", "all", "90+1719",
        "gnbv_2016_2020", "ntp_2026_2035", "public_investment",
    },
    "project": {"", "01", "02"},
    "capital_kind": {"", "investment", "recurrent", "total"},
    "capital_source": {
        "", "central", "local", "local_province", "local_district", "local_commune",
        "credit", "community", "integrated", "other", "total",
    },
    "plan_type": {"", "in_year", "carry_over", "total", "five_year", "multi_year"},
    "poverty_standard": {"", "QD59_2015", "ND07_2021", "NQ13_2023_QN"},
    "qualifier": {
        "", "hơn", "trên", "khoảng", "gần", "dưới", "ước", "tối thiểu", "dự kiến", "từ … đến …",
    },
}  # fmt: skip
ARTICLE_003 = "003_a9659113dbad71a4.txt"
ARTICLE_004 = "004_7f6a7f8441a387c1.txt"


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def figures() -> list[dict[str, str]]:
    return read(FIGURES)


def values(figures: list[dict[str, str]], **where: str) -> list[str]:
    """The printed values of the lines that agree with `where`, in the order of the file."""
    return [
        line["value"]
        for line in figures
        if all(line[column] == wanted for column, wanted in where.items())
    ]


def number(printed: str) -> Decimal:
    """The one number of a printed value, without the word before it."""
    return Decimal(printed.split(" ")[-1].replace(",", "."))


def test_the_layout_is_the_form_s(figures):
    assert list(figures[0]) == LAYOUT
    content = FIGURES.read_bytes()
    assert b"\r" not in content
    text = content.decode("utf-8")
    assert not text.startswith("\ufeff")
    assert unicodedata.is_normalized("NFC", text)
    # A wide source row is several lines, so there are more lines than the 370 source rows.
    assert len(figures) > 700


@pytest.mark.parametrize("column", sorted(VOCABULARY))
def test_the_vocabulary_is_closed(figures, column):
    assert {line[column] for line in figures} == VOCABULARY[column]


def test_every_line_says_what_it_is_and_where_it_stood(figures):
    for line in figures:
        assert line["unit_vi"], line
        assert line["measure"], line
        assert line["value"], line
        assert line["source"], line
        assert line["year_or_as_of"], line


def test_only_money_has_kind_source_and_plan(figures):
    for line in figures:
        has_kind = bool(line["capital_kind"])
        is_money = line["measure"].endswith("_vnd") or line["measure"] in {
            "allocation_ratio", "disbursement_ratio", "disbursement_gap_points",
            "assigned_to_estimate_ratio", "handed_over_ratio",
        }  # fmt: skip
        assert has_kind == bool(line["capital_source"]) == bool(line["plan_type"]) == is_money, line


def test_a_word_before_the_figure_is_its_qualifier(figures):
    for line in figures:
        words = line["value"].rsplit(" ", 1)[0] if " " in line["value"] else ""
        if line["qualifier"] == "từ … đến …":
            assert words.startswith("từ ")
        elif line["qualifier"] == "dự kiến":
            assert words == ""
        else:
            assert words == line["qualifier"], line


def test_no_line_stands_twice(figures):
    identity = [column for column in LAYOUT if column != "note"]
    repeated = Counter(tuple(line[column] for column in identity) for line in figures)
    assert [key for key, times in repeated.items() if times > 1] == []


def test_every_unit_is_known(figures):
    units = {row["unit_vi"]: row for row in read(UNITS)}
    assert {line["unit"] for line in figures} - set(units) == set()
    expected = {
        "tỷ đồng": ("đồng", Decimal(10) ** 9),
        "triệu đồng": ("đồng", Decimal(10) ** 6),
        "nghìn tỷ đồng": ("đồng", Decimal(10) ** 12),
        "%": ("ratio", Decimal("0.01")),
        "điểm %": ("points", Decimal(1)),
        "hộ": ("count", Decimal(1)),
        "xã": ("count", Decimal(1)),
        "thôn": ("count", Decimal(1)),
    }
    found = {
        unit: (units[unit]["canonical_unit"], Decimal(units[unit]["factor"])) for unit in expected
    }
    assert found == expected


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("Lạng Sơn", "199765 4643 2,32 13578 6,8 18221 9,12"),
        ("Điện Biên", "143650 25541 17,78 18748 13,05 44289 30,83"),
    ],
)
def test_the_reviews_of_2025(figures, unit, expected):
    lines = values(figures, unit_vi=unit, year_or_as_of="2025", poverty_standard="ND07_2021")
    assert lines == expected.split()


def test_town_and_country_of_dien_bien_2025(figures):
    where = {"year_or_as_of": "2025", "measure": "multidim_poor_households"}
    urban = values(figures, unit_vi="Khu vực thành thị (Điện Biên)", **where)
    rural = values(figures, unit_vi="Khu vực nông thôn (Điện Biên)", **where)
    assert (urban, rural) == (["770"], ["43519"])
    assert values(figures, unit_vi="Phường Điện Biên Phủ (Điện Biên)") == ["0", "4"]
    assert values(figures, unit_vi="Phường Mường Thanh (Điện Biên)") == ["2", "4"]
    assert values(figures, unit_vi="Xã Nậm Kè (Điện Biên)") == ["74,66"]


def test_the_six_regions_of_2024_add_up_to_the_nation(figures):
    where = {"year_or_as_of": "2024", "measure": "multidim_poor_households"}
    regions = [int(value) for value in values(figures, level="region", **where)]
    assert len(regions) == 6
    assert sum(regions) == 1_258_997
    assert values(figures, level="nation", **where) == ["1258997"]


def test_the_zones_of_2021_add_up_to_the_nation(figures):
    where = {"unit_vi": "Cả nước", "year_or_as_of": "2021-2025"}
    zones = [values(figures, measure=f"communes_zone_{zone}", **where) for zone in "123"]
    assert zones == [["1673"], ["210"], ["1551"]]
    assert 1673 + 210 + 1551 == 3434
    assert values(figures, measure="communes_zones_total", **where) == ["3434"]


def test_article_004_and_those_who_say_otherwise_both_stay(figures):
    def printed(year: str, measure: str) -> set[tuple[str, bool]]:
        return {
            (line["value"], line["source"] == ARTICLE_004)
            for line in figures
            if line["unit_vi"] == "Cả nước"
            and line["year_or_as_of"] == year
            and line["measure"] == measure
        }

    assert printed("2023", "poor_ratio") == {("3,9", True), ("2,93", False)}
    assert printed("2023", "minority_poor_ratio") == {("hơn 17", True), ("17,82", False)}
    assert printed("2023", "em_poor_rate_change") == {("-2,3", True), ("-3,2", False)}
    assert printed("2023", "poor_change_points") == {("-1,1", True), ("-1,1", False)}
    assert printed("2022", "poor_ratio") == {("4,03", False)}
    assert printed("2024", "poor_ratio") == {("1,93", False)}


def test_article_004_on_money(figures):
    mine = {"source": ARTICLE_004, "measure": "assigned_vnd", "unit_vi": "Điện Biên"}
    investment = {
        programme: values(figures, programme=programme, capital_kind="investment", **mine)
        for programme in ("1719", "263", "90", "all")
    }
    assert investment == {
        "1719": ["hơn 729"],
        "263": ["hơn 166"],
        "90": ["hơn 433"],
        "all": ["trên 1300"],
    }
    assert values(figures, programme="all", capital_kind="total", **mine) == ["trên 2100"]
    allocation = values(figures, source=ARTICLE_004, measure="allocation_ratio")
    assert allocation == ["từ 94 đến 100"]
    nation = {"source": ARTICLE_004, "unit_vi": "Cả nước"}
    assert values(figures, measure="disbursed_vnd", **nation) == ["trên 40180"]
    assert values(figures, measure="disbursement_ratio", **nation) == ["trên 61"]
    assert values(figures, measure="ntm_ratio", **nation) == ["khoảng 78"]


def test_article_003_on_steering_committees(figures):
    mine = {"source": ARTICLE_003, "unit_vi": "Lạng Sơn", "year_or_as_of": "2023"}
    assert values(figures, measure="communes_steering_body", **mine) == ["181"]
    assert values(figures, measure="communes_total", **mine) == ["181"]
    assert values(figures, measure="districts_steering_body", **mine) == ["11"]


def test_an_error_of_a_source_is_kept_as_printed(figures):
    # 46,882 billion for what must be million; the 31st of June; 311,981 + 159,590 is 471,571.
    project = values(figures, unit_vi="Điện Biên", project="02", measure="assigned_vnd")
    assert project == ["140,909", "46882"]
    assert "1700" in values(
        figures, unit_vi="Thanh Hóa", year_or_as_of="2021-2025 (đến 2025-06-31)"
    )
    assert "417571" in values(figures, unit_vi="74 huyện nghèo")


def test_every_published_target_is_a_line_of_the_figures(figures):
    """What the samples must reproduce was printed somewhere: same source, same number."""
    printed = {
        (source.strip(), number(line["value"]) * factor)
        for line in figures
        if line["qualifier"] != "từ … đến …"
        for source in line["source"].split(" ; ")
        for factor in (Decimal(1), Decimal("0.01"), Decimal(10) ** 9)
    }
    printed |= {(ARTICLE_004, Decimal("0.94")), (ARTICLE_004, Decimal("1.00"))}
    # The three programmes of article 004 together: 729 + 166 + 433.
    printed.add((ARTICLE_004, Decimal(1328) * 10**9))
    for target in read(TARGETS):
        if target["source"].startswith("seeds/"):
            continue
        source = target["source"].split(" ; ")[0]
        assert (source, Decimal(target["value"])) in printed, target


def test_targets_name_a_province_or_what_lies_in_it():
    targets = read(TARGETS)
    assert {target["area_level"] for target in targets} == {"province", "commune"}
    provinces = {t["area_code"] for t in targets if t["area_level"] == "province"}
    assert provinces == {"20", "11"}
    with (ROOT / "seeds/areas/communes.csv").open(encoding="utf-8", newline="") as file:
        names = {
            row["area_code"]: row["area_name"]
            for row in csv.DictReader(file)
            if row["province_code"] == "11" and not row["valid_to"]
        }
    for target in targets:
        if target["area_level"] == "commune":
            assert target["note"].startswith(names[target["area_code"]])
        assert target["comparator"] in {"equal", "minimum", "maximum"}
        is_rounded = target["comparator"] == "equal" and target["measure"].endswith("_ratio")
        assert (target["tolerance"] == "0.00005") == is_rounded
