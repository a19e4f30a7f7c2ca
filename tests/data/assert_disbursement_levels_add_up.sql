-- Nation = regions + ministries, region = provinces, to the đồng, in every block and total.
with

mart_disbursement_progress as (
    select * from {{ ref('mart_disbursement_progress') }}
),

int_areas__ancestors as (
    select * from {{ ref('int_areas__ancestors') }}
),

-- What each level is the sum of.
steps as (
    select
        'nation' as area_level,
        'region' as part_level
    union all
    select
        'nation' as area_level,
        'ministry' as part_level
    union all
    select
        'region' as area_level,
        'province' as part_level
),

sums as (
    select
        parts.area_basis,
        int_areas__ancestors.ancestor_area_key as area_key,
        parts.as_of_month,
        parts.budget_year,
        parts.programme_code,
        parts.project_code,
        parts.capital_source,
        parts.capital_kind,
        parts.plan_type,
        sum(parts.assigned_vnd) as assigned_vnd,
        sum(parts.allocated_vnd) as allocated_vnd,
        sum(parts.disbursed_vnd) as disbursed_vnd,
        sum(parts.advance_vnd) as advance_vnd,
        case
            when count(parts.disbursed_in_month_vnd) = count(*)
                then sum(parts.disbursed_in_month_vnd)
        end as disbursed_in_month_vnd
    from mart_disbursement_progress as parts
    inner join int_areas__ancestors
        on parts.area_key = int_areas__ancestors.area_key
    inner join steps
        on
            parts.area_level = steps.part_level
            and int_areas__ancestors.ancestor_level = steps.area_level
    group by
        parts.area_basis,
        int_areas__ancestors.ancestor_area_key,
        parts.as_of_month,
        parts.budget_year,
        parts.programme_code,
        parts.project_code,
        parts.capital_source,
        parts.capital_kind,
        parts.plan_type
),

wholes as (
    select *
    from mart_disbursement_progress
    where area_level in ('nation', 'region')
)

select
    wholes.area_basis,
    wholes.area_key,
    wholes.as_of_month,
    wholes.budget_year,
    wholes.programme_code,
    wholes.project_code
from wholes
full outer join sums
    on
        wholes.area_basis = sums.area_basis
        and wholes.area_key = sums.area_key
        and wholes.as_of_month = sums.as_of_month
        and wholes.budget_year = sums.budget_year
        and wholes.programme_code = sums.programme_code
        and coalesce(wholes.project_code, '') = coalesce(sums.project_code, '')
        and wholes.capital_source = sums.capital_source
        and wholes.capital_kind = sums.capital_kind
        and wholes.plan_type = sums.plan_type
where
    wholes.area_key is null
    or sums.area_key is null
    or coalesce(wholes.assigned_vnd, -1) <> coalesce(sums.assigned_vnd, -1)
    or coalesce(wholes.allocated_vnd, -1) <> coalesce(sums.allocated_vnd, -1)
    or coalesce(wholes.disbursed_vnd, -1) <> coalesce(sums.disbursed_vnd, -1)
    or coalesce(wholes.advance_vnd, -1) <> coalesce(sums.advance_vnd, -1)
    or coalesce(wholes.disbursed_in_month_vnd, -1) <> coalesce(sums.disbursed_in_month_vnd, -1)
