-- The yearly plans of the years so far stay within the five-year plan (Luật Đầu tư công 2024: the
-- yearly plan is made of the medium-term plan).
with

int_capital_plans__lines as (
    select * from {{ ref('int_capital_plans__lines') }}
    where is_counted
),

int_areas__continued as (
    select * from {{ ref('int_areas__continued') }}
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

lines as (
    select
        int_capital_plans__lines.*,
        int_areas__continued.territory_key
    from int_capital_plans__lines
    inner join int_areas__continued
        on int_capital_plans__lines.area_key = int_areas__continued.area_key
),

five_year_plans as (
    select
        *,
        line_name || ' (' || {{ capital_label('plan_horizon') }} || ')' as subject_vi
    from lines
    where plan_horizon = 'five_year'
),

summed as (
    select
        five_year_plans.submission_id,
        five_year_plans.sheet,
        five_year_plans.row_number,
        five_year_plans.block,
        five_year_plans.programme_code,
        five_year_plans.project_code,
        five_year_plans.capital_source,
        five_year_plans.capital_kind,
        five_year_plans.subject_vi,
        five_year_plans.planned_vnd,
        sum(yearly_plans.planned_vnd) as yearly_planned_vnd
    from five_year_plans
    inner join lines as yearly_plans
        on
            five_year_plans.territory_key = yearly_plans.territory_key
            and five_year_plans.programme_code = yearly_plans.programme_code
            and coalesce(five_year_plans.project_code, '')
            = coalesce(yearly_plans.project_code, '')
            and five_year_plans.capital_source = yearly_plans.capital_source
            and five_year_plans.capital_kind = yearly_plans.capital_kind
            and five_year_plans.from_year <= yearly_plans.plan_year
            and five_year_plans.plan_year >= yearly_plans.plan_year
    where yearly_plans.plan_horizon = 'year'
    group by
        five_year_plans.submission_id,
        five_year_plans.sheet,
        five_year_plans.row_number,
        five_year_plans.block,
        five_year_plans.programme_code,
        five_year_plans.project_code,
        five_year_plans.capital_source,
        five_year_plans.capital_kind,
        five_year_plans.subject_vi,
        five_year_plans.planned_vnd
    -- What a year leaves unknown only adds; less than a triệu đồng is rounding.
    having sum(yearly_plans.planned_vnd) >= five_year_plans.planned_vnd + 1000000
),

final as (
    select
        {{ finding_id('yearly_plans_exceed_five_year_plan', [
            'summed.programme_code', 'summed.project_code',
            'summed.capital_source', 'summed.capital_kind',
        ]) }} as finding_id,
        'yearly_plans_exceed_five_year_plan' as rule_code,
        summed.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        summed.sheet,
        summed.row_number,
        summed.block,
        'planned_vnd' as field,
        int_submissions__latest.issuer_area_code as area_code,
        summed.subject_vi,
        cast(summed.yearly_planned_vnd as {{ dbt.type_string() }}) as value_given,
        cast(summed.planned_vnd as {{ dbt.type_string() }}) as value_expected,
        int_submissions__latest.received_at as first_seen_at
    from summed
    inner join int_submissions__latest
        on summed.submission_id = int_submissions__latest.submission_id
)

select * from final
