with

int_capital_plans__lines as (
    select * from {{ ref('int_capital_plans__lines') }}
    where is_counted
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

int_submissions__lost_rows as (
    select * from {{ ref('int_submissions__lost_rows') }}
),

reports as (
    select
        area_key,
        plan_year,
        max(period_end) as period_end,
        max(case
            when
                submission_id in (
                    select int_submissions__lost_rows.submission_id
                    from int_submissions__lost_rows
                )
                then 1
            else 0
        end) as lost_mark
    from int_capital_plans__lines
    group by
        area_key,
        plan_year
),

years as (
    select
        plan_year,
        max(period_end) as period_end
    from reports
    group by plan_year
),

-- Every province owes a report for each year; a ministry counts where it has sent one. By code, so
-- that a report under yesterday's version of a province does not count that province twice.
counted as (
    select
        reports.area_key,
        reports.plan_year,
        reports.lost_mark,
        int_areas.area_level,
        int_areas.area_code,
        1 as reported_mark
    from reports
    inner join int_areas
        on reports.area_key = int_areas.area_key
    union all
    select
        int_areas.area_key,
        years.plan_year,
        0 as lost_mark,
        int_areas.area_level,
        int_areas.area_code,
        0 as reported_mark
    from years
    inner join int_areas
        on
            int_areas.area_level = 'province'
            and years.period_end >= int_areas.valid_from
            and years.period_end < coalesce(int_areas.valid_to, cast('9999-12-31' as date))
),

counted_once as (
    select *
    from counted
    qualify row_number() over (
        partition by plan_year, area_level, area_code
        order by reported_mark desc, area_key desc
    ) = 1
),

final as (
    select
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key as area_key,
        int_areas__rollups.rollup_level as area_level,
        counted_once.plan_year,
        cast(sum(case when counted_once.area_level = 'province' then 1 else 0 end) as bigint)
            as provinces_expected,
        cast(sum(case
            when counted_once.area_level = 'province' then counted_once.reported_mark
            else 0
        end) as bigint) as provinces_reported,
        max(counted_once.lost_mark) = 1 as has_lost_rows
    from counted_once
    inner join int_areas__rollups
        on counted_once.area_key = int_areas__rollups.area_key
    group by
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key,
        int_areas__rollups.rollup_level,
        counted_once.plan_year
    having sum(counted_once.reported_mark) > 0
)

select * from final
