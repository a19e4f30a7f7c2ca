{% set measures = disbursement_measures() -%}

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
        {% for measure in measures -%}
            sum({{ measure }}) as {{ measure }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}
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
        {% for measure in measures -%}
            projects_and_programmes.{{ measure }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}
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
        {% for measure in measures -%}
            cast(sum({{ measure }}) as decimal(20, 0)) as {{ measure }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}
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
