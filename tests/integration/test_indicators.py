"""The catalogue on the demo's night: values, targets, their sources, and MetricFlow beside them."""

import csv
import os
import random
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from orchestration.home import PROJECT_DIR
from orchestration.publish.explain import explain

KEY = (
    "area_basis",
    "area_key",
    "indicator_code",
    "period",
    "period_year",
    "poverty_standard",
    "breakdown_by",
    "breakdown",
    "source",
    "figure_number",
)
EXPLAINED = 60
# Nobody's form asks for these, and nothing about them was found in print.
WITHOUT_DATA = {
    *("PRESCHOOL5", "PRIMARY", "LOWERSEC", "UPPERSEC", "LITERACY", "HEALTH_INS", "ANTENATAL"),
    *("UNDERWEIGHT", "RESETTLE_FREE", "RESETTLE_SCATTER", "CULT_TEAM", "LEAVE_DISTRICT"),
    *("RURAL_INCOME",),
}


@pytest.fixture(scope="module")
def release(demo_night):
    return demo_night[0]


def test_every_official_target_has_its_line(release):
    with (PROJECT_DIR / "seeds/targets.csv").open(encoding="utf-8", newline="") as file:
        seed = list(csv.DictReader(file))
    official = {(row["programme_code"], row["target_code"], row["by_year"]) for row in seed}
    rows = release.query(
        "select programme_code, target_code, by_year, target_status, value_low is null"
        " from mart_target_progress"
    )
    assert {(programme, code, str(by)) for programme, code, by, *_ in rows} == official
    assert len(rows) == 44
    # What is due by 2030 has not begun; what began in 2021 has a value where a form can say it.
    of_this_phase = {code: status for _, code, by, status, _ in rows if by == 2025}
    no_data = {code for code, status in of_this_phase.items() if status == "no_data"}
    assert no_data == WITHOUT_DATA
    assert all((status == "no_data") == is_unknown for *_, status, is_unknown in rows)


@pytest.mark.parametrize(
    ("programme", "target", "area", "value", "status"),
    [
        # Điện Biên 2024, "giảm 4,39 %" (vietnam.vn), and the same from its communes; asked were 4.
        ("provincial", "POOR_DECREASE", "11", 4.39, "reached"),
        # Lạng Sơn: 6,659 of 198,180 poor in 2024 (3.360 %), 4,643 of 199,765 in 2025 (2.324 %).
        ("provincial", "POOR_DECREASE", "20", 1.036, "behind"),
        # 38 of 61 xã in 2025; 80 % are asked by 2030: the line from 83 of 181 in 2022 is at 0.587.
        ("provincial", "NTM_COMMUNE", "20", 0.623, "on_track"),
        ("90", "POOR_DECREASE", "VN", 1.65, "reached"),  # published: 1 to 1.5 points a year
        ("1719", "EM_INCOME", "VN", 3.1, "reached"),  # published: twice that of 2020
        ("263", "NTM_COMMUNE", "VN", 0.78, "behind"),  # published: 80 %
        ("90", "DISTRICT_DECREASE", "VN", 5.62, "reached"),  # published for the 74 poor districts
    ],
)
def test_targets_on_the_demo(release, programme, target, area, value, status):
    ((found, target_status),) = release.query(
        "select round(value, 3), target_status from mart_target_progress"
        " where programme_code = ? and target_code = ? and area_code = ? and by_year < 2026"
        " or programme_code = ? and target_code = ? and area_code = ? and area_code <> 'VN'",
        *(programme, target, area) * 2,
    )
    assert (found, target_status) == (pytest.approx(value, abs=0.0006), status)


def test_halving_is_measured_from_the_review_of_2021(release, samples):
    """Poor and near-poor of 2025 (18,221 and 44,289) over those of 2021 under the same standard."""
    first = {}
    for province in ("11", "20"):
        path = samples / province / "Bieu 1 - KQ ra soat ho ngheo 2021 (chinh thuc).xlsx"
        lines = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
        (total,) = (line for line in lines if line[1] == "Tổng cộng")
        first[province] = total[4] + total[6]
    rows = release.query(
        """
        select area_code, value, target_status, compared_period from fct_indicator_values
        where indicator_code = 'HALVE' and period = '2025' and area_basis = 'reported'
            and area_level = 'province' and breakdown = 'all'
        order by area_code
        """
    )
    assert rows == [
        ("11", pytest.approx(44_289 / first["11"]), "behind", "2021"),
        ("20", pytest.approx(18_221 / first["20"]), "reached", "2021"),
    ]
    # Of the nation the two are compared like with like: 110 of its 3,321 communes of today.
    ((key, *shown),) = release.query(
        "select value_from, value, units_reported, units_expected, target_status"
        " from mart_target_progress where target_code = 'HALVE'"
    )
    ratio = pytest.approx((18_221 + 44_289) / sum(first.values()))
    assert shown == [ratio, 110, 3321, "unknown"]
    asked = dict(part.split("=") for part in key.split("; ")[1:])
    for column, recomputed in (("value", ratio), ("units_reported", 110)):
        answer = explain(
            release.home.current / "warehouse.duckdb",
            "fct_indicator_values",
            asked | {"column": column},
        )
        assert answer["recomputed"] == recomputed
        assert [figure["key"]["area_code"] for figure in answer["figures"]] == ["11", "20"] * 2


def test_villages_that_left_are_those_that_form_5_no_longer_lists(release):
    """644 in Lạng Sơn and 954 in Điện Biên, in 2022 and in 2025: none has left."""
    (row,) = release.query(
        "select value, units_reported, units_expected, target_status from mart_target_progress"
        " where target_code = 'LEAVE_DBKK' and by_year = 2025"
    )
    assert row == (0, 110, 3321, "unknown")
    villages = release.query(
        "select period, numerator from fct_indicator_values where indicator_code = 'DBKK_VILLAGES'"
        " and area_level = 'nation' and area_basis = 'reported' and breakdown = 'all'"
        " and period in ('2022', '2025') order by period"
    )
    assert villages == [("2022", 644 + 954), ("2025", 644 + 954)]


def test_a_target_of_the_nation_is_unknown_while_two_provinces_report(release):
    ((reported, expected, status),) = release.query(
        "select units_reported, units_expected, target_status from mart_target_progress"
        " where target_code = 'ROAD_VILLAGE'"
    )
    # Today's communes: 65 of Lạng Sơn and 45 of Điện Biên, of 3,321.
    assert (reported, expected, status) == (110, 3321, "unknown")


def test_values_are_those_of_the_marts(release):
    ((compared, differing),) = release.query(
        """
        select count(*), count(*) filter (where abs(values.value - marts.poor_ratio) > 1e-12)
        from fct_indicator_values as values
        inner join mart_poverty_rates as marts
            on marts.area_basis = values.area_basis and marts.area_key = values.area_key
            and marts.review_year = values.period_year
            and marts.poverty_standard = values.poverty_standard
            and marts.urban_rural = values.breakdown
        where values.indicator_code = 'POOR' and values.source = 'submissions'
        """
    )
    assert compared > 1000
    assert differing == 0
    ((compared, differing),) = release.query(
        """
        select count(*),
            count(*) filter (where abs(values.value - marts.disbursement_ratio) > 1e-12)
        from fct_indicator_values as values
        inner join mart_disbursement_progress as marts
            on marts.area_basis = values.area_basis and marts.area_key = values.area_key
            and marts.as_of_month = values.period and marts.budget_year = values.period_year
            and marts.project_code is null and marts.plan_type = 'total'
            and marts.capital_source = 'total' and marts.capital_kind = 'total'
            and marts.programme_code = values.breakdown
        where values.indicator_code = 'DISBURSEMENT' and values.breakdown_by = 'programme'
        """
    )
    assert compared > 50
    assert differing == 0


def test_reports_on_time_are_those_that_are_owed_less_the_late_and_the_missing(release):
    """Owed of 2023: 12 months of form 4, forms 1 and 5 twice, 2, 3 and 10 of both groups, 7 and 9.

    That is 24. Lạng Sơn's May never came, Điện Biên's August came late.
    """
    rows = release.query(
        """
        select area_code, numerator, denominator, value, units_reported_ratio
        from fct_indicator_values
        where indicator_code = 'SUBMISSION_ON_TIME' and area_basis = 'current' and period = '2023'
            and area_level in ('province', 'nation')
        order by area_code
        """
    )
    assert rows == [
        ("11", 23, 24, pytest.approx(23 / 24), 1),
        ("20", 23, 24, pytest.approx(23 / 24), 1),
        ("VN", 46, 48, pytest.approx(23 / 24), 1),
    ]


def test_explain_adds_up_what_an_indicator_is_made_of(release):
    """Of each indicator and kind of source; `recomputed` is from the landed cells it names."""
    database, dice = release.home.current / "warehouse.duckdb", random.Random(20260630)
    columns = ", ".join(f"cast({name} as varchar)" for name in KEY)
    rows = release.query(
        f"select {columns}, value from fct_indicator_values where value is not null order by all"
    )
    chosen = dice.sample(rows, EXPLAINED)
    for code in {row[2] for row in rows}:
        chosen.append(dice.choice([row for row in rows if row[2] == code]))
    cells = 0
    for *key, value in chosen:
        wanted = {name: part or "" for name, part in zip(KEY, key, strict=True)}
        answer = explain(database, "fct_indicator_values", wanted | {"column": "value"})
        cells += len(answer["sources"])
        # Null where a unit was split, and for what was published: nothing is computed there.
        if answer["recomputed"] is not None:
            assert float(answer["recomputed"]) == pytest.approx(value, rel=1e-9), wanted
        assert answer["sources"], wanted
    assert cells > 1000


def test_a_published_change_is_explained_by_what_its_cell_says(release):
    """Printed as -3.95 points (vietnam.vn, 2024); a decrease of 3.95."""
    database = release.home.current / "warehouse.duckdb"
    key = {"indicator_code": "EM_POOR_DECREASE", "period": "2024", "area_level": "nation"}
    key |= {"breakdown": "all", "column": "value"}
    answer = explain(database, "fct_indicator_values", key)
    (source,) = answer["sources"]
    assert (answer["value"], answer["recomputed"]) == (3.95, None)
    assert (source["value_landed"], source["sign"]) == ("-3.95", -1)


def test_metricflow_says_the_same(release, tmp_path):
    """Every ratio of the catalogue, for each province and year, and for the nation's money."""
    mf, dbt = (Path(sys.executable).with_name(name) for name in ("mf", "dbt"))
    environment = os.environ | {
        "MTQG_HOME": str(release.home.root),
        "MTQG_TARGET": "release",
        "DBT_PROFILES_DIR": str(PROJECT_DIR),
        "DBT_LOG_PATH": str(tmp_path),
    }
    before = (release.home.current / "warehouse.duckdb").stat()
    subprocess.run([dbt, "parse", "-q"], cwd=PROJECT_DIR, env=environment, check=True)
    dimension = "{{{{ Dimension('indicator_value__{}') }}}}".format
    table = tmp_path / "values.csv"
    grouped = ("indicator_code", "area_key", "period", "period_year", "breakdown")
    subprocess.run(
        [
            *(mf, "query", "--metrics", "indicator_ratio", "--csv", table, "--quiet"),
            *("--group-by", ",".join(f"indicator_value__{name}" for name in grouped)),
            "--where",
            f"{dimension('area_basis')} = 'reported' and {dimension('area_level')} <> 'commune'"
            f" and {dimension('source')} = 'submissions'",
        ],
        cwd=PROJECT_DIR,
        env=environment,
        check=True,
        capture_output=True,
    )
    with table.open(encoding="utf-8", newline="") as file:
        said = {
            tuple(row[f"indicator_value__{name}"] for name in grouped): float(
                row["indicator_ratio"]
            )
            for row in csv.DictReader(file)
            if row["indicator_ratio"]
        }
    key = ", ".join(f"cast(facts.{name} as varchar)" for name in grouped)
    ours = release.query(
        f"""
        select {key}, value
        from fct_indicator_values as facts
        inner join dim_indicators using (indicator_code)
        where area_basis = 'reported' and area_level <> 'commune' and source = 'submissions'
            and dim_indicators.indicator_kind = 'ratio' and value is not null
        """
    )
    assert len(ours) > 1000
    assert said == {tuple(key): pytest.approx(value, rel=1e-12) for *key, value in ours}
    after = (release.home.current / "warehouse.duckdb").stat()
    assert (after.st_mtime_ns, after.st_size) == (before.st_mtime_ns, before.st_size)
