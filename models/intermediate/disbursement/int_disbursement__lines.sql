with

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

stg_treasury__disbursement as (
    select * from {{ ref('stg_treasury__disbursement') }}
),

lines as (
    select
        stg_treasury__disbursement.submission_id,
        stg_treasury__disbursement.sheet,
        stg_treasury__disbursement.row_number,
        stg_treasury__disbursement.block,
        int_submissions__latest.origin,
        int_submissions__latest.issuer_code,
        int_submissions__latest.scope_area_code,
        int_submissions__latest.is_whole_issuer,
        int_submissions__latest.issuer_area_key as area_key,
        int_submissions__latest.period as as_of_month,
        int_submissions__latest.as_of,
        coalesce(int_submissions__latest.budget_year, int_submissions__latest.period_year)
            as budget_year,
        -- Months counted from year 0, so that the month before is one less.
        int_submissions__latest.period_year * 12
        + cast(extract(month from int_submissions__latest.period_start) as integer) as month_number,
        int_submissions__latest.period_end,
        int_submissions__latest.report_phase,
        int_submissions__latest.phase_rank,
        int_submissions__latest.received_at,
        stg_treasury__disbursement.line_name,
        stg_treasury__disbursement.programme_code,
        stg_treasury__disbursement.project_code,
        stg_treasury__disbursement.plan_type,
        stg_treasury__disbursement.capital_source,
        stg_treasury__disbursement.capital_kind,
        case
            when stg_treasury__disbursement.plan_type = 'carry_over'
                then stg_treasury__disbursement.origin_year
            else coalesce(int_submissions__latest.budget_year, int_submissions__latest.period_year)
        end as origin_year,
        stg_treasury__disbursement.assigned_vnd,
        stg_treasury__disbursement.allocated_vnd,
        stg_treasury__disbursement.disbursed_vnd,
        stg_treasury__disbursement.advance_vnd,
        stg_treasury__disbursement.disbursement_ratio_printed
    from stg_treasury__disbursement
    inner join int_submissions__latest
        on stg_treasury__disbursement.submission_id = int_submissions__latest.submission_id
    where stg_treasury__disbursement.row_kind = 'detail'
),

-- Progress counts what a province or ministry says of all that is its own, in the best phase.
best_phases as (
    select
        issuer_code,
        as_of_month,
        budget_year,
        max(phase_rank) as phase_rank
    from lines
    where is_whole_issuer
    group by
        issuer_code,
        as_of_month,
        budget_year
),

final as (
    select
        lines.*,
        lines.is_whole_issuer and best_phases.phase_rank is not null as is_counted
    from lines
    left join best_phases
        on
            lines.issuer_code = best_phases.issuer_code
            and lines.as_of_month = best_phases.as_of_month
            and lines.budget_year = best_phases.budget_year
            and lines.phase_rank = best_phases.phase_rank
)

select * from final
