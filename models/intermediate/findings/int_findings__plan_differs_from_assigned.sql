-- The yearly plan that the plan report says is the one that the disbursement report of December or
-- January counts against (Luật Đầu tư công 2024: payment within the plan assigned).
with

int_capital_plans__lines as (
    select * from {{ ref('int_capital_plans__lines') }}
),

int_disbursement__lines as (
    select * from {{ ref('int_disbursement__lines') }}
    where
        is_counted
        and plan_type = 'in_year'
),

int_disbursement__years_paired as (
    select * from {{ ref('int_disbursement__years_paired') }}
    where
        area_basis = 'reported'
        and is_whole
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

assigned as (
    select
        int_disbursement__lines.area_key,
        int_disbursement__lines.as_of_month,
        int_disbursement__lines.budget_year,
        int_disbursement__lines.programme_code,
        int_disbursement__lines.project_code,
        int_disbursement__lines.capital_source,
        int_disbursement__lines.capital_kind,
        sum(int_disbursement__lines.assigned_vnd) as assigned_vnd
    from int_disbursement__lines
    inner join int_disbursement__years_paired
        on
            int_disbursement__lines.area_key = int_disbursement__years_paired.area_key
            and int_disbursement__lines.budget_year = int_disbursement__years_paired.budget_year
            and int_disbursement__lines.as_of_month = int_disbursement__years_paired.as_of_month
    -- Until December the plan may still be adjusted.
    where int_disbursement__lines.month_number >= int_disbursement__lines.budget_year * 12 + 12
    group by
        int_disbursement__lines.area_key,
        int_disbursement__lines.as_of_month,
        int_disbursement__lines.budget_year,
        int_disbursement__lines.programme_code,
        int_disbursement__lines.project_code,
        int_disbursement__lines.capital_source,
        int_disbursement__lines.capital_kind
    having count(*) = count(int_disbursement__lines.assigned_vnd)
),

yearly_plans as (
    select
        *,
        line_name || ' (' || {{ capital_label('plan_horizon') }} || ')' as subject_vi
    from int_capital_plans__lines
    where
        is_counted
        and plan_horizon = 'year'
),

differing as (
    select
        yearly_plans.*,
        assigned.assigned_vnd
    from yearly_plans
    inner join assigned
        on
            yearly_plans.area_key = assigned.area_key
            and yearly_plans.plan_year = assigned.budget_year
            and yearly_plans.programme_code = assigned.programme_code
            and coalesce(yearly_plans.project_code, '') = coalesce(assigned.project_code, '')
            and yearly_plans.capital_source = assigned.capital_source
            and yearly_plans.capital_kind = assigned.capital_kind
    -- The forms are in triệu đồng: less than one is rounding.
    where abs(yearly_plans.planned_vnd - assigned.assigned_vnd) >= 1000000
),

final as (
    select
        {{ finding_id('plan_differs_from_assigned', [
            'differing.programme_code', 'differing.project_code',
            'differing.capital_source', 'differing.capital_kind',
        ]) }} as finding_id,
        'plan_differs_from_assigned' as rule_code,
        differing.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        differing.sheet,
        differing.row_number,
        differing.block,
        'planned_vnd' as field,
        int_submissions__latest.issuer_area_code as area_code,
        differing.subject_vi,
        cast(differing.planned_vnd as {{ dbt.type_string() }}) as value_given,
        cast(differing.assigned_vnd as {{ dbt.type_string() }}) as value_expected,
        int_submissions__latest.received_at as first_seen_at
    from differing
    inner join int_submissions__latest
        on differing.submission_id = int_submissions__latest.submission_id
)

select * from final
