with

int_disbursement__lines as (
    select * from {{ ref('int_disbursement__lines') }}
    where
        is_counted
        and programme_code is not null
        and capital_source = 'central'
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

own_or_total as (
    select true as is_total
    union all
    select false as is_total
),

lines as (
    select
        int_disbursement__lines.area_key,
        int_disbursement__lines.as_of_month,
        int_disbursement__lines.budget_year,
        int_disbursement__lines.programme_code,
        int_disbursement__lines.origin_year,
        case when kinds.is_total then 'total' else int_disbursement__lines.capital_kind end
            as capital_kind,
        int_disbursement__lines.assigned_vnd,
        int_disbursement__lines.disbursed_vnd,
        case
            when int_disbursement__lines.assigned_vnd is not null
                then int_disbursement__lines.disbursed_vnd
        end as disbursed_of_assigned_vnd,
        case
            when int_disbursement__lines.disbursed_vnd is not null
                then int_disbursement__lines.assigned_vnd
        end as assigned_of_disbursed_vnd
    from int_disbursement__lines
    cross join own_or_total as kinds
),

-- The units are provinces and ministries: whole ones, whose shares are never divided.
sums as (
    select
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key as area_key,
        lines.as_of_month,
        lines.budget_year,
        lines.programme_code,
        lines.origin_year,
        lines.capital_kind,
        sum(lines.assigned_vnd) as assigned_vnd,
        sum(lines.disbursed_vnd) as disbursed_vnd,
        sum(lines.disbursed_of_assigned_vnd) as disbursed_of_assigned_vnd,
        sum(lines.assigned_of_disbursed_vnd) as assigned_of_disbursed_vnd
    from lines
    inner join int_areas__rollups
        on lines.area_key = int_areas__rollups.area_key
    group by
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key,
        lines.as_of_month,
        lines.budget_year,
        lines.programme_code,
        lines.origin_year,
        lines.capital_kind
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
        sums.origin_year,
        sums.capital_kind,
        cast(sums.assigned_vnd as decimal(20, 0)) as assigned_vnd,
        cast(sums.disbursed_vnd as decimal(20, 0)) as disbursed_vnd,
        -- Known where no line knows only its plan or only what was paid.
        cast(case
            when
                sums.assigned_vnd = sums.assigned_of_disbursed_vnd
                and sums.disbursed_vnd = sums.disbursed_of_assigned_vnd
                then sums.assigned_vnd - sums.disbursed_vnd
        end as decimal(20, 0)) as undisbursed_vnd,
        cast(sums.disbursed_of_assigned_vnd as double)
        / nullif(cast(sums.assigned_of_disbursed_vnd as double), 0) as disbursement_ratio,
        int_disbursement__reports.is_final,
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
