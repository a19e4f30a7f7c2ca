with

int_disbursement__by_project as (
    select * from {{ ref('int_disbursement__by_project') }}
),

projects_and_programmes as (
    select *
    from int_disbursement__by_project
    where project_code is not null
    union all
    select
        area_key,
        as_of_month,
        month_number,
        budget_year,
        programme_code,
        cast(null as {{ dbt.type_string() }}) as project_code,
        plan_type,
        capital_source,
        capital_kind,
        sum(assigned_vnd) as assigned_vnd,
        sum(allocated_vnd) as allocated_vnd,
        sum(disbursed_vnd) as disbursed_vnd,
        sum(advance_vnd) as advance_vnd,
        sum(allocated_of_assigned_vnd) as allocated_of_assigned_vnd,
        sum(assigned_of_allocated_vnd) as assigned_of_allocated_vnd,
        sum(disbursed_of_assigned_vnd) as disbursed_of_assigned_vnd,
        sum(assigned_of_disbursed_vnd) as assigned_of_disbursed_vnd
    from int_disbursement__by_project
    group by
        area_key,
        as_of_month,
        month_number,
        budget_year,
        programme_code,
        plan_type,
        capital_source,
        capital_kind
),

own_or_total as (
    select true as is_total
    union all
    select false as is_total
),

combined as (
    select
        projects_and_programmes.area_key,
        projects_and_programmes.as_of_month,
        projects_and_programmes.month_number,
        projects_and_programmes.budget_year,
        projects_and_programmes.programme_code,
        projects_and_programmes.project_code,
        case when plan_types.is_total then 'total' else projects_and_programmes.plan_type end
            as plan_type,
        case when sources.is_total then 'total' else projects_and_programmes.capital_source end
            as capital_source,
        case when kinds.is_total then 'total' else projects_and_programmes.capital_kind end
            as capital_kind,
        projects_and_programmes.assigned_vnd,
        projects_and_programmes.allocated_vnd,
        projects_and_programmes.disbursed_vnd,
        projects_and_programmes.advance_vnd,
        projects_and_programmes.allocated_of_assigned_vnd,
        projects_and_programmes.assigned_of_allocated_vnd,
        projects_and_programmes.disbursed_of_assigned_vnd,
        projects_and_programmes.assigned_of_disbursed_vnd
    from projects_and_programmes
    cross join own_or_total as plan_types
    cross join own_or_total as sources
    cross join own_or_total as kinds
),

final as (
    select
        area_key,
        as_of_month,
        month_number,
        budget_year,
        programme_code,
        project_code,
        plan_type,
        capital_source,
        capital_kind,
        cast(sum(assigned_vnd) as decimal(20, 0)) as assigned_vnd,
        cast(sum(allocated_vnd) as decimal(20, 0)) as allocated_vnd,
        cast(sum(disbursed_vnd) as decimal(20, 0)) as disbursed_vnd,
        cast(sum(advance_vnd) as decimal(20, 0)) as advance_vnd,
        cast(sum(allocated_of_assigned_vnd) as decimal(20, 0)) as allocated_of_assigned_vnd,
        cast(sum(assigned_of_allocated_vnd) as decimal(20, 0)) as assigned_of_allocated_vnd,
        cast(sum(disbursed_of_assigned_vnd) as decimal(20, 0)) as disbursed_of_assigned_vnd,
        cast(sum(assigned_of_disbursed_vnd) as decimal(20, 0)) as assigned_of_disbursed_vnd
    from combined
    group by
        area_key,
        as_of_month,
        month_number,
        budget_year,
        programme_code,
        project_code,
        plan_type,
        capital_source,
        capital_kind
)

select * from final
