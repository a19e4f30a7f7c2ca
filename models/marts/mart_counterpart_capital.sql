with

int_disbursement__lines as (
    select * from {{ ref('int_disbursement__lines') }}
    where
        is_counted
        and programme_code is not null
        and plan_type = 'in_year'
),

int_disbursement__reports as (
    select * from {{ ref('int_disbursement__reports') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

counterpart_minimums as (
    select * from {{ ref('counterpart_minimums') }}
),

-- A ministry has no capital of its own to add.
by_province as (
    select
        int_disbursement__lines.area_key,
        int_areas.area_code,
        int_disbursement__lines.as_of_month,
        int_disbursement__lines.budget_year,
        int_disbursement__lines.programme_code,
        sum(case
            when int_disbursement__lines.capital_source = 'central'
                then int_disbursement__lines.assigned_vnd
        end) as central_assigned_vnd,
        sum(case
            when int_disbursement__lines.capital_source = 'local'
                then int_disbursement__lines.assigned_vnd
        end) as counterpart_assigned_vnd,
        max(case
            when
                int_disbursement__lines.capital_source = 'central'
                and int_disbursement__lines.assigned_vnd is null
                then 1
            else 0
        end) as central_unknown_mark,
        max(case
            when
                int_disbursement__lines.capital_source = 'local'
                and int_disbursement__lines.assigned_vnd is null
                then 1
            else 0
        end) as counterpart_unknown_mark
    from int_disbursement__lines
    inner join int_areas
        on int_disbursement__lines.area_key = int_areas.area_key
    where int_areas.area_level = 'province'
    group by
        int_disbursement__lines.area_key,
        int_areas.area_code,
        int_disbursement__lines.as_of_month,
        int_disbursement__lines.budget_year,
        int_disbursement__lines.programme_code
),

owed as (
    select
        by_province.*,
        case
            when by_province.central_unknown_mark = 0
                then
                    round(by_province.central_assigned_vnd * counterpart_minimums.minimum_ratio, 0)
        end as counterpart_minimum_vnd,
        case
            when by_province.counterpart_unknown_mark = 0
                then by_province.counterpart_assigned_vnd
        end as counterpart_known_vnd,
        case when counterpart_minimums.is_sample then 1 else 0 end as sample_mark
    from by_province
    left join counterpart_minimums
        on
            by_province.programme_code = counterpart_minimums.programme_code
            and by_province.area_code = counterpart_minimums.province_code
            and by_province.budget_year = counterpart_minimums.budget_year
),

-- Provinces are whole units, whose shares are never divided.
sums as (
    select
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key as area_key,
        owed.as_of_month,
        owed.budget_year,
        owed.programme_code,
        sum(owed.central_assigned_vnd) as central_assigned_vnd,
        sum(owed.counterpart_assigned_vnd) as counterpart_assigned_vnd,
        -- Of all of them or of none: a sum of some is no minimum.
        case
            when count(owed.counterpart_minimum_vnd) = count(*)
                then sum(owed.counterpart_minimum_vnd)
        end as counterpart_minimum_vnd,
        case
            when count(owed.counterpart_known_vnd) = count(*)
                then sum(owed.counterpart_known_vnd)
        end as counterpart_known_vnd,
        max(owed.sample_mark) = 1 as is_sample
    from owed
    inner join int_areas__rollups
        on owed.area_key = int_areas__rollups.area_key
    group by
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key,
        owed.as_of_month,
        owed.budget_year,
        owed.programme_code
),

final as (
    select
        sums.area_basis,
        sums.area_key,
        int_areas.area_level,
        int_areas.area_code,
        int_areas.area_name,
        int_areas.province_code,
        sums.as_of_month,
        sums.budget_year,
        sums.programme_code,
        cast(sums.central_assigned_vnd as decimal(20, 0)) as central_assigned_vnd,
        cast(sums.counterpart_assigned_vnd as decimal(20, 0)) as counterpart_assigned_vnd,
        cast(case
            when not int_disbursement__reports.has_lost_rows then sums.counterpart_minimum_vnd
        end as decimal(20, 0)) as counterpart_minimum_vnd,
        cast(case
            when not int_disbursement__reports.has_lost_rows
                then sums.counterpart_known_vnd - sums.counterpart_minimum_vnd
        end as decimal(20, 0)) as counterpart_difference_vnd,
        sums.is_sample,
        int_disbursement__reports.has_lost_rows,
        int_disbursement__reports.provinces_expected,
        int_disbursement__reports.provinces_reported
    from sums
    inner join int_disbursement__reports
        on
            sums.area_basis = int_disbursement__reports.area_basis
            and sums.area_key = int_disbursement__reports.area_key
            and sums.as_of_month = int_disbursement__reports.as_of_month
            and sums.budget_year = int_disbursement__reports.budget_year
    inner join int_areas
        on sums.area_key = int_areas.area_key
)

select * from final
