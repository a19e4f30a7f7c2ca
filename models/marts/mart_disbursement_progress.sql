with

int_disbursement__rolled_up as (
    select * from {{ ref('int_disbursement__rolled_up') }}
),

int_disbursement__reports as (
    select * from {{ ref('int_disbursement__reports') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

final as (
    select
        int_disbursement__rolled_up.area_basis,
        int_disbursement__rolled_up.area_key,
        int_areas.area_level,
        int_areas.area_code,
        int_areas.area_name,
        int_areas.province_code,
        int_disbursement__rolled_up.as_of_month,
        int_disbursement__rolled_up.budget_year,
        int_disbursement__rolled_up.programme_code,
        int_disbursement__rolled_up.project_code,
        int_disbursement__rolled_up.capital_source,
        int_disbursement__rolled_up.capital_kind,
        int_disbursement__rolled_up.plan_type,
        int_disbursement__rolled_up.assigned_vnd,
        int_disbursement__rolled_up.allocated_vnd,
        int_disbursement__rolled_up.disbursed_vnd,
        int_disbursement__rolled_up.advance_vnd,
        int_disbursement__rolled_up.disbursed_in_month_vnd,
        int_disbursement__rolled_up.previous_area_key,
        int_disbursement__rolled_up.allocation_ratio,
        int_disbursement__rolled_up.disbursement_ratio,
        cast(int_disbursement__rolled_up.assigned_unknown as bigint) as assigned_unknown_lines,
        cast(int_disbursement__rolled_up.allocated_unknown as bigint) as allocated_unknown_lines,
        cast(int_disbursement__rolled_up.disbursed_unknown as bigint) as disbursed_unknown_lines,
        int_disbursement__reports.is_final,
        int_disbursement__reports.has_lost_rows,
        int_disbursement__reports.provinces_expected,
        int_disbursement__reports.provinces_reported
    from int_disbursement__rolled_up
    inner join int_disbursement__reports
        on
            int_disbursement__rolled_up.area_basis = int_disbursement__reports.area_basis
            and int_disbursement__rolled_up.area_key = int_disbursement__reports.area_key
            and int_disbursement__rolled_up.as_of_month = int_disbursement__reports.as_of_month
            and int_disbursement__rolled_up.budget_year = int_disbursement__reports.budget_year
    inner join int_areas
        on int_disbursement__rolled_up.area_key = int_areas.area_key
)

select * from final
