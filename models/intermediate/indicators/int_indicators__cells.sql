{% set review_columns = [
    'households', 'poor_households', 'near_poor_households', 'minority_households',
    'minority_poor_households',
] %}
{% set status_numbers = [
    'villages', 'villages_dbkk', 'villages_with_hard_road', 'villages_with_hall',
    'ntm_criteria_met', 'households', 'households_with_electricity',
    'households_with_clean_water', 'households_with_broadcast',
] %}
{% set status_marks = [
    'has_steering_body', 'has_supervision_board', 'has_road_to_centre', 'has_solid_clinic',
    'has_solid_school',
] %}
{% set status_texts = ['zone', 'ntm_level'] %}
{% set money_columns = [
    'assigned_vnd', 'allocated_vnd', 'disbursed_vnd', 'allocated_of_assigned_vnd',
    'assigned_of_allocated_vnd', 'disbursed_of_assigned_vnd', 'assigned_of_disbursed_vnd',
] -%}

with

int_poverty__units as (
    select * from {{ ref('int_poverty__units') }}
),

int_coverage__units as (
    select * from {{ ref('int_coverage__units') }}
),

int_disbursement__totalled as (
    select * from {{ ref('int_disbursement__totalled') }}
),

int_reporting__punctuality as (
    select * from {{ ref('int_reporting__punctuality') }}
),

review_cells as (
    {% for column in review_columns -%}
        select
            'province__poverty_review' as form,
            area_key,
            cast(review_year as {{ dbt.type_string() }}) as period,
            review_year as period_year,
            poverty_standard,
            report_phase,
            urban_rural,
            cast(null as {{ dbt.type_string() }}) as unit_type,
            '{{ column }}' as column_name,
            cast({{ column }} as decimal(24, 0)) as number_value,
            cast(null as {{ dbt.type_string() }}) as text_value
        from int_poverty__units
        where {{ column }} is not null
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
),

status_cells as (
    {% for column in status_numbers + status_marks + status_texts + ['area_name'] -%}
        select
            'province__commune_status' as form,
            area_key,
            cast(status_year as {{ dbt.type_string() }}) as period,
            status_year as period_year,
            cast(null as {{ dbt.type_string() }}) as poverty_standard,
            report_phase,
            cast(null as {{ dbt.type_string() }}) as urban_rural,
            unit_type,
            '{{ column }}' as column_name,
            {% if column in status_numbers -%}
                cast({{ column }} as decimal(24, 0)) as number_value,
                cast(null as {{ dbt.type_string() }}) as text_value
            {%- elif column in status_marks -%}
                cast(null as decimal(24, 0)) as number_value,
                case when {{ column }} then 'true' else 'false' end as text_value
            {%- elif column in status_texts -%}
                cast(null as decimal(24, 0)) as number_value,
                {{ column }} as text_value
            {%- else -%}
                -- That the unit is in the list at all.
                cast(1 as decimal(24, 0)) as number_value,
                cast(null as {{ dbt.type_string() }}) as text_value
            {%- endif %}
        from int_coverage__units
        where {{ 'area_key' if column == 'area_name' else column }} is not null
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
),

-- Of the many sums of money: projects and programmes as a whole, and programmes by one thing more.
money as (
    select
        *,
        case
            when project_code is not null then 'project'
            when plan_type <> 'total' then 'plan_type'
            when capital_source <> 'total' then 'capital_source'
            when capital_kind <> 'total' then 'capital_kind'
            else 'programme'
        end as breakdown_by
    from int_disbursement__totalled
    where
        case when project_code is null then 0 else 1 end
        + case when plan_type = 'total' then 0 else 1 end
        + case when capital_source = 'total' then 0 else 1 end
        + case when capital_kind = 'total' then 0 else 1 end <= 1
),

money_cells as (
    {% for column in money_columns -%}
        select
            'treasury__disbursement' as form,
            area_key,
            as_of_month as period,
            budget_year as period_year,
            breakdown_by,
            programme_code || case breakdown_by
                when 'project' then ' ' || project_code
                when 'plan_type' then ' ' || plan_type
                when 'capital_source' then ' ' || capital_source
                when 'capital_kind' then ' ' || capital_kind
                else ''
            end as breakdown,
            '{{ column }}' as column_name,
            cast({{ column }} as decimal(24, 0)) as number_value
        from money
        where {{ column }} is not null
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
),

reporting_cells as (
    {% for column in ['reports_due', 'reports_on_time'] -%}
        select
            area_key,
            period_year,
            '{{ column }}' as column_name,
            cast({{ column }} as decimal(24, 0)) as number_value
        from int_reporting__punctuality
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
),

commune_cells as (
    select * from review_cells
    union all
    select * from status_cells
),

final as (
    {% for breakdown_by in ['all', 'urban_rural', 'unit_type'] -%}
        select
            form,
            area_key,
            period,
            period_year,
            poverty_standard,
            report_phase,
            '{{ breakdown_by }}' as breakdown_by,
            {{ "'all'" if breakdown_by == 'all' else breakdown_by }} as breakdown,
            column_name,
            number_value,
            text_value
        from commune_cells
        {% if breakdown_by != 'all' -%}
            where {{ breakdown_by }} is not null
        {% endif -%}
        union all
    {% endfor -%}
    select
        form,
        area_key,
        period,
        period_year,
        cast(null as {{ dbt.type_string() }}) as poverty_standard,
        'final' as report_phase,
        breakdown_by,
        breakdown,
        column_name,
        number_value,
        cast(null as {{ dbt.type_string() }}) as text_value
    from money_cells
    union all
    select
        'reporting_obligations' as form,
        area_key,
        cast(period_year as {{ dbt.type_string() }}) as period,
        period_year,
        cast(null as {{ dbt.type_string() }}) as poverty_standard,
        'final' as report_phase,
        'all' as breakdown_by,
        'all' as breakdown,
        column_name,
        number_value,
        cast(null as {{ dbt.type_string() }}) as text_value
    from reporting_cells
)

select * from final
