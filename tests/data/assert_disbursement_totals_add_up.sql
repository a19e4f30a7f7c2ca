-- The row of a whole programme in all its capital is the sum of the lines that the province or
-- ministry reported, to the đồng; and every total of plan types is the sum of the plan types, so
-- for sources and kinds.
with

mart_disbursement_progress as (
    select * from {{ ref('mart_disbursement_progress') }}
    where
        area_basis = 'reported'
        and area_level in ('province', 'ministry')
),

int_disbursement__lines as (
    select * from {{ ref('int_disbursement__lines') }}
    where
        is_counted
        and programme_code is not null
),

line_sums as (
    select
        area_key,
        as_of_month,
        budget_year,
        programme_code,
        sum(assigned_vnd) as assigned_vnd,
        sum(allocated_vnd) as allocated_vnd,
        sum(disbursed_vnd) as disbursed_vnd,
        sum(advance_vnd) as advance_vnd
    from int_disbursement__lines
    group by
        area_key,
        as_of_month,
        budget_year,
        programme_code
),

programmes as (
    select *
    from mart_disbursement_progress
    where
        project_code is null
        and capital_source = 'total'
        and capital_kind = 'total'
        and plan_type = 'total'
),

marked as (
    select
        *,
        case plan_type when 'total' then 1 else 0 end as plan_total,
        case capital_source when 'total' then 1 else 0 end as source_total,
        case capital_kind when 'total' then 1 else 0 end as kind_total
    from mart_disbursement_progress
),

block_sums as (
    select
        area_key,
        as_of_month,
        budget_year,
        programme_code,
        project_code,
        sum(case when plan_total + source_total + kind_total = 0 then disbursed_vnd end)
            as of_blocks_vnd,
        sum(case when plan_total = 0 and source_total + kind_total = 2 then disbursed_vnd end)
            as of_plan_types_vnd,
        sum(case when source_total = 0 and plan_total + kind_total = 2 then disbursed_vnd end)
            as of_sources_vnd,
        sum(case when kind_total = 0 and plan_total + source_total = 2 then disbursed_vnd end)
            as of_kinds_vnd,
        sum(case when plan_total + source_total + kind_total = 3 then disbursed_vnd end)
            as total_vnd
    from marked
    group by
        area_key,
        as_of_month,
        budget_year,
        programme_code,
        project_code
)

select
    'lines' as compared_with,
    coalesce(programmes.area_key, line_sums.area_key) as area_key,
    coalesce(programmes.as_of_month, line_sums.as_of_month) as as_of_month,
    coalesce(programmes.programme_code, line_sums.programme_code) as programme_code,
    cast(null as {{ dbt.type_string() }}) as project_code
from programmes
full outer join line_sums
    on
        programmes.area_key = line_sums.area_key
        and programmes.as_of_month = line_sums.as_of_month
        and programmes.budget_year = line_sums.budget_year
        and programmes.programme_code = line_sums.programme_code
where
    programmes.area_key is null
    or line_sums.area_key is null
    or coalesce(programmes.assigned_vnd, -1) <> coalesce(line_sums.assigned_vnd, -1)
    or coalesce(programmes.allocated_vnd, -1) <> coalesce(line_sums.allocated_vnd, -1)
    or coalesce(programmes.disbursed_vnd, -1) <> coalesce(line_sums.disbursed_vnd, -1)
    or coalesce(programmes.advance_vnd, -1) <> coalesce(line_sums.advance_vnd, -1)
union all
select
    'blocks' as compared_with,
    area_key,
    as_of_month,
    programme_code,
    project_code
from block_sums
where
    coalesce(total_vnd, -1) <> coalesce(of_blocks_vnd, -1)
    or coalesce(total_vnd, -1) <> coalesce(of_plan_types_vnd, -1)
    or coalesce(total_vnd, -1) <> coalesce(of_sources_vnd, -1)
    or coalesce(total_vnd, -1) <> coalesce(of_kinds_vnd, -1)
