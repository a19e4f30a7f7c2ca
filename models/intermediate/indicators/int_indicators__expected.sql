with

int_reporting__expected_units as (
    select * from {{ ref('int_reporting__expected_units') }}
    where form in ('province__poverty_review', 'province__commune_status')
),

int_disbursement__reports as (
    select * from {{ ref('int_disbursement__reports') }}
),

int_reporting__punctuality as (
    select * from {{ ref('int_reporting__punctuality') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

units as (
    {% for breakdown_by in ['all', 'urban_rural', 'unit_type'] -%}
        select
            int_reporting__expected_units.form,
            int_reporting__expected_units.area_key,
            int_reporting__expected_units.period_year,
            int_reporting__expected_units.poverty_standard,
            '{{ breakdown_by }}' as breakdown_by,
            {{ "'all'" if breakdown_by == 'all' else 'int_areas.' ~ breakdown_by }} as breakdown,
            1 as unit
        from int_reporting__expected_units
        inner join int_areas
            on int_reporting__expected_units.area_key = int_areas.area_key
        {% if breakdown_by != 'all' -%}
            where int_areas.{{ breakdown_by }} is not null
        {% endif -%}
        union all
    {% endfor -%}
    -- Who owes reports is known of all that do.
    select
        'reporting_obligations' as form,
        area_key,
        period_year,
        cast(null as {{ dbt.type_string() }}) as poverty_standard,
        'all' as breakdown_by,
        'all' as breakdown,
        1 as unit
    from int_reporting__punctuality
),

in_areas as (
    {{ in_rollup_areas(
        'units',
        keys=['form', 'period_year', 'poverty_standard', 'breakdown_by', 'breakdown'],
        measures=['unit'],
    ) }}
),

final as (
    select
        area_basis,
        rollup_area_key as area_key,
        form,
        cast(period_year as {{ dbt.type_string() }}) as period,
        period_year,
        poverty_standard,
        breakdown_by,
        breakdown,
        cast(sum(unit) as bigint) as units_expected
    from in_areas
    group by
        area_basis,
        rollup_area_key,
        form,
        period_year,
        poverty_standard,
        breakdown_by,
        breakdown
    union all
    -- A ministry counts where it has sent a report.
    select
        area_basis,
        area_key,
        'treasury__disbursement' as form,
        as_of_month as period,
        budget_year as period_year,
        cast(null as {{ dbt.type_string() }}) as poverty_standard,
        'all' as breakdown_by,
        'all' as breakdown,
        provinces_expected as units_expected
    from int_disbursement__reports
)

select * from final
