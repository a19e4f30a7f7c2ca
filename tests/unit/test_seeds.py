"""The seeds as files: what dbt's own tests cannot see once they are loaded. No database here."""

import csv
import re
import unicodedata
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
    "deprivation_indicators.csv": ("poverty_standard", "indicator_code"),
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
        assert bool(row["of_indicator"]) == (row["kind"] in ("decrease", "relative")), code
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
