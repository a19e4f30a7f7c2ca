{% set measures = disbursement_measures() -%}

with

int_disbursement__totalled as (
    select * from {{ ref('int_disbursement__totalled') }}
),

int_disbursement__reports as (
    select * from {{ ref('int_disbursement__reports') }}
    where area_level in ('province', 'ministry')
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

units_of_today as (
    select
        area_key,
        rollup_area_key
    from int_areas__rollups
    where
        area_basis = 'current'
        and rollup_level in ('province', 'ministry')
),

by_unit as (
    select
        'reported' as area_basis,
        int_disbursement__totalled.*
    from int_disbursement__totalled
    union all
    select
        'current' as area_basis,
        units_of_today.rollup_area_key as area_key,
        int_disbursement__totalled.as_of_month,
        int_disbursement__totalled.month_number,
        int_disbursement__totalled.budget_year,
        int_disbursement__totalled.programme_code,
        int_disbursement__totalled.project_code,
        int_disbursement__totalled.plan_type,
        int_disbursement__totalled.capital_source,
        int_disbursement__totalled.capital_kind,
        {% for measure in measures -%}
            cast(sum(int_disbursement__totalled.{{ measure }}) as decimal(20, 0))
                as {{ measure }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from int_disbursement__totalled
    inner join units_of_today
        on int_disbursement__totalled.area_key = units_of_today.area_key
    group by
        units_of_today.rollup_area_key,
        int_disbursement__totalled.as_of_month,
        int_disbursement__totalled.month_number,
        int_disbursement__totalled.budget_year,
        int_disbursement__totalled.programme_code,
        int_disbursement__totalled.project_code,
        int_disbursement__totalled.plan_type,
        int_disbursement__totalled.capital_source,
        int_disbursement__totalled.capital_kind
),

-- The report of the month before, of the same territory and budget year, where both are complete
-- (a row that did not land may be of any line): a province of today may stand for several that
-- reported apart. A territory has one report a month but where its unit changed within the month;
-- then the later unit goes on.
complete_reports as (
    select
        area_basis,
        territory_key,
        month_number,
        budget_year,
        max(area_key) as area_key
    from int_disbursement__reports
    where
        provinces_reported = provinces_expected
        and not has_missing_rows
    group by
        area_basis,
        territory_key,
        month_number,
        budget_year
),

followed as (
    select
        int_disbursement__reports.area_basis,
        int_disbursement__reports.area_key,
        int_disbursement__reports.month_number,
        int_disbursement__reports.budget_year,
        int_disbursement__reports.month_number = int_disbursement__reports.budget_year * 12 + 1
            as is_first_month,
        int_disbursement__reports.has_missing_rows,
        case
            when
                int_disbursement__reports.provinces_reported
                = int_disbursement__reports.provinces_expected
                and not int_disbursement__reports.has_missing_rows
                then complete_reports.area_key
        end as previous_area_key
    from int_disbursement__reports
    left join complete_reports
        on
            int_disbursement__reports.area_basis = complete_reports.area_basis
            and int_disbursement__reports.territory_key = complete_reports.territory_key
            and int_disbursement__reports.month_number = complete_reports.month_number + 1
            and int_disbursement__reports.budget_year = complete_reports.budget_year
),

final as (
    select
        by_unit.area_basis,
        by_unit.area_key,
        by_unit.as_of_month,
        by_unit.month_number,
        by_unit.budget_year,
        by_unit.programme_code,
        by_unit.project_code,
        by_unit.plan_type,
        by_unit.capital_source,
        by_unit.capital_kind,
        {% for measure in measures -%}
            by_unit.{{ measure }},
        {% endfor -%}
        -- The sums are cumulative over the budget year. A line that the month before did not print
        -- had nothing disbursed; one without a figure, then or now, leaves the month unknown.
        cast(case
            when followed.has_missing_rows then null
            when by_unit.disbursed_unknown + coalesce(previous_lines.disbursed_unknown, 0) > 0
                then null
            when followed.is_first_month then by_unit.disbursed_vnd
            when followed.previous_area_key is null then null
            when previous_lines.area_key is null then by_unit.disbursed_vnd
            else by_unit.disbursed_vnd - previous_lines.disbursed_vnd
        end as decimal(20, 0)) as disbursed_in_month_vnd,
        case when not followed.is_first_month then followed.previous_area_key end
            as previous_area_key
    from by_unit
    inner join followed
        on
            by_unit.area_basis = followed.area_basis
            and by_unit.area_key = followed.area_key
            and by_unit.month_number = followed.month_number
            and by_unit.budget_year = followed.budget_year
    left join by_unit as previous_lines
        on
            followed.area_basis = previous_lines.area_basis
            and followed.previous_area_key = previous_lines.area_key
            and followed.month_number = previous_lines.month_number + 1
            and followed.budget_year = previous_lines.budget_year
            and by_unit.programme_code = previous_lines.programme_code
            and coalesce(by_unit.project_code, '') = coalesce(previous_lines.project_code, '')
            and by_unit.plan_type = previous_lines.plan_type
            and by_unit.capital_source = previous_lines.capital_source
            and by_unit.capital_kind = previous_lines.capital_kind
)

select * from final
