"""The suites of the marts: each is broken once, on a small database written by hand."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from expectations import mart_suites
from expectations.mart_suites import MartCheck, judge_marts, load_mart_suites

# Two provinces, one review year each before and after the mergers. Poor 30 + 10 of 300 + 100
# households; every level is the sum of its parts.
HEALTHY = """
create schema marts;
create table marts.dim_areas as
    select 'commune:' || i as area_key, 'commune' as area_level,
        date '2025-07-01' as valid_from, cast(null as date) as valid_to
    from range(3321) as r(i)
    union all select 'commune:old', 'commune', date '2021-01-01', date '2025-07-01'
    union all select 'province:' || i, 'province', date '2025-07-01', null from range(34) as r(i)
    union all select 'district:1', 'district', date '2021-01-01', date '2025-07-01'
    union all select 'nation', 'nation', date '2021-01-01', null
    union all select 'region', 'region', date '2021-01-01', null
    union all select 'ministry', 'ministry', date '2021-01-01', null;
create table marts.dim_programmes as
    select * from (values ('1719', null), ('1719', '03'), ('90', null), ('263', null))
        as t(programme_code, project_code);
create table marts.mart_poverty_rates as
    with areas(area_level, area_code, households, poor, years) as (values
        ('commune', '06001', 300, 30, [2024, 2025]), ('commune', '03001', 100, 10, [2024, 2025]),
        ('district', '180', 300, 30, [2024]), ('district', '094', 100, 10, [2024]),
        ('province', '20', 300, 30, [2024, 2025]), ('province', '11', 100, 10, [2024, 2025]),
        ('region', '6R_2023:TDMNPB', 400, 40, [2024, 2025]),
        ('nation', 'VN', 400, 40, [2024, 2025]))
    select 'reported' as area_basis, area_level, area_code, 'all' as urban_rural,
        unnest(years) as review_year, 'update' as report_phase, 'nd07' as poverty_standard,
        cast(households as bigint) as households, cast(poor as bigint) as poor_households,
        cast(poor * 2 as bigint) as near_poor_households,
        cast(poor * 3 as bigint) as multidim_poor_households,
        cast(null as bigint) as minority_households,
        cast(null as bigint) as minority_poor_households,
        poor / households as poor_ratio, poor * 2 / households as near_poor_ratio,
        poor * 3 / households as multidim_poor_ratio, cast(null as double) as minority_poor_ratio
    from areas;
create table marts.dim_area_memberships as
    select 'zone_861' as list_code, 'commune:old' as area_key, 'reported' as source_kind,
        's20' as submission_id, 'QĐ 861/QĐ-TTg' as legal_source,
        date '2024-12-31' as valid_from, date '2025-07-01' as valid_to
    union all select 'poor_district_353', 'district:1', 'list', null, 'QĐ 353/QĐ-TTg',
        date '2022-03-15', date '2025-07-01';
create table marts.mart_poverty_by_programme_area as
    select 'reported' as area_basis, area_level, area_code, 'zone' as list_kind,
        'zone_3' as programme_area, 2025 as review_year, 'nd07' as poverty_standard,
        cast(300 as bigint) as households, cast(30 as bigint) as poor_households,
        30 / 300 as poor_ratio, 90 / 300 as multidim_poor_ratio
    from (values ('province', '20'), ('region', '6R_2023:TDMNPB'), ('nation', 'VN'))
        as t(area_level, area_code);
create table marts.mart_poverty_transitions as
    select 'reported' as area_basis, area_level, area_code, 2025 as review_year,
        'nd07' as poverty_standard, 'poor' as household_group, 'households' as counted,
        'closing' as flow, cast(poor as bigint) as flow_value
    from (values ('province', '20', 30), ('province', '11', 10),
        ('region', '6R_2023:TDMNPB', 40), ('nation', 'VN', 40)) as t(area_level, area_code, poor);
create table marts.mart_deprivations as
    select 'reported' as area_basis, area_level, area_code, 2025 as review_year,
        'nd07' as poverty_standard, 'poor' as household_group, 'water' as indicator_code,
        'Nguồn nước sinh hoạt' as indicator_name, cast(3 as bigint) as households_deprived,
        cast(30 as bigint) as group_households, 3 / 30 as deprivation_ratio
    from (values ('commune', '06001'), ('province', '20'), ('region', '6R_2023:TDMNPB'),
        ('nation', 'VN')) as t(area_level, area_code);
create table marts.mart_poverty_by_group as
    select 'reported' as area_basis, area_level, area_code, 2025 as review_year,
        'nd07' as poverty_standard, group_kind, household_group, group_code,
        cast(households as bigint) as households, cast(poor as bigint) as poor_households,
        cast(near_poor as bigint) as near_poor_households,
        cast(asked as bigint) as group_households, poor / households as poor_ratio,
        poor / 30 as poor_share_ratio, near_poor / 60 as near_poor_share_ratio
    from (values ('province', '20'), ('region', '6R_2023:TDMNPB'), ('nation', 'VN'))
        as t(area_level, area_code)
    cross join (values ('ethnicity', 'all', 'Tày', 200, 20, 40, null),
        ('ethnicity', 'all', 'Kinh', 100, 10, 20, null),
        ('cause', 'poor', 'no_land', null, 12, null, 30))
        as g(group_kind, household_group, group_code, households, poor, near_poor, asked);
create table marts.mart_deprivation_intensity as
    select 'reported' as area_basis, area_level, area_code, 2025 as review_year,
        'nd07' as poverty_standard, 'poor' as household_group,
        cast(30 as bigint) as group_households, cast(120 as bigint) as deprivations,
        120 / 30 as mean_deprivations, 30 / 300 as headcount_ratio, 4 / 12 as intensity_ratio,
        120 / 3600 as adjusted_headcount_ratio
    from (values ('province', '20'), ('region', '6R_2023:TDMNPB'), ('nation', 'VN'))
        as t(area_level, area_code);
create table marts.mart_poverty_line_impact as
    select 'reported' as area_basis, 'province' as area_level, '20' as area_code,
        2025 as review_year, 'household_list' as comparison_kind, 'nd07' as poverty_standard,
        'next' as compared_standard, cast(30 as bigint) as counted_households,
        cast(20 as bigint) as poor_households, cast(10 as bigint) as near_poor_households,
        cast(15 as bigint) as compared_poor_households,
        cast(8 as bigint) as compared_near_poor_households,
        cast(0 as bigint) as compared_not_poor_households,
        cast(7 as bigint) as undecided_households;
create table marts.mart_disbursement_progress as
    select 'reported' as area_basis, area_level, area_code, 2024 as budget_year,
        '2024-10' as as_of_month, '1719' as programme_code, cast(null as varchar) as project_code,
        'total' as capital_source, 'total' as capital_kind, 'total' as plan_type,
        cast(assigned as decimal(20,0)) as assigned_vnd,
        cast(assigned as decimal(20,0)) as allocated_vnd,
        cast(disbursed as decimal(20,0)) as disbursed_vnd,
        cast(1 as double) as allocation_ratio, disbursed / assigned as disbursement_ratio
    from (values ('province', '20', 900, 990), ('province', '11', 100, 10),
        ('region', '6R_2023:TDMNPB', 1000, 1000), ('nation', 'VN', 1000, 1000))
        as t(area_level, area_code, assigned, disbursed);
create table marts.mart_disbursement_carry_over as
    select 'reported' as area_basis, area_level, area_code, 2024 as budget_year,
        '1719' as programme_code, cast(null as varchar) as project_code, 'total' as capital_kind,
        true as is_last_final, cast(1 as bigint) as last_provinces_expected,
        cast(1 as bigint) as last_provinces_reported, cast(100 as decimal(20,0)) as last_plan_vnd,
        cast(60 as decimal(20,0)) as last_disbursed_vnd, cast(40 as decimal(20,0)) as remainder_vnd,
        cast(1 as bigint) as provinces_expected, cast(1 as bigint) as provinces_reported,
        cast(carried as decimal(20,0)) as carry_over_vnd,
        cast(difference as decimal(20,0)) as carry_over_difference_vnd, carry_over_status
    from (values ('province', '20', 40, 0, 'carried'), ('province', '11', 35, -5, 'partly_lapsed'),
        ('nation', 'VN', 75, null, 'unknown'))
        as t(area_level, area_code, carried, difference, carry_over_status);
create table marts.mart_capital_plans as
    select 'reported' as area_basis, area_level, area_code, 2024 as plan_year, plan_horizon,
        from_year, '1719' as programme_code, cast(null as varchar) as project_code,
        'total' as capital_source, 'total' as capital_kind,
        cast(planned as decimal(20,0)) as planned_vnd, cast(12 as decimal(20,0)) as realised_vnd,
        12 / planned as realised_ratio, cast(null as decimal(20,0)) as assigned_vnd, years_planned
    from (values ('province', '20'), ('region', '6R_2023:TDMNPB'), ('nation', 'VN'))
        as t(area_level, area_code)
    cross join (values ('year', 2024, 30, null), ('five_year', 2021, 100, 4))
        as p(plan_horizon, from_year, planned, years_planned);
create table marts.mart_allocation_by_points as
    select 'reported' as area_basis, area_code, 2025 as budget_year, '1719' as programme_code,
        '04' as project_code, cast(points_ratio as double) as points_ratio,
        cast(1000 as decimal(20,0)) as envelope_vnd,
        cast(allocated as decimal(20,0)) as allocated_by_points_vnd,
        cast(assigned as decimal(20,0)) as assigned_vnd,
        cast(difference as decimal(20,0)) as plan_difference_vnd
    from (values ('20', 0.4, 400, 390, -10), ('11', 0.6, 600, null, null))
        as t(area_code, points_ratio, allocated, assigned, difference);
create table marts.mart_commune_coverage as
    select 'reported' as area_basis, area_level, area_code, 2023 as status_year,
        'steering_body' as criterion, 'all' as unit_type, cast(2 as bigint) as communes_met,
        cast(3 as bigint) as communes_reported, cast(4 as bigint) as communes_total,
        2 / 3 as met_ratio, 3 / 4 as reported_ratio
    from (values ('province', '20'), ('region', '6R_2023:TDMNPB'), ('nation', 'VN'))
        as t(area_level, area_code);
create table marts.mart_target_progress as
    select '263' as programme_code, target_code, 'VN' as area_code, 2025 as by_year, value_low,
        value_low as value_high, units_reported, cast(34 as bigint) as units_expected, target_status
    from (values ('NTM', 0.78, null, 'behind'), ('ROAD', 0.9, 34, 'reached'),
        ('POWER', 0.9, 2, 'unknown'), ('INCOME', null, null, 'no_data'))
        as t(target_code, value_low, units_reported, target_status);
create table marts.mart_reporting as
    select * from (values
        ('20', '2024', 'on_time', timestamp '2025-01-10 01:00:00', -5),
        ('11', '2024', 'late', timestamp '2025-03-10 01:00:00', 10),
        ('11', '2025', 'missing', null, null))
        as t(issuer_code, period, report_status, received_at, days_late),
        (values ('province__poverty_review', null, '11', 'update'))
        as u(form, variant, scope_area_code, report_phase);
create table marts.mart_published_comparison as
    select 'poor_ratio' as measure, 'VN' as area_code, '2023' as period, null as as_of,
        null as programme_code, value as value_low, value as value_high,
        computed as computed_value, computed - value as difference, source, null as qualifier
    from (values (0.039::decimal(24,6), null, 'article 004'),
        (0.0293, 0.0293::decimal(24,6), 'vietnam.vn'))
        as t(value, computed, source);
create table marts.fct_submissions as
    select * from (values ('s20', 'bao-cao.xlsx', '20', 'accepted', 'sample', false, null::varchar),
        ('s11', 'bao-cao.xlsx', '11', 'partial', 'sample', false, null),
        ('s11-old', 'bao-cao.xlsx', '11', 'accepted', 'sample', true, null))
        as t(submission_id, file_name, issuer_code, submission_status, origin, is_superseded,
            decision);
create table marts.fct_quality_findings as
    select 'report_missing' as rule_code, null as submission_id, null as sheet, null as cell,
        '11' as area_code, 'warning' as severity, 'Chưa nhận được báo cáo.' as message_vi,
        timestamp '2026-03-01 00:00:00' as first_seen_at;
create table marts.meta_build as select 'r1' as release_id;
create table marts.meta_columns as
    select 'dim_areas' as table_name, 'area_key' as column_name, 'Khóa' as label_vi, 'mã' as unit;
"""

Build = Callable[[str, str], Path]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Writes the healthy marts, changed by some SQL, to a database of the given name."""

    def write(name: str, changes: str = "") -> Path:
        path = tmp_path / f"{name}.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute(HEALTHY)
            connection.execute(changes)
        return path

    return write


def failures(checks: list[MartCheck]) -> set[tuple[str, str, str]]:
    return {
        (check.severity, check.table, check.expectation) for check in checks if not check.success
    }


def test_healthy_marts_pass_every_expectation(build: Build) -> None:
    checks = judge_marts(build("tonight"), build("last"))

    assert [check for check in checks if not check.success] == []
    assert len(checks) == sum(len(suite.expectations) for suite in load_mart_suites())
    assert all(check.observed == "" for check in checks)


def test_without_a_last_release_nothing_is_compared(build: Build) -> None:
    checks = judge_marts(build("tonight"), None)

    assert "release_comparison" not in {check.table for check in checks}
    assert failures(checks) == set()


IN_SET = "expect_column_values_to_be_in_set"
BETWEEN = "expect_column_values_to_be_between"
NOT_NULL = "expect_column_values_to_not_be_null"

BREAKS = [
    # (what goes wrong, the checks that must see it)
    (
        "delete from marts.dim_areas where area_key = 'commune:7'",
        {("dim_areas", "expect_column_sum_to_be_between is_current_commune")},
    ),
    (
        "delete from marts.dim_areas where area_key = 'province:7'",
        {("dim_areas", "expect_column_sum_to_be_between is_current_province")},
    ),
    (
        "delete from marts.dim_areas where area_level = 'district'",
        {("dim_areas", "expect_column_distinct_values_to_equal_set area_level")},
    ),
    (
        "update marts.dim_areas set valid_to = valid_from where area_key = 'district:1'",
        {("dim_areas", f"{IN_SET} ends_after_its_start")},
    ),
    (
        "delete from marts.dim_programmes where programme_code = '90'",
        {("dim_programmes", "expect_column_distinct_values_to_equal_set programme_code")},
    ),
    (
        "update marts.mart_poverty_rates set poor_ratio = 1.01 where area_code = '20'",
        {("mart_poverty_rates", f"{BETWEEN} poor_ratio")},
    ),
    (
        "update marts.mart_poverty_rates set near_poor_ratio = -0.01 where area_code = '20'",
        {("mart_poverty_rates", f"{BETWEEN} near_poor_ratio")},
    ),
    (
        "update marts.mart_poverty_rates set multidim_poor_ratio = 'nan' where area_code = '20'",
        {("mart_poverty_rates", f"{IN_SET} has_finite_ratios")},
    ),
    (
        "update marts.mart_poverty_rates set multidim_poor_ratio = 9.12 where area_code = '20'",
        {("mart_poverty_rates", f"{BETWEEN} multidim_poor_ratio")},
    ),
    (
        "update marts.mart_poverty_rates set minority_poor_ratio = 2 where area_code = '20'",
        {("mart_poverty_rates", f"{BETWEEN} minority_poor_ratio")},
    ),
    (
        "update marts.mart_poverty_rates set households = 29 where area_code = '06001'",
        {("mart_poverty_rates", f"{IN_SET} poor_within_households")},
    ),
    (
        "update marts.mart_poverty_rates set multidim_poor_households = 91"
        " where area_code = '06001'",
        {("mart_poverty_rates", f"{IN_SET} multidim_is_poor_and_near_poor")},
    ),
    (
        "update marts.mart_poverty_rates set minority_households = 5, minority_poor_households = 6"
        " where area_code = '06001'",
        {("mart_poverty_rates", f"{IN_SET} minority_poor_within_minority")},
    ),
    (
        "delete from marts.mart_poverty_rates where area_level = 'region' and review_year = 2025",
        {("mart_poverty_rates", f"{IN_SET} has_upper_levels")},
    ),
    (
        "delete from marts.mart_poverty_rates where area_level = 'commune' and review_year = 2025",
        {("mart_poverty_rates", f"{IN_SET} has_lower_levels")},
    ),
    (
        # What no decision lists must have been reported.
        "update marts.dim_area_memberships set source_kind = 'reported'"
        " where area_key = 'district:1'",
        {("dim_area_memberships", f"{IN_SET} comes_from_somewhere")},
    ),
    (
        "update marts.dim_area_memberships set valid_to = valid_from",
        {("dim_area_memberships", f"{IN_SET} ends_after_its_start")},
    ),
    (
        "update marts.mart_poverty_by_programme_area set list_kind = 'pilot'",
        {
            ("mart_poverty_by_programme_area", f"{IN_SET} list_kind"),
            ("mart_poverty_by_programme_area", f"{IN_SET} is_area_of_its_list"),
        },
    ),
    (
        "update marts.mart_poverty_by_programme_area set programme_area = 'poor_district'",
        {("mart_poverty_by_programme_area", f"{IN_SET} is_area_of_its_list")},
    ),
    (
        "update marts.mart_poverty_by_programme_area set poor_ratio = 10",
        {("mart_poverty_by_programme_area", f"{BETWEEN} poor_ratio")},
    ),
    (
        "update marts.mart_poverty_by_programme_area set multidim_poor_ratio = -0.1",
        {("mart_poverty_by_programme_area", f"{BETWEEN} multidim_poor_ratio")},
    ),
    (
        "delete from marts.mart_poverty_by_programme_area where area_level = 'region'",
        {("mart_poverty_by_programme_area", f"{IN_SET} has_upper_levels")},
    ),
    (
        "update marts.mart_poverty_transitions set flow = 'to_other_group' where area_code = '20'",
        {("mart_poverty_transitions", f"{IN_SET} flow")},
    ),
    (
        "update marts.mart_poverty_transitions set flow_value = -1 where area_code = '20'",
        {("mart_poverty_transitions", f"{BETWEEN} flow_value")},
    ),
    (
        "delete from marts.mart_poverty_transitions where area_level = 'nation'",
        {("mart_poverty_transitions", f"{IN_SET} has_upper_levels")},
    ),
    (
        "update marts.mart_deprivations set indicator_name = null where area_code = '20'",
        {("mart_deprivations", f"{NOT_NULL} indicator_name")},
    ),
    (
        "update marts.mart_deprivations set deprivation_ratio = 1.1 where area_code = '20'",
        {("mart_deprivations", f"{BETWEEN} deprivation_ratio")},
    ),
    (
        "update marts.mart_deprivations set households_deprived = 31 where area_code = '06001'",
        {("mart_deprivations", f"{IN_SET} deprived_within_group")},
    ),
    (
        "delete from marts.mart_deprivations where area_level = 'region'",
        {("mart_deprivations", f"{IN_SET} has_upper_levels")},
    ),
    (
        "update marts.mart_poverty_by_group set household_group = 'poor'"
        " where group_kind = 'ethnicity'",
        {("mart_poverty_by_group", f"{IN_SET} is_group_of_its_kind")},
    ),
    (
        "update marts.mart_poverty_by_group set poor_households = 31 where group_kind = 'cause'",
        {("mart_poverty_by_group", f"{IN_SET} poor_within_group")},
    ),
    (
        "update marts.mart_poverty_by_group set poor_ratio = 1.1 where group_code = 'Tày'",
        {("mart_poverty_by_group", f"{BETWEEN} poor_ratio")},
    ),
    (
        "update marts.mart_poverty_by_group set poor_share_ratio = -0.1 where group_kind = 'cause'",
        {("mart_poverty_by_group", f"{BETWEEN} poor_share_ratio")},
    ),
    (
        "update marts.mart_poverty_by_group set near_poor_share_ratio = 1.1"
        " where group_code = 'Tày'",
        {("mart_poverty_by_group", f"{BETWEEN} near_poor_share_ratio")},
    ),
    (
        "update marts.mart_poverty_by_group set poor_share_ratio = 0.5 where group_code = 'Tày'",
        {("mart_poverty_by_group", f"{IN_SET} shares_add_up")},
    ),
    (
        "delete from marts.mart_poverty_by_group where area_level = 'region'",
        {("mart_poverty_by_group", f"{IN_SET} has_upper_levels")},
    ),
    (
        "update marts.mart_deprivation_intensity set mean_deprivations = 12.1",
        {("mart_deprivation_intensity", f"{BETWEEN} mean_deprivations")},
    ),
    (
        "update marts.mart_deprivation_intensity set headcount_ratio = 1.1",
        {("mart_deprivation_intensity", f"{BETWEEN} headcount_ratio")},
    ),
    (
        "update marts.mart_deprivation_intensity set intensity_ratio = -0.1",
        {("mart_deprivation_intensity", f"{BETWEEN} intensity_ratio")},
    ),
    (
        "delete from marts.mart_deprivation_intensity where area_level = 'region'",
        {("mart_deprivation_intensity", f"{IN_SET} has_upper_levels")},
    ),
    (
        "update marts.mart_poverty_line_impact set area_level = 'commune'",
        {("mart_poverty_line_impact", f"{IN_SET} area_level")},
    ),
    (
        "update marts.mart_poverty_line_impact set poor_households = 26, near_poor_households = 4",
        {("mart_poverty_line_impact", f"{BETWEEN} smallest_cell")},
    ),
    (
        "update marts.mart_poverty_line_impact set undecided_households = 6",
        {("mart_poverty_line_impact", f"{IN_SET} adds_up")},
    ),
    (
        "update marts.mart_target_progress set target_status = 'unknown'"
        " where target_code = 'INCOME'",
        {("mart_target_progress", f"{IN_SET} has_value_and_status")},
    ),
    (
        "update marts.mart_target_progress set target_status = 'reached'"
        " where target_code = 'POWER'",
        {("mart_target_progress", f"{IN_SET} is_known_where_all_report")},
    ),
    (
        "update marts.mart_disbursement_progress set disbursement_ratio = 'infinity'"
        " where area_code = '20'",
        {("mart_disbursement_progress", f"{IN_SET} has_finite_ratios")},
    ),
    (
        "update marts.mart_capital_plans set realised_ratio = 'infinity' where area_code = '20'",
        {("mart_capital_plans", f"{IN_SET} has_finite_ratios")},
    ),
    (
        "delete from marts.mart_capital_plans where area_level = 'nation'",
        {("mart_capital_plans", f"{IN_SET} has_a_nation")},
    ),
    (
        "delete from marts.mart_capital_plans where area_level = 'region'",
        {("mart_capital_plans", f"{IN_SET} has_regions")},
    ),
    (
        "update marts.mart_capital_plans set years_planned = 5 where plan_horizon = 'five_year'",
        {("mart_capital_plans", f"{IN_SET} is_compared_with_its_like")},
    ),
    (
        "update marts.mart_capital_plans set years_planned = 1 where plan_horizon = 'year'",
        {("mart_capital_plans", f"{IN_SET} is_compared_with_its_like")},
    ),
    (
        "update marts.mart_capital_plans set assigned_vnd = 1 where plan_horizon = 'five_year'",
        {("mart_capital_plans", f"{IN_SET} is_compared_with_its_like")},
    ),
    (
        "delete from marts.mart_disbursement_progress where area_level = 'nation'",
        {("mart_disbursement_progress", f"{IN_SET} has_a_nation")},
    ),
    (
        "delete from marts.mart_disbursement_progress where area_level = 'region'",
        {("mart_disbursement_progress", f"{IN_SET} has_regions")},
    ),
    (
        "update marts.mart_disbursement_carry_over set remainder_vnd = 41, carry_over_vnd = 41"
        " where area_code = '20'",
        {("mart_disbursement_carry_over", f"{IN_SET} is_plan_less_disbursed")},
    ),
    (
        "update marts.mart_disbursement_carry_over set carry_over_difference_vnd = 5"
        " where area_code = '11'",
        {("mart_disbursement_carry_over", f"{IN_SET} is_carried_less_remainder")},
    ),
    (
        "update marts.mart_disbursement_carry_over set carry_over_status = 'carried'"
        " where area_code = 'VN'",
        {("mart_disbursement_carry_over", f"{IN_SET} is_judged_where_known")},
    ),
    (
        "update marts.mart_disbursement_carry_over set last_provinces_reported = 0"
        " where area_code = '20'",
        {("mart_disbursement_carry_over", f"{IN_SET} is_compared_where_all_report")},
    ),
    (
        "update marts.mart_allocation_by_points set points_ratio = 1.1 where area_code = '11'",
        {("mart_allocation_by_points", f"{BETWEEN} points_ratio")},
    ),
    (
        "update marts.mart_allocation_by_points set allocated_by_points_vnd = 601"
        " where area_code = '11'",
        {("mart_allocation_by_points", f"{IN_SET} adds_up_to_the_envelope")},
    ),
    (
        "update marts.mart_allocation_by_points set plan_difference_vnd = 10"
        " where area_code = '20'",
        {("mart_allocation_by_points", f"{IN_SET} is_assigned_less_allocated")},
    ),
    (
        "update marts.mart_commune_coverage set communes_met = 4 where area_code = '20'",
        {("mart_commune_coverage", f"{IN_SET} met_within_reported")},
    ),
    (
        "update marts.mart_commune_coverage set met_ratio = 1.5, reported_ratio = 1.5"
        " where area_code = '20'",
        {
            ("mart_commune_coverage", f"{BETWEEN} met_ratio"),
            ("mart_commune_coverage", f"{BETWEEN} reported_ratio"),
        },
    ),
    (
        "delete from marts.mart_commune_coverage where area_level = 'nation'",
        {("mart_commune_coverage", f"{IN_SET} has_upper_levels")},
    ),
    (
        "update marts.mart_reporting set days_late = 1 where report_status = 'missing'",
        {("mart_reporting", f"{IN_SET} missing_has_no_delay")},
    ),
    (
        "update marts.mart_reporting set days_late = null where report_status = 'late'",
        {("mart_reporting", f"{IN_SET} late_has_a_delay")},
    ),
    (
        "update marts.mart_published_comparison set value_low = null, value_high = null,"
        " difference = null where source = 'article 004'",
        {("mart_published_comparison", f"{IN_SET} has_a_published_value")},
    ),
    (
        "update marts.mart_published_comparison set value_low = 0.05 where source = 'article 004'",
        {("mart_published_comparison", f"{IN_SET} is_an_interval")},
    ),
    (
        "update marts.mart_published_comparison set computed_value = null",
        {("mart_published_comparison", f"{IN_SET} keeps_both_values")},
    ),
    (
        "update marts.fct_submissions set submission_status = 'ok', origin = 'mail'",
        {
            ("fct_submissions", f"{IN_SET} submission_status"),
            ("fct_submissions", f"{IN_SET} origin"),
        },
    ),
    (
        "insert into marts.meta_build values ('r2')",
        {("meta_build", "expect_table_row_count_to_equal")},
    ),
    (
        "delete from marts.meta_columns",
        {("meta_columns", "expect_table_row_count_to_be_between")},
    ),
]


def nights() -> list[list[tuple[str, set[tuple[str, str]]]]]:
    """The breaks, one per mart and night: judging takes a second however much is wrong."""
    by_mart: dict[str, list[tuple[str, set[tuple[str, str]]]]] = {}
    for changes, seen_by in BREAKS:
        by_mart.setdefault(next(iter(seen_by))[0], []).append((changes, seen_by))
    return [
        [breaks[number] for breaks in by_mart.values() if number < len(breaks)]
        for number in range(max(len(breaks) for breaks in by_mart.values()))
    ]


@pytest.mark.parametrize("breaks", nights())
def test_a_broken_invariant_blocks(
    build: Build, breaks: list[tuple[str, set[tuple[str, str]]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = {table for _, seen_by in breaks for table, _ in seen_by}
    # The other marts are the healthy ones; judging them again takes most of the time.
    suites = [suite for suite in load_mart_suites() if suite.table in broken]
    monkeypatch.setattr(mart_suites, "load_mart_suites", lambda: suites)
    checks = judge_marts(build("tonight", ";".join(changes for changes, _ in breaks)), None)

    expected = set().union(*(seen_by for _, seen_by in breaks))
    assert failures(checks) == {("error", *seen) for seen in expected}


def test_every_error_of_the_suites_is_broken_once_above() -> None:
    broken = set().union(*(seen_by for _, seen_by in BREAKS))
    errors = {
        (suite.table, " ".join([expectation.type, *expectation.columns]))
        for suite in load_mart_suites()
        for expectation in suite.expectations
        if expectation.severity == "error"
    }
    assert errors - broken == set()


def test_a_missing_mart_fails_everything_expected_of_it(build: Build) -> None:
    checks = judge_marts(build("tonight", "drop table marts.mart_reporting"), None)

    reporting = [check for check in checks if check.table == "mart_reporting"]
    assert len(reporting) == 2
    assert not any(check.success for check in reporting)
    assert "mart_reporting" in reporting[0].observed
    assert {table for _, table, _ in failures(checks)} == {"mart_reporting"}


def test_empty_marts_of_a_night_before_the_first_report_pass(build: Build) -> None:
    changes = "".join(
        f"delete from marts.{table};"
        for table in (
            "mart_poverty_rates",
            "mart_poverty_by_programme_area",
            "mart_poverty_transitions",
            "mart_deprivations",
            "mart_deprivation_intensity",
            "mart_poverty_by_group",
            "mart_poverty_line_impact",
            "mart_disbursement_progress",
            "mart_disbursement_carry_over",
            "mart_capital_plans",
            "mart_allocation_by_points",
            "mart_commune_coverage",
            "mart_published_comparison",
            "fct_submissions",
            "fct_quality_findings",
        )
    )
    assert failures(judge_marts(build("tonight", changes), None)) == set()


def test_what_one_commune_left_blank_does_not_block_the_levels_above(build: Build) -> None:
    """One of them reports no near-poor: the sum of both parts lacks its poor, the sums do not."""
    blank = (
        "update marts.mart_poverty_rates set near_poor_households = null,"
        " multidim_poor_households = null where area_code = '03001';"
        "update marts.mart_poverty_rates set near_poor_households = 60,"
        " multidim_poor_households = 90 where area_level in ('region', 'nation');"
    )
    assert failures(judge_marts(build("tonight", blank), None)) == set()


def test_a_failure_names_the_wrong_rows(build: Build) -> None:
    checks = judge_marts(
        build(
            "tonight",
            "update marts.mart_poverty_rates set poor_ratio = 9 where area_code in ('20', '11')",
        ),
        None,
    )
    (check,) = [check for check in checks if not check.success]
    assert check.message_vi == "Tỷ lệ hộ nghèo phải nằm trong khoảng 0 đến 1."
    assert check.observed.startswith("4/14 dòng: ")
    assert check.observed.count("area_basis=reported area_level=province") == 3


def test_a_published_figure_beyond_tolerance_only_warns(build: Build) -> None:
    # 2.93 % printed, 3.04 % computed: 0.11 percentage points apart, a little over the tolerance.
    beyond = build(
        "beyond",
        "update marts.mart_published_comparison set computed_value = 0.0304, difference = 0.0011"
        " where source = 'vietnam.vn'",
    )
    # 40,180 tỷ printed; 0.5 % of it are 200.9 tỷ.
    within = build(
        "within",
        "update marts.mart_published_comparison set value_low = 40180, value_high = 40180,"
        " computed_value = 40380, difference = 200 where source = 'vietnam.vn'",
    )
    assert failures(judge_marts(beyond, None)) == {
        ("warning", "mart_published_comparison", f"{IN_SET} is_within_tolerance")
    }
    assert failures(judge_marts(within, None)) == set()


@pytest.fixture
def compared_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the marts only what is compared, without their own expectations: these take the time."""
    suites = [
        suite
        if suite.table == mart_suites.COMPARISON
        else suite.model_copy(update={"expectations": []})
        for suite in load_mart_suites()
        if suite.table == mart_suites.COMPARISON or suite.compared
    ]
    monkeypatch.setattr(mart_suites, "load_mart_suites", lambda: suites)


def comparison(checks: list[MartCheck]) -> dict[str, str]:
    """What the comparison with the last release found: expectation -> observed."""
    assert {check.severity for check in checks if not check.success} <= {"warning"}
    return {
        check.expectation.removeprefix(f"{IN_SET} "): check.observed
        for check in checks
        if not check.success and check.table == "release_comparison"
    }


ONE_PROVINCE_MORE_POOR = """
update marts.mart_disbursement_progress set disbursed_vnd = 1190 where area_code = '20';
"""


@pytest.mark.usefixtures("compared_alone")
def test_a_total_that_moves_without_a_new_report_warns(build: Build) -> None:
    # 990 -> 1,190 đồng is +20.2 %, 990 -> 1,188 is +20 % exactly.
    moved = build("moved", ONE_PROVINCE_MORE_POOR)
    moved_less = build("moved_less", ONE_PROVINCE_MORE_POOR.replace("1190", "1188"))
    last = build("last")

    assert comparison(judge_marts(moved, last)) == {
        "is_explained": "1/58 dòng: table_name=mart_disbursement_progress measure=disbursed_vnd"
        " line=20 2024 2024-10 1719 last_value=990 new_value=1190"
    }
    assert comparison(judge_marts(moved_less, last)) == {}


@pytest.mark.usefixtures("compared_alone")
def test_a_new_or_withdrawn_report_of_that_province_explains_it(build: Build) -> None:
    replaced = ONE_PROVINCE_MORE_POOR + (
        "update marts.fct_submissions set submission_id = 's20-new' where issuer_code = '20';"
    )
    other = ONE_PROVINCE_MORE_POOR + (
        "update marts.fct_submissions set submission_id = 's11-new' where submission_id = 's11';"
    )
    refused = ONE_PROVINCE_MORE_POOR + (
        "insert into marts.fct_submissions"
        " values ('s20-bad', 'hong.xlsx', '20', 'refused', 'sample', false, null);"
    )
    withdrawn = ONE_PROVINCE_MORE_POOR + (
        "update marts.fct_submissions set decision = 'withdrawn' where issuer_code = '20';"
    )
    last = build("last")

    assert comparison(judge_marts(build("replaced", replaced), last)) == {}
    assert comparison(judge_marts(build("withdrawn", withdrawn), last)) == {}
    assert "is_explained" in comparison(judge_marts(build("other", other), last))
    assert "is_explained" in comparison(judge_marts(build("refused", refused), last))


@pytest.mark.usefixtures("compared_alone")
def test_fewer_rows_and_lines_that_are_gone_warn(build: Build) -> None:
    fewer = build(
        "fewer",
        "delete from marts.mart_poverty_rates where area_code = '11' and review_year = 2025",
    )
    found = comparison(judge_marts(fewer, build("last")))

    assert found["keeps_rows"].endswith(
        "table_name=mart_poverty_rates measure=rows line= last_value=14 new_value=13"
    )
    assert found["is_explained"].startswith("3/58 dòng: ")
    # A line that is gone has no new value to name.
    assert "line=11 2025 nd07 last_value=100; " in found["is_explained"]


@pytest.mark.usefixtures("compared_alone")
def test_a_last_release_with_other_columns_can_still_be_compared(build: Build) -> None:
    older = build(
        "older",
        "drop table marts.mart_reporting; create table marts.mart_gone as select 1 as figure;"
        "alter table marts.mart_poverty_rates drop column near_poor_households;",
    )
    found = comparison(judge_marts(build("tonight"), older))

    assert set(found) == {"keeps_rows"}
    assert found["keeps_rows"].endswith("table_name=mart_gone measure=rows line= last_value=1")


@pytest.mark.usefixtures("compared_alone")
def test_every_compared_total_is_in_the_comparison(build: Build) -> None:
    """A misspelt column would only make the comparison smaller, so all measures are moved."""
    moved = "".join(
        f"update marts.{suite.table} set {measure} = {measure} * 2;"
        for suite in load_mart_suites()
        if suite.compared
        for measure in suite.compared.measures
    )
    checks = judge_marts(build("tonight", moved), build("last"))
    (check,) = [check for check in checks if check.expectation.endswith(" is_explained")]

    # Poverty: 2 provinces, 2 years, 3 measures; by zone 1 province, 2 measures. Transitions: 2
    # provinces. Deprivations, intensity: 1 province, 2 measures each. Groups: 1 province, 3 groups.
    # Disbursement: 2 provinces, 3 measures. Plans: 1 province, 2 horizons, 2 measures. Coverage: 1
    # province, 3 measures. Beside these 36 stand the numbers of rows of the 22 tables.
    assert check.observed.startswith("36/58 dòng: ")


@pytest.mark.usefixtures("compared_alone")
def test_decimals_keep_every_digit_up_to_the_warning(build: Build) -> None:
    # 2^53 + 1 đồng is not a float.
    change = "update marts.mart_disbursement_progress set disbursed_vnd = {} where area_code = '20'"
    found = comparison(
        judge_marts(
            build("tonight", change.format("9007199254740993")),
            build("last", change.format("990")),
        )
    )
    assert "new_value=9007199254740993" in found["is_explained"]
