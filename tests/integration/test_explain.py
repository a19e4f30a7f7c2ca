"""`mtqg explain` names the right cells: the sender's own file, read anew, adds up to the figure."""

import csv
import json
import random
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.cell import coordinate_from_string

from orchestration.publish.contents import opened, quoted
from orchestration.publish.explain import explain

FIGURES = 100
SEED = 20260630
UNITS = {"đồng": 1, "triệu đồng": 10**6, "tỷ đồng": 10**9}
MARKS = {"x", "X", "có", "đạt", "1"}
MET = {"zone_1": {"I"}, "zone_2": {"II"}, "zone_3": {"III"}} | {
    "ntm": {"NTM", "NTM nâng cao", "NTM kiểu mẫu", "Nông thôn mới", "Nâng cao", "Kiểu mẫu"},
    "ntm_advanced": {"NTM nâng cao", "NTM kiểu mẫu", "Nâng cao", "Kiểu mẫu"},
    "ntm_model": {"NTM kiểu mẫu", "Kiểu mẫu"},
}


class Files:
    """The samples as they were sent, read without any of our code."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._sheets = folder, {}

    def cell(self, source: dict) -> object:
        sheet = self._sheet(source)
        letters, row = coordinate_from_string(source["cell"])
        assert row == source["row_number"]
        if isinstance(sheet, list):
            return sheet[row - 1][openpyxl.utils.column_index_from_string(letters) - 1]
        return sheet[source["cell"]].value

    def number(self, source: dict) -> Decimal:
        """A cell's number, in đồng where the sheet says a unit of money."""
        value = self.cell(source)
        if isinstance(value, str):
            value = 0 if value.strip() == "-" else value.replace(".", "").replace(",", ".")
        number = Decimal(str(value)) * (self._money(source) if "_vnd" in source["field"] else 1)
        return number.quantize(Decimal(1)) if "_vnd" in source["field"] else number

    def _money(self, source: dict) -> int:
        for row in self._sheet(source).iter_rows(max_row=12, values_only=True):
            for value in row:
                if found := re.search(r"Đơn vị tính: *(.+)", str(value)):
                    return UNITS[found.group(1).strip()]
        raise AssertionError("the sheet names no unit of money")

    def _sheet(self, source: dict):
        key = (source["issuer"], source["file_name"])
        if key not in self._sheets:
            path = self._folder.joinpath(*key)
            if path.suffix == ".csv":
                with path.open(encoding="utf-8", newline="") as file:
                    self._sheets[key] = list(csv.reader(file))
            else:
                self._sheets[key] = openpyxl.load_workbook(path)
        book = self._sheets[key]
        return book if isinstance(book, list) else book[source["sheet"]]


@pytest.fixture(scope="module")
def files(samples) -> Files:
    return Files(samples)


@pytest.fixture(scope="module")
def database(demo_night) -> Path:
    return demo_night[0].home.current / "warehouse.duckdb"


def _choose(database: Path) -> list[tuple[str, dict[str, str]]]:
    """Random known figures of all marts: first the mart, then the column, then the row."""
    chosen, dice = [], random.Random(SEED)
    with opened(database, "warehouse") as connection:
        connection.execute("use warehouse.marts")
        columns = defaultdict(dict)
        for mart, column, explained in connection.execute(
            "select table_name, column_name, explained_by from meta_columns"
            " where table_name like 'mart_%' and table_name not in"
            # Whose value is another table's (see test_indicators); of whom nothing is told.
            " ('mart_target_progress', 'mart_poverty_line_impact') order by all"
        ).fetchall():
            columns[mart][column] = explained
        # What stands in a cell of its own, or says something of one submission.
        own = {"mart_published_comparison": ["value_low"], "mart_reporting": ["rows_accepted"]}
        while len(chosen) < FIGURES:
            mart = dice.choice(sorted(columns))
            explained = [name for name, how in columns[mart].items() if how]
            column = dice.choice(explained + own.get(mart, []))
            keys = [name for name in columns[mart] if name not in explained]
            names = ", ".join(map(quoted, keys))
            known = f"from {mart} where {quoted(column)} is not null"
            count = connection.execute(f"select count(*) {known}").fetchone()[0]
            row = connection.execute(
                f"select cast(columns(*) as varchar) from (select {names} {known}"
                f" order by all limit 1 offset {dice.randrange(count)})"
            ).fetchone()
            row = ["" if value is None else value for value in row]
            chosen.append((mart, dict(zip(keys, row, strict=True)) | {"column": column}))
    return chosen


def test_the_cells_of_a_hundred_random_figures_are_the_figure(database, files):
    asked, cells, parted = defaultdict(int), 0, 0
    for mart, keys in _choose(database):
        answer = explain(database, mart, keys)
        asked[mart, keys["column"]] += 1
        cells += len(answer["sources"])
        if any(source.get("share", 1) < 1 for source in answer["sources"]):
            assert answer["recomputed"] is None  # parts of units that were split: see below
            parted += 1
            continue
        # A computed value beside a published one is kept to six decimals.
        figure = pytest.approx(_number(answer["value"]), rel=1e-9, abs=5.1e-7)
        assert _from_cells(files, answer) == figure, (mart, keys)
        assert answer["recomputed"] is None or _number(answer["recomputed"]) == figure
    assert len({mart for mart, _ in asked}) == 16
    assert len(asked) > 25
    assert cells > 1000
    assert parted < FIGURES / 10


def _from_cells(files: Files, answer: dict) -> float:
    """What the named cells make, by what is said of each: added, deducted, divided, counted."""
    column, sources = answer["column"], answer["sources"]
    if column == "rows_accepted":
        return _rows_of_one_file(answer)
    if column == "value_low":
        (source,) = sources
        text = str(files.cell(source))
        assert text == answer["key"]["value_text"]
        return _number(answer["value"])
    if column == "computed_value":
        # Three programmes together are three figures of one column.
        made_of = {name: answer["figures"][0][name] for name in ("column", "key")}
        return _from_cells(files, answer | made_of)
    by_points = ("points_ratio", "allocated_by_points_vnd", "plan_difference_vnd")
    if column in ("difference", "elapsed_gap_points", *by_points) or column.startswith("forecast_"):
        return _number(answer["value"])  # its parts are asked by themselves
    if column == "poor_change_points":
        this, before = (
            _ratio(files, [source for source in sources if source["sign"] == sign])
            for sign in (1, -1)
        )
        return (this - before) * 100
    if column == "adjusted_headcount_ratio":
        headcount, intensity = (
            _ratio(files, [source for source in sources if source["figure"] == number])
            for number in (0, 1)
        )
        return headcount * intensity / 12
    if column == "counterpart_minimum_vnd":
        return float(sum(map(files.number, sources))) / 10  # a tenth, of both provinces
    if column == "counterpart_difference_vnd":
        given, central = (
            sum(files.number(source) for source in sources if source["figure"] == number)
            for number in (0, 1)
        )
        return float(given - central / 10)
    if column == "intensity_ratio":
        return _ratio(files, sources) / 12
    if column.endswith("_unknown_lines"):
        assert all(files.cell(source) is None for source in sources)
        return len(sources)
    if column in ("communes_reported", "communes_met"):
        return _count(files, answer["key"].get("criterion"), column, sources)
    if column == "communes_total":
        assert sources == []
        return _number(answer["value"])
    if column in ("met_ratio", "reported_ratio"):
        parts = defaultdict(list)
        for source in sources:
            parts[source["part"]].append(source)
        criterion = answer["key"]["criterion"]
        if column == "met_ratio":
            met = _count(files, criterion, "communes_met", parts["numerator"])
            return met / _count(files, criterion, "communes_reported", parts["denominator"])
        reported = _count(files, criterion, "communes_reported", parts["numerator"])
        return reported / answer["figures"][1]["value"]
    if column.endswith("_ratio") or column == "mean_deprivations":
        return _ratio(files, sources)
    return float(sum(source["sign"] * files.number(source) for source in sources))


def _number(value: object) -> float:
    return float(value)


def _ratio(files: Files, sources: list[dict]) -> float:
    sums = {
        part: sum(s["sign"] * files.number(s) for s in sources if s["part"] == part)
        for part in ("numerator", "denominator")
    }
    return float(sums["numerator"] / sums["denominator"])


def _count(files: Files, criterion: str | None, column: str, sources: list[dict]) -> int:
    for source in sources:
        value = files.cell(source)
        assert value not in (None, ""), source
        if column == "communes_met":
            assert str(value).strip() in MET.get(criterion, MARKS), source
    return len({(s["submission_id"], s["sheet"], s["row_number"]) for s in sources})


def _rows_of_one_file(answer: dict) -> float:
    (source,) = answer["sources"]
    assert source["submission_id"] == answer["key"]["submission_id"]
    assert source["period"] == answer["key"]["period"]
    return _number(answer["value"])


def test_what_a_commune_of_today_got_of_a_split_one_is_marked_as_a_share(database, files):
    """Xã Đình Lập is two communes of before and a fifth (0.1989 of the area) of Xã Bính Xá."""
    key = {"area_basis": "current", "area_level": "commune", "area_code": "06613"}
    key |= {"urban_rural": "all", "review_year": "2024", "column": "households"}
    answer = explain(database, "mart_poverty_rates", key)
    assert answer["recomputed"] is None
    whole = [source for source in answer["sources"] if source["share"] == 1]
    (part,) = [source for source in answer["sources"] if source["share"] < 1]
    assert (len(whole), part["share"], part["line"]) == (2, 0.1989, "Xã Bính Xá")
    rest = answer["value"] - sum(files.cell(source) for source in whole)
    assert abs(rest - 0.1989 * files.cell(part)) < 1


def test_the_command_says_it_in_words_and_as_json(demo_night):
    installation, _ = demo_night
    key = ["area_basis=reported", "area_level=province", "area_code=20", "urban_rural=all"]
    key = ["mart_poverty_rates", *key, "review_year=2025", "column=poor_households"]
    answer = json.loads(installation.run("explain", *key, "--json").stdout)
    assert answer["value"] == answer["recomputed"] == 4643
    assert len(answer["sources"]) == 65
    source = answer["sources"][0]
    assert (source["issuer"], source["period"], source["version"]) == ("20", "2025", 2)
    assert [earlier["version"] for earlier in source["replaced"]] == [1]
    said = installation.run("explain", *key).stdout
    assert f"{source['sheet']}!{source['cell']}" in said
    assert source["replaced"][0]["file_name"] in said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (["mart_poverty"], "mart_poverty_rates"),
        (["mart_poverty_rates", "area_cod=20"], "area_code"),
        (["mart_poverty_rates", "area_code=20", "review_year=2035"], "2025"),
        (
            ["mart_poverty_rates", "area_code=20", "review_year=2025"],
            "area_basis=current | reported",
        ),
        (["mart_poverty_rates", "20"], "cột=giá trị"),
    ],
)
def test_a_question_that_names_no_figure_is_told_what_it_lacks(demo_night, question, said):
    result = demo_night[0].run("explain", *question)
    assert result.returncode == 2
    assert said in result.stderr
