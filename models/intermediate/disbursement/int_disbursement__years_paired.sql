with

int_disbursement__reports as (
    select * from {{ ref('int_disbursement__reports') }}
),

reports as (
    select
        *,
        provinces_reported = provinces_expected as is_complete
    from int_disbursement__reports
),

-- What a year says of its plan now: its latest report from all provinces, else its latest.
latest as (
    select *
    from reports
    qualify row_number() over (
        partition by area_basis, territory_key, budget_year
        order by
            case when is_complete then 0 else 1 end,
            month_number desc,
            area_key desc
    ) = 1
),

-- How a year ended: its first report from the 31st of January on, for what is paid later is paid of
-- carried over capital. Until there is one, its latest.
last as (
    select *
    from reports
    qualify row_number() over (
        partition by area_basis, territory_key, budget_year
        order by
            case when is_final then 0 else 1 end,
            case when is_complete then 0 else 1 end,
            case when is_final then month_number else -month_number end,
            area_key desc
    ) = 1
),

-- A year that ended has something to carry over before the next one has reported.
final as (
    select
        coalesce(latest.area_basis, last.area_basis) as area_basis,
        coalesce(latest.area_key, last.area_key) as area_key,
        coalesce(latest.area_level, last.area_level) as area_level,
        coalesce(latest.budget_year, last.budget_year + 1) as budget_year,
        latest.as_of_month,
        latest.provinces_expected,
        latest.provinces_reported,
        coalesce(latest.is_complete and not latest.has_lost_rows, false) as is_whole,
        last.area_key as last_area_key,
        last.as_of_month as last_as_of_month,
        last.provinces_expected as last_provinces_expected,
        last.provinces_reported as last_provinces_reported,
        coalesce(last.is_complete and not last.has_lost_rows, false) as is_last_whole,
        coalesce(last.is_final, false) as is_last_final
    from latest
    full outer join last
        on
            latest.area_basis = last.area_basis
            and latest.territory_key = last.territory_key
            and latest.budget_year = last.budget_year + 1
    where
        latest.area_key is not null
        or last.is_final
)

select * from final
