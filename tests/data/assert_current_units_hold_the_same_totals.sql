-- Today's units hold every household, đồng and commune that the units of the day hold: the nation
-- is the same under both.
with

mart_poverty_rates as (
    select * from {{ ref('mart_poverty_rates') }}
    where area_level = 'nation'
),

mart_poverty_transitions as (
    select * from {{ ref('mart_poverty_transitions') }}
    where area_level = 'nation'
),

mart_deprivations as (
    select * from {{ ref('mart_deprivations') }}
    where area_level = 'nation'
),

mart_deprivation_intensity as (
    select * from {{ ref('mart_deprivation_intensity') }}
    where area_level = 'nation'
),

mart_poverty_by_group as (
    select * from {{ ref('mart_poverty_by_group') }}
    where area_level = 'nation'
),

mart_disbursement_progress as (
    select * from {{ ref('mart_disbursement_progress') }}
    where area_level = 'nation'
),

mart_capital_plans as (
    select * from {{ ref('mart_capital_plans') }}
    where area_level = 'nation'
),

mart_commune_coverage as (
    select * from {{ ref('mart_commune_coverage') }}
    where area_level = 'nation'
),

fct_indicator_values as (
    select * from {{ ref('fct_indicator_values') }}
    where
        area_level = 'nation'
        and source = 'submissions'
        and numerator is not null
),

nations as (
    select
        area_basis,
        {{ hashed_key(["'poverty'", 'review_year', 'urban_rural', 'poverty_standard']) }}
            as compared_key,
        cast(households as decimal(20, 0)) as first_measure,
        cast(poor_households as decimal(20, 0)) as second_measure,
        cast(communes_expected as decimal(20, 0)) as third_measure
    from mart_poverty_rates
    union all
    select
        area_basis,
        {{ hashed_key([
            "'transitions'",
            'review_year',
            'poverty_standard',
            'household_group',
            'counted',
            'flow',
        ]) }} as compared_key,
        cast(flow_value as decimal(20, 0)) as first_measure,
        cast(communes_reported as decimal(20, 0)) as second_measure,
        cast(communes_expected as decimal(20, 0)) as third_measure
    from mart_poverty_transitions
    union all
    select
        area_basis,
        {{ hashed_key([
            "'deprivations'",
            'review_year',
            'poverty_standard',
            'household_group',
            'indicator_code',
        ]) }} as compared_key,
        cast(households_deprived as decimal(20, 0)) as first_measure,
        cast(group_households as decimal(20, 0)) as second_measure,
        cast(communes_expected as decimal(20, 0)) as third_measure
    from mart_deprivations
    union all
    select
        area_basis,
        {{ hashed_key(["'intensity'", 'review_year', 'poverty_standard', 'household_group']) }}
            as compared_key,
        cast(households as decimal(20, 0)) as first_measure,
        cast(group_households as decimal(20, 0)) as second_measure,
        cast(deprivations as decimal(20, 0)) as third_measure
    from mart_deprivation_intensity
    union all
    select
        area_basis,
        {{ hashed_key([
            "'groups'",
            'review_year',
            'poverty_standard',
            'group_kind',
            'household_group',
            'group_code',
        ]) }} as compared_key,
        cast(households as decimal(20, 0)) as first_measure,
        cast(poor_households as decimal(20, 0)) as second_measure,
        cast(near_poor_households as decimal(20, 0)) as third_measure
    from mart_poverty_by_group
    union all
    select
        area_basis,
        {{ hashed_key([
            "'disbursement'",
            'as_of_month',
            'budget_year',
            'programme_code',
            'project_code',
            'capital_source',
            'capital_kind',
            'plan_type',
        ]) }} as compared_key,
        assigned_vnd as first_measure,
        allocated_vnd as second_measure,
        disbursed_vnd as third_measure
    from mart_disbursement_progress
    union all
    select
        area_basis,
        {{ hashed_key([
            "'plan'",
            'plan_year',
            'plan_horizon',
            'programme_code',
            'project_code',
            'capital_source',
            'capital_kind',
        ]) }} as compared_key,
        planned_vnd as first_measure,
        initial_vnd as second_measure,
        realised_vnd as third_measure
    from mart_capital_plans
    union all
    select
        area_basis,
        {{ hashed_key(["'coverage'", 'status_year', 'criterion', 'unit_type']) }} as compared_key,
        cast(communes_met as decimal(20, 0)) as first_measure,
        cast(communes_reported as decimal(20, 0)) as second_measure,
        cast(communes_total as decimal(20, 0)) as third_measure
    from mart_commune_coverage
    union all
    select
        area_basis,
        {{ hashed_key([
            "'indicator'",
            'indicator_code',
            'period',
            'period_year',
            'poverty_standard',
            'breakdown_by',
            'breakdown',
        ]) }} as compared_key,
        numerator as first_measure,
        denominator as second_measure,
        cast(units_reported as decimal(20, 0)) as third_measure
    from fct_indicator_values
)

select compared_key
from nations
group by compared_key
having
    count(*) <> 2
    or count(distinct area_basis) <> 2
    or min(coalesce(first_measure, -1)) <> max(coalesce(first_measure, -1))
    or min(coalesce(second_measure, -1)) <> max(coalesce(second_measure, -1))
    or min(coalesce(third_measure, -1)) <> max(coalesce(third_measure, -1))
