with

int_capital_plans__lines as (
    select * from {{ ref('int_capital_plans__lines') }}
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
        period,
        plan_year,
        report_phase,
        line_name,
        programme_code,
        project_code,
        plan_horizon,
        capital_source,
        capital_kind,
        initial_vnd,
        adjusted_vnd,
        planned_vnd,
        realised_vnd,
        is_counted
    from int_capital_plans__lines
)

select * from final
