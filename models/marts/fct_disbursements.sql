with

int_disbursement__lines as (
    select * from {{ ref('int_disbursement__lines') }}
),

final as (
    select
        submission_id,
        sheet,
        row_number,
        block,
        origin,
        issuer_code,
        scope_area_code,
        area_key,
        as_of_month as period,
        as_of,
        budget_year,
        report_phase,
        line_name,
        programme_code,
        project_code,
        plan_type,
        capital_source,
        capital_kind,
        origin_year,
        assigned_vnd,
        allocated_vnd,
        disbursed_vnd,
        advance_vnd,
        disbursement_ratio_printed,
        is_counted
    from int_disbursement__lines
)

select * from final
