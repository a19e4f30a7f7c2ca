with

source as (
    {{ landed_lines('treasury__disbursement') }}
),

final as (
    select
        ---------- ids
        submission_id,
        sheet,
        row_number,
        row_kind,
        block,
        tt,
        line_name,
        project_code_printed,
        programme_code,
        project_code,
        plan_type,
        capital_source,
        capital_kind,
        cast(origin_year as integer) as origin_year,

        ---------- measures
        assigned_vnd,
        allocated_vnd,
        disbursed_vnd,
        advance_vnd,

        ---------- as printed
        disbursement_ratio_printed,
        cell_states
    from source
)

select * from final
