with

int_capital_plans__rolled_up as (
    select * from {{ ref('int_capital_plans__rolled_up') }}
),

int_capital_plans__reports as (
    select * from {{ ref('int_capital_plans__reports') }}
),

int_disbursement__rolled_up as (
    select * from {{ ref('int_disbursement__rolled_up') }}
    where plan_type = 'in_year'
),

int_disbursement__years_paired as (
    select * from {{ ref('int_disbursement__years_paired') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__continued as (
    select * from {{ ref('int_areas__continued') }}
),

plans as (
    select
        int_capital_plans__rolled_up.*,
        int_areas__continued.territory_key,
        int_capital_plans__reports.has_lost_rows,
        int_capital_plans__reports.provinces_expected,
        int_capital_plans__reports.provinces_reported
    from int_capital_plans__rolled_up
    inner join int_areas__continued
        on int_capital_plans__rolled_up.area_key = int_areas__continued.area_key
    inner join int_capital_plans__reports
        on
            int_capital_plans__rolled_up.area_basis = int_capital_plans__reports.area_basis
            and int_capital_plans__rolled_up.area_key = int_capital_plans__reports.area_key
            and int_capital_plans__rolled_up.plan_year = int_capital_plans__reports.plan_year
),

-- Of the budgets' yearly plan, what the disbursement report says was assigned.
assigned as (
    select
        int_disbursement__years_paired.area_basis,
        int_disbursement__years_paired.area_key,
        int_disbursement__years_paired.budget_year,
        int_disbursement__years_paired.as_of_month,
        int_disbursement__years_paired.is_whole,
        int_disbursement__rolled_up.programme_code,
        int_disbursement__rolled_up.project_code,
        int_disbursement__rolled_up.capital_source,
        int_disbursement__rolled_up.capital_kind,
        int_disbursement__rolled_up.assigned_vnd,
        int_disbursement__rolled_up.assigned_unknown
    from int_disbursement__years_paired
    inner join int_disbursement__rolled_up
        on
            int_disbursement__years_paired.area_basis = int_disbursement__rolled_up.area_basis
            and int_disbursement__years_paired.area_key = int_disbursement__rolled_up.area_key
            and int_disbursement__years_paired.budget_year
            = int_disbursement__rolled_up.budget_year
            and int_disbursement__years_paired.as_of_month
            = int_disbursement__rolled_up.as_of_month
    where int_disbursement__rolled_up.capital_source in ('central', 'local')
),

-- Of a five-year plan, the yearly plans that were made of it so far, under whatever version of its
-- territory they were reported.
yearly as (
    select
        five_year.area_basis,
        five_year.area_key,
        five_year.plan_year,
        five_year.programme_code,
        five_year.project_code,
        five_year.capital_source,
        five_year.capital_kind,
        sum(yearly_plans.planned_vnd) as yearly_planned_vnd,
        count(yearly_plans.planned_vnd) as years_planned,
        sum(yearly_plans.plans_unknown)
        + sum(case when yearly_plans.has_lost_rows then 1 else 0 end) as plans_unknown
    from plans as five_year
    inner join plans as yearly_plans
        on
            five_year.area_basis = yearly_plans.area_basis
            and five_year.territory_key = yearly_plans.territory_key
            and five_year.programme_code = yearly_plans.programme_code
            and coalesce(five_year.project_code, '') = coalesce(yearly_plans.project_code, '')
            and five_year.capital_source = yearly_plans.capital_source
            and five_year.capital_kind = yearly_plans.capital_kind
            and five_year.from_year <= yearly_plans.plan_year
            and five_year.plan_year >= yearly_plans.plan_year
    where
        five_year.plan_horizon = 'five_year'
        and yearly_plans.plan_horizon = 'year'
    group by
        five_year.area_basis,
        five_year.area_key,
        five_year.plan_year,
        five_year.programme_code,
        five_year.project_code,
        five_year.capital_source,
        five_year.capital_kind
),

final as (
    select
        stated.area_basis,
        stated.area_key,
        stated.territory_key,
        int_areas.area_level,
        int_areas.area_code,
        int_areas.area_name,
        int_areas.province_code,
        stated.plan_year,
        stated.plan_horizon,
        stated.from_year,
        stated.programme_code,
        stated.project_code,
        stated.capital_source,
        stated.capital_kind,
        stated.initial_vnd,
        stated.adjusted_vnd,
        stated.planned_vnd,
        stated.realised_vnd,
        cast(stated.realised_of_planned_vnd as double)
        / nullif(cast(stated.planned_of_realised_vnd as double), 0) as realised_ratio,
        assigned.as_of_month as assigned_as_of_month,
        assigned.assigned_vnd,
        cast(case
            when
                assigned.is_whole
                and not stated.has_lost_rows
                and stated.plans_unknown + assigned.assigned_unknown = 0
                and stated.provinces_reported = stated.provinces_expected
                then stated.planned_vnd - assigned.assigned_vnd
        end as decimal(20, 0)) as assigned_difference_vnd,
        cast(yearly.yearly_planned_vnd as decimal(20, 0)) as yearly_planned_vnd,
        cast(yearly.years_planned as integer) as years_planned,
        cast(case
            when not stated.has_lost_rows and stated.plans_unknown + yearly.plans_unknown = 0
                then stated.planned_vnd - yearly.yearly_planned_vnd
        end as decimal(20, 0)) as left_to_plan_vnd,
        cast(stated.plans_unknown as bigint) as planned_unknown_lines,
        stated.has_lost_rows,
        stated.provinces_expected,
        stated.provinces_reported
    from plans as stated
    inner join int_areas
        on stated.area_key = int_areas.area_key
    left join assigned
        on
            stated.plan_horizon = 'year'
            and stated.area_basis = assigned.area_basis
            and stated.area_key = assigned.area_key
            and stated.plan_year = assigned.budget_year
            and stated.programme_code = assigned.programme_code
            and coalesce(stated.project_code, '') = coalesce(assigned.project_code, '')
            and stated.capital_source = assigned.capital_source
            and stated.capital_kind = assigned.capital_kind
    left join yearly
        on
            stated.plan_horizon = 'five_year'
            and stated.area_basis = yearly.area_basis
            and stated.area_key = yearly.area_key
            and stated.plan_year = yearly.plan_year
            and stated.programme_code = yearly.programme_code
            and coalesce(stated.project_code, '') = coalesce(yearly.project_code, '')
            and stated.capital_source = yearly.capital_source
            and stated.capital_kind = yearly.capital_kind
)

select * from final
