with

int_disbursement__lines as (
    select * from {{ ref('int_disbursement__lines') }}
),

-- A rate is over the lines that know both its parts: each pair is kept apart from the plain sums.
final as (
    select
        area_key,
        as_of_month,
        month_number,
        budget_year,
        programme_code,
        -- Sub-project 03.02 is a part of project 03; a line of the whole programme has no project.
        substring(project_code, 1, 2) as project_code,
        plan_type,
        capital_source,
        capital_kind,
        cast(sum(assigned_vnd) as decimal(20, 0)) as assigned_vnd,
        cast(sum(allocated_vnd) as decimal(20, 0)) as allocated_vnd,
        cast(sum(disbursed_vnd) as decimal(20, 0)) as disbursed_vnd,
        cast(sum(advance_vnd) as decimal(20, 0)) as advance_vnd,
        cast(sum(case when assigned_vnd is not null then allocated_vnd end) as decimal(20, 0))
            as allocated_of_assigned_vnd,
        cast(sum(case when allocated_vnd is not null then assigned_vnd end) as decimal(20, 0))
            as assigned_of_allocated_vnd,
        cast(sum(case when assigned_vnd is not null then disbursed_vnd end) as decimal(20, 0))
            as disbursed_of_assigned_vnd,
        cast(sum(case when disbursed_vnd is not null then assigned_vnd end) as decimal(20, 0))
            as assigned_of_disbursed_vnd,
        cast(sum(case when assigned_vnd is null then 1 else 0 end) as decimal(20, 0))
            as assigned_unknown,
        cast(sum(case when allocated_vnd is null then 1 else 0 end) as decimal(20, 0))
            as allocated_unknown,
        cast(sum(case when disbursed_vnd is null then 1 else 0 end) as decimal(20, 0))
            as disbursed_unknown
    from int_disbursement__lines
    where
        is_counted
        and programme_code is not null
    group by
        area_key,
        as_of_month,
        month_number,
        budget_year,
        programme_code,
        substring(project_code, 1, 2),
        plan_type,
        capital_source,
        capital_kind
)

select * from final
