"""From workbooks to a release: the figures that were printed, the flaws that were sent."""

import csv
from decimal import Decimal

import openpyxl
import pytest

from orchestration.home import PROJECT_DIR

TARGETS = PROJECT_DIR / "tests" / "samples" / "targets.csv"


@pytest.fixture(scope="module")
def release(demo_night):
    return demo_night[0]


@pytest.fixture(scope="module")
def summary(demo_night):
    return demo_night[1]


@pytest.mark.parametrize(
    ("province", "households", "poor", "near", "multidim", "rates", "communes"),
    [
        # QĐ 83/QĐ-UBND Lạng Sơn, 15/01/2026
        ("20", 199_765, 4_643, 13_578, 18_221, (0.0232, 0.0680, 0.0912), 65),
        # QĐ 108 UBND tỉnh Điện Biên
        ("11", 143_650, 25_541, 18_748, 44_289, (0.1778, 0.1305, 0.3083), 45),
    ],
)
def test_the_review_of_2025(release, province, households, poor, near, multidim, rates, communes):
    (row,) = release.query(
        """
        select households, poor_households, near_poor_households, multidim_poor_households,
            round(poor_ratio, 4), round(near_poor_ratio, 4), round(multidim_poor_ratio, 4),
            communes_reported, communes_expected, report_phase, poverty_standard
        from mart_poverty_rates
        where area_basis = 'reported' and area_level = 'province' and area_code = ?
            and urban_rural = 'all' and review_year = 2025
        """,
        province,
    )
    assert row[:4] == (households, poor, near, multidim)
    assert row[4:7] == rates
    assert row[7:] == (communes, communes, "update", "ND07_2021")


def test_town_and_country_of_dien_bien(release):
    rows = release.query(
        """
        select urban_rural, multidim_poor_households from mart_poverty_rates
        where area_basis = 'reported' and area_level = 'province' and area_code = '11'
            and review_year = 2025 and urban_rural <> 'all' order by 1
        """
    )
    assert rows == [("rural", 43_519), ("urban", 770)]


@pytest.mark.parametrize(
    ("province", "poor", "near"), [("20", 4_643, 13_578), ("11", 25_541, 18_748)]
)
def test_transitions_end_in_the_published_poor_of_2025(release, province, poor, near):
    rows = release.query(
        """
        select household_group, flow, flow_value, communes_reported = communes_expected
        from mart_poverty_transitions
        where area_basis = 'reported' and area_level = 'province' and area_code = ?
            and review_year = 2025 and counted = 'households'
        """,
        province,
    )
    flows = {(group, flow): value for group, flow, value, _ in rows}
    assert (flows["poor", "closing"], flows["near_poor", "closing"]) == (poor, near)
    # Who leaves the one group for the other is told by both reports.
    assert flows["poor", "became_near_poor"] == flows["near_poor", "from_poor"]
    assert flows["poor", "from_near_poor"] == flows["near_poor", "became_poor"]
    less = ("became_near_poor", "left_poverty", "other_decrease")
    more = ("from_near_poor", "relapsed", "newly_poor", "other_increase")
    change = sum(flows["poor", f] for f in more) - sum(flows["poor", f] for f in less)
    assert flows["poor", "opening"] + change == poor
    assert all(is_whole for *_, is_whole in rows)


def test_a_year_opens_as_the_last_one_closed_over_the_mergers_of_2025(release):
    rows = release.query(
        """
        select area_code, household_group, counted, review_year, flow, flow_value
        from mart_poverty_transitions
        where area_basis = 'reported' and area_level = 'province' and flow in ('opening', 'closing')
        """
    )
    values = {tuple(key): value for *key, value in rows}
    for province, group, counted in {key[:3] for key in values}:
        assert (
            values[province, group, counted, 2025, "opening"]
            == values[province, group, counted, 2024, "closing"]
        )


def test_intensity_is_of_the_published_poor_of_2025(release):
    """H by the published counts: 4,643, 13,578 and both of 199,765 households."""
    rows = release.query(
        """
        select household_group, group_households, headcount_ratio, intensity_ratio,
            adjusted_headcount_ratio, mean_deprivations
        from mart_deprivation_intensity
        where area_basis = 'reported' and area_level = 'province' and area_code = '20'
            and review_year = 2025
        """
    )
    found = {group: row for group, *row in rows}
    counts = {"poor": 4_643, "near_poor": 13_578, "multidim": 18_221}
    assert {group: row[0] for group, row in found.items()} == counts
    for group, (households, headcount, intensity, adjusted, mean) in found.items():
        assert headcount == pytest.approx(households / 199_765, abs=1e-12)
        assert adjusted == pytest.approx(headcount * intensity, abs=1e-12)
        assert mean == pytest.approx(12 * intensity, abs=1e-12)
        assert (mean >= 3) == (group == "poor")
    parts = found["poor"][3] + found["near_poor"][3]
    assert found["multidim"][3] == pytest.approx(parts, abs=1e-12)


def test_the_twelve_deprivations_add_up_to_those_of_the_group(release):
    rows = release.query(
        """
        select household_group, count(*), sum(households_deprived), any_value(deprivations)
        from mart_deprivations
        inner join mart_deprivation_intensity using (
            area_basis, area_key, review_year, poverty_standard, household_group
        )
        where area_basis = 'current' and mart_deprivations.area_level = 'nation'
            and review_year = 2024
        group by household_group
        """
    )
    assert len(rows) == 3
    assert all((count, deprived) == (12, total) for _, count, deprived, total in rows)


def test_the_plan_of_dien_bien_2024(release):
    """Article 004: over 2,100 tỷ, of which investment 729 + 166 + 433 = 1,328."""
    rows = release.query(
        """
        select programme_code, capital_kind, assigned_vnd, allocation_ratio
        from mart_disbursement_progress
        where area_basis = 'reported' and area_level = 'province' and area_code = '11'
            and budget_year = 2024 and as_of_month = '2024-03' and project_code is null
            and capital_source = 'total' and plan_type = 'in_year'
        """
    )
    investment = {code: vnd for code, kind, vnd, _ in rows if kind == "investment"}
    assert investment == {
        "1719": Decimal(729 * 10**9),
        "263": Decimal(166 * 10**9),
        "90": Decimal(433 * 10**9),
    }
    assert sum(investment.values()) == 1_328 * 10**9
    assert sum(vnd for _, kind, vnd, _ in rows if kind == "total") > 2_100 * 10**9
    assert all(0.94 <= ratio <= 1 for _, _, _, ratio in rows)


def test_three_rates_are_sums_over_sums_and_differ(release):
    rows = release.query(
        """
        select plan_type, assigned_vnd, disbursed_vnd, disbursement_ratio
        from mart_disbursement_progress
        where area_basis = 'reported' and area_level = 'province' and area_code = '20'
            and budget_year = 2023 and as_of_month = '2023-12' and project_code is null
            and programme_code = '1719' and capital_source = 'total' and capital_kind = 'total'
        """
    )
    by_type = {plan_type: row for plan_type, *row in rows}
    assert set(by_type) == {"in_year", "carry_over", "total"}
    for column in (0, 1):
        parts = by_type["in_year"][column] + by_type["carry_over"][column]
        assert by_type["total"][column] == parts
    for assigned, disbursed, ratio in by_type.values():
        assert ratio == pytest.approx(float(disbursed / assigned), abs=1e-12)
    assert len({round(ratio, 3) for *_, ratio in by_type.values()}) == 3


def test_money_is_decimal_everywhere(release):
    rows = release.query(
        """
        select table_name, column_name, data_type from information_schema.columns
        where table_schema = 'marts' and column_name like '%\\_vnd' escape '\\'
        """
    )
    assert rows
    assert {data_type for _, _, data_type in rows} == {"DECIMAL(20,0)"}


@pytest.mark.parametrize("measure", ["assigned_vnd", "allocated_vnd", "disbursed_vnd"])
def test_levels_agree_to_the_dong(release, measure):
    (row,) = release.query(
        f"""
        with by_level as (
            select area_basis, budget_year, as_of_month, programme_code, project_code,
                capital_source, capital_kind, plan_type, area_level, sum({measure}) as vnd
            from mart_disbursement_progress where area_level <> 'ministry' group by all
        )
        select count(*), count(distinct area_level), count(*) filter (
            where vnd <> nation_vnd
        ) from (
            select *, max(vnd) filter (where area_level = 'nation') over (
                partition by area_basis, budget_year, as_of_month, programme_code, project_code,
                    capital_source, capital_kind, plan_type
            ) as nation_vnd from by_level
        )
        """
    )
    assert row[0] > 1000
    assert row[1:] == (3, 0)


def test_steering_bodies_and_zones_of_2023(release):
    rows = {
        (province, criterion, unit_type): (met, total)
        for province, criterion, unit_type, met, total in release.query(
            """
            select area_code, criterion, unit_type, communes_met, communes_total
            from mart_commune_coverage
            where area_basis = 'reported' and area_level = 'province' and status_year = 2023
            """
        )
    }
    assert rows["20", "steering_body", "xã"] == (181, 181)
    assert rows["20", "steering_body", "all"][1] == 200
    assert rows["20", "zone_3", "all"][0] == 88
    assert [rows["11", f"zone_{n}", "all"][0] for n in (1, 2, 3)] == [27, 5, 94]


def test_disagreeing_publications_stand_side_by_side(release):
    rows = release.query(
        """
        select value_low, value_high, computed_value, source from mart_published_comparison
        where measure = 'poor_ratio' and area_level = 'nation' and period = '2023'
        """
    )
    printed = {float(low): source for low, high, _, source in rows if low == high}
    assert {0.039, 0.0293} <= set(printed)
    assert printed[0.039].startswith("004_")
    assert all(computed is None for _, _, computed, _ in rows)  # two provinces are no nation


def test_every_target_of_the_samples_is_met(release):
    """Each row of targets.csv, asked of the marts."""
    failures, asked = [], 0
    with TARGETS.open(encoding="utf-8", newline="") as file:
        for target in csv.DictReader(file):
            found = _figure(release, target)
            if found is None:
                continue
            asked += 1
            expected, tolerance = Decimal(target["value"]), Decimal(target["tolerance"] or 0)
            meets = {
                "equal": abs(found - expected) <= tolerance,
                "minimum": found >= expected - tolerance,
                "maximum": found <= expected + tolerance,
            }[target["comparator"]]
            if not meets:
                failures.append((target, found))
    assert not failures
    assert asked >= 40


def _figure(release, target) -> Decimal | None:
    """The mart's figure for a target of forms 1 and 5 (form 4's have tests of their own)."""
    if target["form"] == "province__poverty_review":
        (row,) = release.query(
            f"""
            select {target["measure"]} from mart_poverty_rates
            where area_basis = 'reported' and area_level = ? and area_code = ? and review_year = ?
                and urban_rural = ?
            """,
            target["area_level"],
            target["area_code"],
            int(target["period"]),
            target["urban_rural"] or "all",
        )
        return Decimal(str(row[0]))
    if target["form"] == "province__commune_status" and target["criterion"]:
        (row,) = release.query(
            f"""
            select {target["measure"]} from mart_commune_coverage
            where area_basis = 'reported' and area_level = ? and area_code = ? and status_year = ?
                and criterion = ? and unit_type = ?
            """,
            target["area_level"],
            target["area_code"],
            int(target["period"]),
            target["criterion"],
            target["unit_type"] or "all",
        )
        return Decimal(str(row[0]))
    return None


@pytest.mark.parametrize(
    ("rule", "issuer", "cell"),
    [
        ("cell_not_number", "11", "G64"),
        ("area_unknown", "20", "B31"),
        ("totals_do_not_add_up", "20", None),
        ("closing_is_opening_and_flows", "20", "L355"),
        ("closing_differs_from_review", "20", None),
        ("opening_differs_from_last_closing", "20", None),
        ("deprivations_add_up", "11", None),
        ("report_missing", "20", None),
        ("report_late", "11", None),
        ("disbursed_below_half_in_december", "20", None),
    ],
)
def test_every_flaw_is_a_finding_in_vietnamese(release, rule, issuer, cell):
    rows = release.query(
        "select issuer_code, cell, message_vi from fct_quality_findings where rule_code = ?", rule
    )
    assert (issuer, cell) in {(row[0], row[1]) for row in rows} or cell is None
    assert issuer in {row[0] for row in rows}
    assert all(row[2].endswith(".") for row in rows)


def test_every_file_with_a_finding_is_answered_and_no_other(release):
    """The senders' own workbooks, marked; a version that was replaced needs no answer."""
    outbox = release.home.outbox
    expected = release.query(
        """
        select distinct issuer_code || '/' || file_name || '.tra-loi.xlsx' as reply
        from fct_submissions inner join fct_quality_findings using (submission_id, issuer_code)
        where not fct_submissions.is_superseded order by reply
        """
    )
    names = sorted(p.relative_to(outbox).as_posix() for p in outbox.glob("*/*"))
    assert names == [name for (name,) in expected]
    assert "11/Bieu 4 - Giai ngan CTMTQG thang 08-2023.xlsx.tra-loi.xlsx" in names


@pytest.mark.parametrize(
    ("name", "cell", "value", "rule"),
    [
        ("11/Bieu 1 - KQ ra soat ho ngheo 2022 (chinh thuc)", "G64", "12o", "cell_not_number"),
        (
            "20/Bieu 1 - KQ ra soat ho ngheo 2022 (chinh thuc)",
            "B31",
            "Xã Đội Cấn Mới",
            "area_unknown",
        ),
        ("20/Bieu 1 - KQ ra soat ho ngheo 2023 (chinh thuc)", "E122", 1263, "totals_do_not_add_up"),
    ],
)
def test_a_reply_marks_the_cell(release, name, cell, value, rule):
    book = openpyxl.load_workbook(release.home.outbox / f"{name}.xlsx.tra-loi.xlsx")
    marked = book["Biểu 1"][cell]
    assert marked.value == value
    assert rule in marked.comment.text
    assert marked.fill.fill_type
    (link,) = (
        c.hyperlink.location
        for row in book["Ý kiến"].iter_rows()
        for c in row
        if c.hyperlink and c.value == cell
    )
    assert link == f"'Biểu 1'!{cell}"


def test_the_second_version_replaced_the_first(release):
    rows = release.query(
        """
        select version, is_superseded from fct_submissions
        where issuer_code = '20' and form = 'province__poverty_review' and period = '2025'
            and report_phase = 'update' order by version
        """
    )
    assert rows == [(1, True), (2, False)]


def test_samples_are_marked_and_publications_are_not(release):
    rows = release.query(
        """
        select origin, count(*), bool_and(issuer_code = 'office') from fct_submissions
        group by origin order by origin
        """
    )
    assert [(origin, is_office) for origin, _, is_office in rows] == [
        ("sample", False),
        ("submitted", True),
    ]


def test_the_summary_names_what_was_wrong(summary):
    assert summary["is_published"]
    assert {row["submission_status"] for row in summary["refused"]} == {"partial"}
    assert len(summary["refused"]) == 2
    assert any("12o" in finding["message_vi"] for finding in summary["new_findings"])


def test_the_outlook_of_dien_bien_in_october_2024(release):
    """Programme 1719: 45.91 - 12.39 and 69.22 - 43.60 points were still to come in 2022 and 2023.

    So 49.69 + (33.51 + 25.62) / 2 = 79.26 %, between 75.31 and 83.20; the same forecast of 2023 was
    43.60 + 33.51 = 77.11 %, 7.89 points above what it became. Ten of thirteen months are gone.
    """
    (row,) = release.query(
        """
        select round(elapsed_ratio * 13, 9), round(forecast_ratio, 3), round(forecast_low, 3),
            round(forecast_high, 3), forecast_years, round(forecast_error_points, 1),
            is_below_half_in_december
        from mart_disbursement_outlook
        where area_basis = 'reported' and area_level = 'province' and area_code = '11'
            and as_of_month = '2024-10' and programme_code = '1719' and project_code is null
        """
    )
    assert row == (10, 0.793, 0.753, 0.832, 2, 7.9, False)
    below = release.query(
        """
        select area_code, budget_year from mart_disbursement_outlook
        where area_basis = 'reported' and area_level = 'province' and is_below_half_in_december
            and programme_code = '1719' and project_code is null order by all
        """
    )
    # 35.35 % and 33.73 % at the end of December 2022, the first year of the programme.
    assert below == [("11", 2022), ("20", 2022)]


def test_zones_hold_the_communes_of_the_decision_and_all_of_the_poor(release):
    """Điện Biên 27, 5 and 94 of 129 (QĐ 861); Lạng Sơn 88 in zone III. The neediest zone is III."""
    rows = release.query(
        """
        select area_code, programme_area, communes_reported, poor_ratio
        from mart_poverty_by_programme_area
        where area_basis = 'reported' and area_level = 'province' and list_kind = 'zone'
            and review_year = 2023
        """
    )
    communes = {(area, zone): count for area, zone, count, _ in rows}
    poor = {(area, zone): ratio for area, zone, _, ratio in rows}
    assert [communes["11", zone] for zone in ("zone_1", "zone_2", "zone_3")] == [27, 5, 94]
    assert communes["20", "zone_3"] == 88
    for area in ("11", "20"):
        assert poor[area, "zone_3"] > poor[area, "zone_2"] > poor[area, "zone_1"]
        assert poor[area, "zone_1"] > poor[area, "outside"]


def test_the_list_of_2026_is_that_of_todays_communes(release):
    """QĐ 46 of Điện Biên: 2, 5 and 38 of its 45 communes."""
    counted = release.query(
        """
        select membership_class, count(*) from dim_area_memberships
        where list_code = 'zone_272' and province_code = '11' and source_kind = 'list'
            and valid_to = date '2031-01-01'
        group by all order by all
        """
    )
    assert counted == [("zone_1", 2), ("zone_2", 5), ("zone_3", 38)]


def test_a_december_below_half_is_told_once_a_report(release):
    """The ratios of test_the_outlook: 2022 was the first year of the programmes."""
    rows = release.query(
        """
        select issuer_code, period, cell, message_vi from fct_quality_findings
        where rule_code = 'disbursed_below_half_in_december' order by all
        """
    )
    assert [row[:3] for row in rows] == [("11", "2022-12", None), ("20", "2022-12", None)]
    assert all(f"{code} (" in row[3] for row in rows for code in ("1719", "90", "263"))
    assert "1719 (35,35 %)" in rows[0][3]
    assert "1719 (33,73 %)" in rows[1][3]


def test_in_january_two_budget_years_are_open_and_the_older_one_is_final(release, samples):
    """Two workbooks of January 2025, added up by what stands in them."""
    rows = release.query(
        """
        select budget_year, is_final, sum(disbursed_vnd) from mart_disbursement_progress
        where area_basis = 'reported' and area_level = 'province' and area_code = '20'
            and as_of_month = '2025-01' and project_code is null and plan_type = 'total'
            and capital_source = 'total' and capital_kind = 'total'
        group by all order by all
        """
    )
    printed = {
        year: sum(
            _printed_totals(
                samples / "20" / f"Bieu 4 - Giai ngan CTMTQG thang 01-2025{name}.xlsx",
                "Giải ngân lũy kế",
            )
        )
        for year, name in ((2024, " (nam 2024)"), (2025, ""))
    }
    assert rows == [(2024, True, printed[2024]), (2025, False, printed[2025])]
    assert printed[2024] > 100 * printed[2025] > 0
    (december,) = release.query(
        """
        select distinct is_final from mart_disbursement_progress
        where as_of_month = '2024-12' and budget_year = 2024
        """
    )
    assert december == (False,)


def test_carried_over_capital_is_of_the_year_that_the_report_says(release, samples):
    """Lạng Sơn carries over the capital of 2022 in 2023, and in 2024 that of "earlier years"."""
    rows = release.query(
        """
        select budget_year, origin_year, sum(assigned_vnd), sum(disbursed_vnd)
        from mart_disbursement_by_origin
        where area_basis = 'reported' and area_level = 'province' and area_code = '20'
            and as_of_month in ('2023-10', '2024-10') and capital_kind = 'total'
        group by all order by all
        """
    )
    printed = []
    for year, carried_from in ((2023, 2022), (2024, None)):
        path = samples / "20" / f"Bieu 4 - Giai ngan CTMTQG thang 10-{year}.xlsx"
        # Carried over, of the year, local; each as investment and recurrent.
        assigned, disbursed = (
            _printed_totals(path, column) for column in ("Kế hoạch được giao", "Giải ngân lũy kế")
        )
        printed.append((year, carried_from, sum(assigned[:2]), sum(disbursed[:2])))
        printed.append((year, year, sum(assigned[2:4]), sum(disbursed[2:4])))
    assert rows == sorted(printed, key=lambda row: (row[0], row[1] or 9999))
    assert all(assigned > disbursed > 0 for _, _, assigned, disbursed in rows)


def _printed_totals(path, column):
    """What the line TỔNG SỐ prints in each column of the name, in đồng."""
    cells = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    (unit,) = (
        unit
        for word, unit in (("triệu đồng", 10**6), ("tỷ đồng", 10**9), ("tính: đồng", 1))
        if any(word in str(value) for row in cells for value in row)
    )
    places = sorted({place for row in cells for place, value in enumerate(row) if value == column})
    total = next(row for row in cells if "TỔNG SỐ" in row)
    return [
        0 if total[place] in (None, "-") else Decimal(str(total[place])) * unit for place in places
    ]


def test_plans_are_what_was_printed_assigned_and_made_of_them(release, samples):
    """Form 7 of Lạng Sơn: six blocks of five years and six of the year, in one workbook a year."""
    book = samples / "20" / "Bieu 7 - Ke hoach von CTMTQG 2024.xlsx"
    planned, realised = (
        _printed_totals(book, name) for name in ("Sau điều chỉnh", "Thực hiện lũy kế")
    )
    rows = release.query(
        """
        select plan_horizon, sum(planned_vnd), sum(realised_vnd), min(years_planned)
        from mart_capital_plans
        where area_basis = 'current' and area_level = 'province' and area_code = '20'
            and plan_year = 2024 and project_code is null and capital_source = 'total'
            and capital_kind = 'total'
        group by all order by all
        """
    )
    assert rows == [
        # The plans of 2022, 2023 and 2024.
        ("five_year", sum(planned[:6]), sum(realised[:6]), 3),
        ("year", sum(planned[6:]), sum(realised[6:]), None),
    ]
    differing = release.query(
        "select count(*), min(assigned_difference_vnd), max(assigned_difference_vnd)"
        " from mart_capital_plans where assigned_difference_vnd is not null"
    )
    assert differing[0][0] > 1000
    assert differing[0][1:] == (0, 0)
    findings = release.query(
        "select issuer_code, period, rule_code, value_given, value_expected"
        " from fct_quality_findings where form = 'province__capital_plan' order by all"
    )
    # The one five-year plan that was lowered too far, in both reports since.
    rule = "yearly_plans_exceed_five_year_plan"
    assert findings == [
        ("20", "2024", rule, "70234000000", "68829000000"),
        ("20", "2025", rule, "92281000000", "90435000000"),
    ]


def test_what_a_year_left_is_what_the_next_one_carries_but_for_three_lapses(release):
    """The plans of form 4 follow the chain; two provinces are no nation, so it is not judged."""
    rows = release.query(
        """
        select area_code, budget_year, programme_code, project_code, capital_kind,
            carry_over_status, round(carried_ratio, 2)
        from mart_disbursement_carry_over
        where area_basis = 'reported' and area_level = 'province'
            and budget_year between 2023 and 2025 and capital_kind <> 'total'
            and project_code is not null
        order by all
        """
    )
    lapsed = {
        # All of sub-project 04.01, a part of project 04.
        ("11", 2024, "90", "04", "recurrent"): 0.39,
        ("11", 2025, "263", "02", "investment"): 0.75,
        # 40 % of sub-project 05.03, a part of project 05.
        ("20", 2025, "1719", "05", "recurrent"): 0.82,
    }
    assert {row[:5]: row[6] for row in rows if row[5] == "partly_lapsed"} == lapsed
    assert {row[5] for row in rows} == {"carried", "partly_lapsed"}
    statuses = release.query(
        """
        select area_level, budget_year, string_agg(distinct carry_over_status, ' ' order by 1)
        from mart_disbursement_carry_over where area_basis = 'current' group by all order by all
        """
    )
    known = {(level, year): status for level, year, status in statuses}
    # Nobody reported on 2021, and nobody has reported on 2026 yet.
    assert {known["province", year] for year in (2022, 2026)} == {"unknown"}
    assert known["province", 2023] == "carried"
    assert {status for (level, _), status in known.items() if level != "province"} == {"unknown"}
