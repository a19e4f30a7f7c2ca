-- The capital of all years, carried over or not, is the central capital of the progress.
with

mart_disbursement_by_origin as (
    select * from {{ ref('mart_disbursement_by_origin') }}
),

mart_disbursement_progress as (
    select * from {{ ref('mart_disbursement_progress') }}
    where
        project_code is null
        and capital_source = 'central'
        and plan_type = 'total'
),

sums as (
    select
        area_basis,
        area_key,
        as_of_month,
        budget_year,
        programme_code,
        capital_kind,
        sum(assigned_vnd) as assigned_vnd,
        sum(disbursed_vnd) as disbursed_vnd
    from mart_disbursement_by_origin
    group by
        area_basis,
        area_key,
        as_of_month,
        budget_year,
        programme_code,
        capital_kind
)

select
    mart_disbursement_progress.area_basis,
    mart_disbursement_progress.area_key,
    mart_disbursement_progress.as_of_month,
    mart_disbursement_progress.budget_year,
    mart_disbursement_progress.programme_code,
    mart_disbursement_progress.capital_kind
from mart_disbursement_progress
full outer join sums
    on
        mart_disbursement_progress.area_basis = sums.area_basis
        and mart_disbursement_progress.area_key = sums.area_key
        and mart_disbursement_progress.as_of_month = sums.as_of_month
        and mart_disbursement_progress.budget_year = sums.budget_year
        and mart_disbursement_progress.programme_code = sums.programme_code
        and mart_disbursement_progress.capital_kind = sums.capital_kind
where
    mart_disbursement_progress.area_key is null
    or sums.area_key is null
    or coalesce(mart_disbursement_progress.assigned_vnd, -1) <> coalesce(sums.assigned_vnd, -1)
    or coalesce(mart_disbursement_progress.disbursed_vnd, -1) <> coalesce(sums.disbursed_vnd, -1)
