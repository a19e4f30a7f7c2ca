with

int_disbursement__forecasts as (
    select * from {{ ref('int_disbursement__forecasts') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

ranked as (
    select
        *,
        case
            when disbursement_ratio is not null
                then rank() over (
                    partition by
                        area_basis,
                        area_level,
                        as_of_month,
                        budget_year,
                        programme_code,
                        project_code
                    order by coalesce(disbursement_ratio, -1) desc
                )
        end as rank_in_level,
        count(disbursement_ratio) over (
            partition by
                area_basis, area_level, as_of_month, budget_year, programme_code, project_code
        ) as ranked_units,
        case
            when project_code is not null and disbursement_ratio is not null
                then rank() over (
                    partition by
                        area_basis,
                        area_key,
                        as_of_month,
                        budget_year,
                        programme_code,
                        project_code is null
                    order by coalesce(disbursement_ratio, -1) desc
                )
        end as rank_in_programme,
        count(case when project_code is not null then disbursement_ratio end) over (
            partition by area_basis, area_key, as_of_month, budget_year, programme_code
        ) as ranked_projects
    from int_disbursement__forecasts
),

final as (
    select
        ranked.area_basis,
        ranked.area_key,
        int_areas.area_level,
        int_areas.area_code,
        int_areas.area_name,
        int_areas.province_code,
        ranked.budget_year,
        ranked.as_of_month,
        ranked.programme_code,
        ranked.project_code,
        ranked.disbursement_ratio,
        cast(ranked.months_elapsed as double) / 13 as elapsed_ratio,
        (ranked.disbursement_ratio - cast(ranked.months_elapsed as double) / 13) * 100
            as elapsed_gap_points,
        ranked.forecast_ratio,
        ranked.forecast_low,
        ranked.forecast_high,
        ranked.forecast_years,
        ranked.forecast_error_points,
        cast(ranked.rank_in_level as integer) as rank_in_level,
        cast(ranked.ranked_units as integer) as ranked_units,
        cast(ranked.rank_in_programme as integer) as rank_in_programme,
        cast(ranked.ranked_projects as integer) as ranked_projects,
        coalesce(ranked.months_elapsed = 12 and ranked.disbursement_ratio < 0.5, false)
            as is_below_half_in_december
    from ranked
    inner join int_areas
        on ranked.area_key = int_areas.area_key
)

select * from final
