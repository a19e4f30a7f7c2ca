with

int_disbursement__rolled_up as (
    select * from {{ ref('int_disbursement__rolled_up') }}
    where
        plan_type = 'total'
        and capital_source = 'total'
        and capital_kind = 'total'
),

int_disbursement__reports as (
    select * from {{ ref('int_disbursement__reports') }}
),

-- Money of year N is disbursed from January of N to the 31st of January of N+1: thirteen months.
ratios as (
    select
        int_disbursement__rolled_up.area_basis,
        int_disbursement__rolled_up.area_key,
        int_disbursement__reports.area_level,
        int_disbursement__reports.territory_key,
        int_disbursement__rolled_up.as_of_month,
        int_disbursement__rolled_up.budget_year,
        int_disbursement__reports.month_number - int_disbursement__rolled_up.budget_year * 12
            as months_elapsed,
        int_disbursement__rolled_up.programme_code,
        int_disbursement__rolled_up.project_code,
        int_disbursement__rolled_up.disbursement_ratio,
        int_disbursement__reports.is_final,
        int_disbursement__reports.provinces_reported
        = int_disbursement__reports.provinces_expected as is_whole
    from int_disbursement__rolled_up
    inner join int_disbursement__reports
        on
            int_disbursement__rolled_up.area_basis = int_disbursement__reports.area_basis
            and int_disbursement__rolled_up.area_key = int_disbursement__reports.area_key
            and int_disbursement__rolled_up.as_of_month = int_disbursement__reports.as_of_month
            and int_disbursement__rolled_up.budget_year = int_disbursement__reports.budget_year
),

-- A territory may stand under two of its versions in one month: the later one goes on.
whole as (
    select *
    from ratios
    where
        is_whole
        and disbursement_ratio is not null
    qualify row_number() over (
        partition by
            area_basis, territory_key, budget_year, as_of_month, programme_code, project_code
        order by area_key desc
    ) = 1
),

finals as (
    select
        area_basis,
        territory_key,
        budget_year,
        programme_code,
        project_code,
        disbursement_ratio as final_ratio
    from whole
    where
        is_final
        and months_elapsed = 13
),

-- What past years still disbursed from this month to their deadline, in parts of the plan.
past as (
    select
        whole.area_basis,
        whole.territory_key,
        whole.budget_year,
        whole.months_elapsed,
        whole.programme_code,
        whole.project_code,
        whole.disbursement_ratio,
        finals.final_ratio,
        -- Exact, so that a mean of them does not depend on their order.
        cast(finals.final_ratio - whole.disbursement_ratio as decimal(18, 12)) as still_to_come
    from whole
    inner join finals
        on
            whole.area_basis = finals.area_basis
            and whole.territory_key = finals.territory_key
            and whole.budget_year = finals.budget_year
            and whole.programme_code = finals.programme_code
            and coalesce(whole.project_code, '') = coalesce(finals.project_code, '')
),

added_up as (
    select
        ratios.area_basis,
        ratios.area_key,
        ratios.area_level,
        ratios.territory_key,
        ratios.as_of_month,
        ratios.budget_year,
        ratios.months_elapsed,
        ratios.programme_code,
        ratios.project_code,
        ratios.disbursement_ratio,
        ratios.is_whole,
        count(past.still_to_come) as forecast_years,
        ratios.disbursement_ratio
        + cast(sum(past.still_to_come) as double) / nullif(count(past.still_to_come), 0)
            as forecast_ratio,
        ratios.disbursement_ratio + cast(min(past.still_to_come) as double) as forecast_low,
        ratios.disbursement_ratio + cast(max(past.still_to_come) as double) as forecast_high
    from ratios
    left join past
        on
            ratios.area_basis = past.area_basis
            and ratios.territory_key = past.territory_key
            and ratios.months_elapsed = past.months_elapsed
            and ratios.programme_code = past.programme_code
            and coalesce(ratios.project_code, '') = coalesce(past.project_code, '')
            and ratios.budget_year > past.budget_year
            and ratios.is_whole
    group by
        ratios.area_basis,
        ratios.area_key,
        ratios.area_level,
        ratios.territory_key,
        ratios.as_of_month,
        ratios.budget_year,
        ratios.months_elapsed,
        ratios.programme_code,
        ratios.project_code,
        ratios.disbursement_ratio,
        ratios.is_whole
),

forecast as (
    select
        area_basis,
        area_key,
        area_level,
        territory_key,
        as_of_month,
        budget_year,
        months_elapsed,
        programme_code,
        project_code,
        disbursement_ratio,
        is_whole,
        forecast_years,
        case when forecast_ratio > 1 then 1 else forecast_ratio end as forecast_ratio,
        case when forecast_low > 1 then 1 else forecast_low end as forecast_low,
        case when forecast_high > 1 then 1 else forecast_high end as forecast_high
    from added_up
),

-- How far the same forecast, made in this month of past years, was from what became of them.
missed as (
    select
        forecast.area_basis,
        forecast.territory_key,
        forecast.budget_year,
        forecast.months_elapsed,
        forecast.programme_code,
        forecast.project_code,
        cast(abs(forecast.forecast_ratio - finals.final_ratio) * 100 as decimal(18, 12))
            as missed_by_points
    from forecast
    inner join finals
        on
            forecast.area_basis = finals.area_basis
            and forecast.territory_key = finals.territory_key
            and forecast.budget_year = finals.budget_year
            and forecast.programme_code = finals.programme_code
            and coalesce(forecast.project_code, '') = coalesce(finals.project_code, '')
    where forecast.forecast_ratio is not null
),

errors as (
    select
        forecast.area_basis,
        forecast.area_key,
        forecast.as_of_month,
        forecast.budget_year,
        forecast.programme_code,
        forecast.project_code,
        cast(sum(missed.missed_by_points) as double) / count(*) as forecast_error_points
    from forecast
    inner join missed
        on
            forecast.area_basis = missed.area_basis
            and forecast.territory_key = missed.territory_key
            and forecast.months_elapsed = missed.months_elapsed
            and forecast.programme_code = missed.programme_code
            and coalesce(forecast.project_code, '') = coalesce(missed.project_code, '')
            and forecast.budget_year > missed.budget_year
    group by
        forecast.area_basis,
        forecast.area_key,
        forecast.as_of_month,
        forecast.budget_year,
        forecast.programme_code,
        forecast.project_code
),

final as (
    select
        forecast.area_basis,
        forecast.area_key,
        forecast.area_level,
        forecast.as_of_month,
        forecast.budget_year,
        forecast.programme_code,
        forecast.project_code,
        forecast.months_elapsed,
        forecast.disbursement_ratio,
        cast(forecast.forecast_years as integer) as forecast_years,
        forecast.forecast_ratio,
        forecast.forecast_low,
        forecast.forecast_high,
        errors.forecast_error_points,
        forecast.is_whole
    from forecast
    left join errors
        on
            forecast.area_basis = errors.area_basis
            and forecast.area_key = errors.area_key
            and forecast.as_of_month = errors.as_of_month
            and forecast.budget_year = errors.budget_year
            and forecast.programme_code = errors.programme_code
            and coalesce(forecast.project_code, '') = coalesce(errors.project_code, '')
)

select * from final
