{% set measures = disbursement_measures() -%}

with

int_disbursement__by_unit as (
    select * from {{ ref('int_disbursement__by_unit') }}
),

int_areas__ancestors as (
    select * from {{ ref('int_areas__ancestors') }}
    where ancestor_level in ('region', 'nation')
),

regions_and_nation as (
    select
        int_disbursement__by_unit.area_basis,
        int_areas__ancestors.ancestor_area_key as area_key,
        int_disbursement__by_unit.as_of_month,
        int_disbursement__by_unit.budget_year,
        int_disbursement__by_unit.programme_code,
        int_disbursement__by_unit.project_code,
        int_disbursement__by_unit.plan_type,
        int_disbursement__by_unit.capital_source,
        int_disbursement__by_unit.capital_kind,
        cast(null as {{ dbt.type_string() }}) as previous_area_key,
        {% for measure in measures -%}
            cast(sum(int_disbursement__by_unit.{{ measure }}) as decimal(20, 0))
                as {{ measure }},
        {% endfor -%}
        -- A unit that does not know its month (its report before is missing, or was that of the
        -- provinces it was merged from) leaves the month unknown: the sum of the others is another.
        cast(case
            when count(int_disbursement__by_unit.disbursed_in_month_vnd) = count(*)
                then sum(int_disbursement__by_unit.disbursed_in_month_vnd)
        end as decimal(20, 0)) as disbursed_in_month_vnd
    from int_disbursement__by_unit
    inner join int_areas__ancestors
        on int_disbursement__by_unit.area_key = int_areas__ancestors.area_key
    group by
        int_disbursement__by_unit.area_basis,
        int_areas__ancestors.ancestor_area_key,
        int_disbursement__by_unit.as_of_month,
        int_disbursement__by_unit.budget_year,
        int_disbursement__by_unit.programme_code,
        int_disbursement__by_unit.project_code,
        int_disbursement__by_unit.plan_type,
        int_disbursement__by_unit.capital_source,
        int_disbursement__by_unit.capital_kind
),

all_levels as (
    select
        area_basis,
        area_key,
        as_of_month,
        budget_year,
        programme_code,
        project_code,
        plan_type,
        capital_source,
        capital_kind,
        previous_area_key,
        {% for measure in measures -%}
            {{ measure }},
        {% endfor -%}
        disbursed_in_month_vnd
    from int_disbursement__by_unit
    union all
    select * from regions_and_nation
),

final as (
    select
        *,
        cast(allocated_of_assigned_vnd as double)
        / nullif(cast(assigned_of_allocated_vnd as double), 0)
            as allocation_ratio,
        cast(disbursed_of_assigned_vnd as double)
        / nullif(cast(assigned_of_disbursed_vnd as double), 0)
            as disbursement_ratio
    from all_levels
)

select * from final
