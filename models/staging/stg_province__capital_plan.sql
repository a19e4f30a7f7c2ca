with

source as (
    {{ landed_lines('province__capital_plan') }}
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
        plan_horizon,
        capital_source,
        capital_kind,

        ---------- measures
        initial_vnd,
        adjusted_vnd,
        planned_vnd,
        realised_vnd,

        ---------- as printed
        cell_states
    from source
)

select * from final
