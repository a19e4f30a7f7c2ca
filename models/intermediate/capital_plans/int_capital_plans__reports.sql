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

counted as (
    {{ owed_reports('reports', keys=['plan_year'], marks=['lost_mark']) }}
),

final as (
    select
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key as area_key,
        int_areas__rollups.rollup_level as area_level,
        counted.plan_year,
        cast(sum(case when counted.area_level = 'province' then 1 else 0 end) as bigint)
            as provinces_expected,
        cast(sum(case
            when counted.area_level = 'province' then counted.reported_mark
            else 0
        end) as bigint) as provinces_reported,
        max(counted.lost_mark) = 1 as has_lost_rows
    from counted
    inner join int_areas__rollups
        on counted.area_key = int_areas__rollups.area_key
    group by
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key,
        int_areas__rollups.rollup_level,
        counted.plan_year
    having sum(counted.reported_mark) > 0
)

select * from final
