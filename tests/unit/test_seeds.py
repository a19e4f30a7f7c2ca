"""The seeds as files: what dbt's own tests cannot see once they are loaded. No database here."""

import csv
import itertools
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"
FILES = sorted(SEEDS.rglob("*.csv"))

# Sorted by these columns a change shows as the lines it changes.
KEYS = {
    "allocation_criteria.csv": (
        "programme_code",
        "project_code",
        "measure_code",
        "first_budget_year",
    ),
    "allocation_envelopes.csv": ("programme_code", "project_code", "budget_year"),
    "area_memberships.csv": ("list_code", "area_level", "area_code", "valid_from"),
    "areas/area_name_aliases.csv": ("area_level", "area_code", "valid_from", "alias"),
    "areas/commune_successions.csv": (
        "predecessor_level",
        "predecessor_code",
        "effective_date",
        "successor_code",
    ),
    "areas/communes.csv": ("area_code", "valid_from"),
    "areas/districts.csv": ("area_code", "valid_from"),
    "areas/ministries.csv": ("area_code",),
    "areas/province_successions.csv": ("predecessor_code",),
    "areas/provinces.csv": ("area_code", "valid_from"),
    "areas/regions.csv": ("area_code",),
    "counterpart_minimums.csv": ("programme_code", "province_code", "budget_year"),
    "deprivation_indicators.csv": ("poverty_standard", "indicator_code"),
    "membership_lists.csv": ("list_code",),
    "poverty_standards.csv": ("valid_from",),
    "programmes.csv": ("programme_code", "project_code"),
    "reporting_calendar.csv": (
        "subject",
        "legal_basis",
        "from_unit_vi",
        "frequency",
        "to_unit_vi",
    ),
}

# A code keeps its leading zeros: spreadsheets lose them.
CODES = {
    ("areas/provinces.csv", "area_code"): r"\d{2}",
    ("areas/provinces.csv", "region_code"): r"6R_20(23|25):[A-Z]+",
    ("areas/districts.csv", "area_code"): r"\d{3}",
    ("areas/districts.csv", "province_code"): r"\d{2}",
    ("areas/communes.csv", "area_code"): r"\d{5}",
    ("areas/communes.csv", "district_code"): r"(\d{3})?",
    ("areas/communes.csv", "province_code"): r"\d{2}",
    ("areas/province_successions.csv", "predecessor_code"): r"\d{2}",
    ("areas/province_successions.csv", "successor_code"): r"\d{2}",
    ("areas/commune_successions.csv", "predecessor_code"): r"\d{5}|\d{3}",
    ("areas/commune_successions.csv", "successor_code"): r"(\d{5})?",
    ("areas/area_name_aliases.csv", "area_code"): r"\d{2}|\d{3}|\d{5}",
    ("areas/ministries.csv", "area_code"): r"[A-Z]+",
    ("allocation_criteria.csv", "project_code"): r"\d{2}",
    ("allocation_envelopes.csv", "project_code"): r"\d{2}",
    ("area_memberships.csv", "area_code"): r"\d{3}|\d{5}",
    ("counterpart_minimums.csv", "province_code"): r"\d{2}",
    ("membership_lists.csv", "complete_provinces"): r"(\d{2}(\|\d{2})*)?",
    ("programmes.csv", "programme_code"): r"1719|90|263",
    ("programmes.csv", "project_code"): r"(\d{2}(\.\d{2})?)?",
}


def _name(path: Path) -> str:
    return path.relative_to(SEEDS).as_posix()


def _rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_file_is_plain_utf_8_nfc_with_unix_lines(path: Path):
    content = path.read_bytes()
    text = content.decode("utf-8")
    assert not text.startswith("\ufeff"), "byte order mark"
    assert "\r" not in text
    assert text.endswith("\n")
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_cells_are_trimmed_and_name_no_machine(path: Path):
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, strict=True))
    width = len(lines[0])
    for number, line in enumerate(lines, start=1):
        assert len(line) == width, f"line {number} has {len(line)} cells, not {width}"
        for cell in line:
            assert cell == re.sub(r"\s+", " ", cell).strip(), f"line {number}: {cell!r}"
            assert not re.search(r"(^|[\s(])(/[a-z]+/|[A-Za-z]:\\|file:)", cell), f"line {number}"


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_every_seed_is_described_beside_it(path: Path):
    assert path.with_suffix(".yml").is_file()


@pytest.mark.parametrize("name", KEYS)
def test_rows_are_sorted_by_a_key_that_does_not_repeat(name: str):
    keys = [tuple(row[column] for column in KEYS[name]) for row in _rows(name)]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize(("name", "column"), CODES)
def test_codes_are_padded(name: str, column: str):
    pattern = re.compile(CODES[name, column])
    assert [row[column] for row in _rows(name) if not pattern.fullmatch(row[column])] == []


@pytest.mark.parametrize("level", ["provinces", "districts", "communes"])
def test_names_begin_with_their_type_word(level: str):
    wrong = [
        row["area_name"]
        for row in _rows(f"areas/{level}.csv")
        if row["area_name"].casefold() != f"{row['unit_type']} {row['name_bare']}".casefold()
    ]
    assert wrong == []


def test_an_indicator_is_a_row_of_the_seed_and_named_nowhere_else():
    """So a new one touches one file, and one that is removed is gone."""
    codes = {row["indicator_code"] for row in _rows("indicators.csv")} - {"POOR"}
    root = SEEDS.parent
    for folder in ("models", "macros", "orchestration/publish", "expectations/marts"):
        for path in (root / folder).rglob("*"):
            if path.suffix in (".sql", ".yml", ".py"):
                text = path.read_text(encoding="utf-8").partition("\nunit_tests:")[0]
                assert not codes & set(re.findall(r"\b[A-Z][A-Z0-9_]{2,}\b", text)), path


def test_both_parts_of_an_indicator_come_from_its_form():
    """Of two forms no unit knows both: the indicator would never have a value."""
    forms = {row["measure_code"]: row["form"] for row in _rows("measures.csv")}
    indicators = {row["indicator_code"]: row for row in _rows("indicators.csv")}
    for code, row in indicators.items():
        parts = [row[part] for part in ("numerator", "denominator") if row[part]]
        assert len(parts) == {"ratio": 2, "count": 1}.get(row["kind"], 0), code
        assert {forms[part] for part in parts} <= {row["form"]}, code
        assert bool(row["of_indicator"]) == (
            row["kind"] in ("decrease", "relative", "reduction")
        ), code
        if row["of_indicator"]:
            assert indicators[row["of_indicator"]]["form"] == row["form"], code


def test_a_target_has_the_unit_of_its_indicator_and_no_rival():
    indicators = {row["indicator_code"]: row for row in _rows("indicators.csv")}
    targets = _rows("targets.csv")
    for row in targets:
        indicator = indicators[row["indicator_code"]]
        assert row["unit"] == indicator["unit"], row
        assert row["comparator"][0] == {"up": ">", "down": "<"}[indicator["direction"]], row
    for one in targets:
        for other in targets:
            is_same_area = one["area_code"] == other["area_code"]
            if is_same_area and one["indicator_code"] == other["indicator_code"]:
                first, last = sorted([one, other], key=lambda row: row["from_year"])
                is_same = all(one[k] == other[k] for k in ("comparator", "target_value", "by_year"))
                assert is_same or first["by_year"] < last["from_year"], (one, other)


def _memberships() -> list[dict[str, str]]:
    """The members of the lists, each with its list and the days that it is on it."""
    lists = {row["list_code"]: row for row in _rows("membership_lists.csv")}
    return [
        row
        | {"list": lists[row["list_code"]]}
        | {day: row[day] or lists[row["list_code"]][day] for day in ("valid_from", "valid_to")}
        for row in _rows("area_memberships.csv")
    ]


def test_a_member_is_a_unit_of_that_level_from_its_first_day():
    """Merged and split units end within the days of a list; one that never was is a wrong code."""
    levels = {"commune": "communes", "district": "districts"}
    units = {level: _rows(f"areas/{name}.csv") for level, name in levels.items()}
    for row in _memberships():
        assert row["area_level"] == row["list"]["area_level"], row
        assert row["membership_class"] in row["list"]["classes"].split("|"), row
        assert any(
            unit["area_code"] == row["area_code"]
            and unit["valid_from"] <= row["valid_from"]
            and (not unit["valid_to"] or row["valid_from"] < unit["valid_to"])
            for unit in units[row["area_level"]]
        ), row


def test_a_membership_lies_in_the_days_of_its_list_and_has_no_rival():
    by_unit: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in _memberships():
        assert row["list"]["valid_from"] <= row["valid_from"] < row["valid_to"], row
        assert row["valid_to"] <= row["list"]["valid_to"], row
        by_unit.setdefault((row["list_code"], row["area_code"]), []).append(row)
    for rows in by_unit.values():
        rows.sort(key=lambda row: row["valid_from"])
        for earlier, later in itertools.pairwise(rows):
            assert earlier["valid_to"] <= later["valid_from"], (earlier, later)


def test_the_lists_hold_what_the_decisions_count():
    """Điện Biên 2, 5 and 38 of 45 (QĐ 46), Lai Châu 32 (QĐ 113), Nghệ An 51 (QĐ 60); 26 provinces
    have the 74 poor districts (QĐ 353), 51 districts in 22 of them are found."""
    provinces = {
        row["area_code"]: row["province_code"]
        for level in ("communes", "districts")
        for row in _rows(f"areas/{level}.csv")
        if not row["valid_to"] or row["valid_to"] == "2025-07-01"
    }
    counted = Counter(
        (row["list_code"], provinces[row["area_code"]], row["membership_class"])
        for row in _rows("area_memberships.csv")
    )
    poor = {key: count for key, count in counted.items() if key[0] == "poor_district_353"}
    assert {key[1:]: count for key, count in counted.items() if key[0] == "zone_272"} == {
        ("11", "zone_1"): 2,
        ("11", "zone_2"): 5,
        ("11", "zone_3"): 38,
        ("12", "zone_3"): 32,
        ("40", "zone_3"): 51,
    }
    assert (sum(poor.values()), len(poor)) == (51, 22)
    (lists,) = [r for r in _rows("membership_lists.csv") if r["list_code"] == "poor_district_353"]
    complete = lists["complete_provinces"].split("|")
    assert (len(complete), int(lists["members_decided"])) == (63 - 14, 74)
    assert sum(province in complete for _, province, _ in poor) == 12
