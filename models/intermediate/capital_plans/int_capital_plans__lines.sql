with

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

stg_province__capital_plan as (
    select * from {{ ref('stg_province__capital_plan') }}
),

lines as (
    select
        stg_province__capital_plan.submission_id,
        stg_province__capital_plan.sheet,
        stg_province__capital_plan.row_number,
        stg_province__capital_plan.block,
        int_submissions__latest.origin,
        int_submissions__latest.issuer_code,
        int_submissions__latest.scope_area_code,
        int_submissions__latest.is_whole_issuer,
        int_submissions__latest.issuer_area_key as area_key,
        int_submissions__latest.period,
        int_submissions__latest.period_year as plan_year,
        -- The five-year plans are of 2021-2025, 2026-2030 …
        case stg_province__capital_plan.plan_horizon
            when 'five_year'
                then
                    int_submissions__latest.period_year
                    - mod(int_submissions__latest.period_year - 1, 5)
            else int_submissions__latest.period_year
        end as from_year,
        int_submissions__latest.period_end,
        int_submissions__latest.report_phase,
        int_submissions__latest.phase_rank,
        stg_province__capital_plan.line_name,
        stg_province__capital_plan.programme_code,
        stg_province__capital_plan.project_code,
        stg_province__capital_plan.plan_horizon,
        stg_province__capital_plan.capital_source,
        stg_province__capital_plan.capital_kind,
        stg_province__capital_plan.initial_vnd,
        stg_province__capital_plan.adjusted_vnd,
        stg_province__capital_plan.planned_vnd,
        stg_province__capital_plan.realised_vnd
    from stg_province__capital_plan
    inner join int_submissions__latest
        on stg_province__capital_plan.submission_id = int_submissions__latest.submission_id
    where stg_province__capital_plan.row_kind = 'detail'
),

-- The plans count what a province or ministry says of all that is its own, in the best phase.
final as (
    select
        *,
        is_whole_issuer
        and phase_rank = max(case when is_whole_issuer then phase_rank end) over (
            partition by issuer_code, plan_year
        ) as is_counted
    from lines
)

select * from final
