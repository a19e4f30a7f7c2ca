{% set poverty_measures = [
    'households', 'poor_households', 'near_poor_households', 'multidim_poor_households',
    'poor_ratio', 'near_poor_ratio', 'multidim_poor_ratio', 'minority_poor_ratio',
    'poor_change_points',
] %}
{% set disbursement_measures = [
    'assigned_vnd', 'allocated_vnd', 'disbursed_vnd', 'allocation_ratio', 'disbursement_ratio',
] %}
{# measure -> criterion, unit type and column of int_coverage__rolled_up #}
{% set coverage_measures = {
    'communes': ('zone_1', 'all', 'communes_total'),
    'communes_total': ('ntm', 'xã', 'communes_total'),
    'communes_zone_1': ('zone_1', 'all', 'communes_met'),
    'communes_zone_2': ('zone_2', 'all', 'communes_met'),
    'communes_zone_3': ('zone_3', 'all', 'communes_met'),
    'communes_ntm': ('ntm', 'all', 'communes_met'),
    'communes_ntm_advanced': ('ntm_advanced', 'all', 'communes_met'),
    'communes_ntm_model': ('ntm_model', 'all', 'communes_met'),
    'communes_steering_body': ('steering_body', 'xã', 'communes_met'),
    'ntm_ratio': ('ntm', 'all', 'met_ratio'),
} -%}

with

int_published__figures as (
    select * from {{ ref('int_published__figures') }}
),

int_poverty__rates as (
    select * from {{ ref('int_poverty__rates') }}
),

int_disbursement__rolled_up as (
    select * from {{ ref('int_disbursement__rolled_up') }}
),

int_disbursement__reports as (
    select * from {{ ref('int_disbursement__reports') }}
),

int_coverage__rolled_up as (
    select * from {{ ref('int_coverage__rolled_up') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

-- What we hold beside a figure counts only where every commune has reported.
poverty_values as (
    {% for measure in poverty_measures -%}
        select
            '{{ measure }}' as measure,
            area_key,
            urban_rural,
            poverty_standard,
            review_year,
            cast({{ measure }} as decimal(24, 6)) as computed_value,
            {{ figure_key('mart_poverty_rates', measure, {
                'area_basis': 'area_basis',
                'area_key': 'area_key',
                'urban_rural': 'urban_rural',
                'review_year': 'review_year',
                'poverty_standard': 'poverty_standard',
            }) }} as computed_from
        from int_poverty__rates
        where
            area_basis = 'reported'
            and communes_reported = communes_expected
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
),

coverage_values as (
    {% for measure, (criterion, unit_type, column) in coverage_measures.items() -%}
        select
            '{{ measure }}' as measure,
            area_key,
            status_year,
            status_date,
            cast({{ column }} as decimal(24, 6)) as computed_value,
            {{ figure_key('mart_commune_coverage', column, {
                'area_basis': 'area_basis',
                'area_key': 'area_key',
                'status_year': 'status_year',
                'criterion': 'criterion',
                'unit_type': 'unit_type',
            }) }} as computed_from
        from int_coverage__rolled_up
        where
            area_basis = 'reported'
            and criterion = '{{ criterion }}'
            and unit_type = '{{ unit_type }}'
            and communes_reported = communes_total
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
),

-- A province's own report is whole; nation and region would need all of theirs. A sum without a
-- line that left it blank, or that did not land, is another one.
programmes as (
    select
        int_disbursement__rolled_up.area_key,
        int_disbursement__rolled_up.budget_year,
        int_disbursement__rolled_up.as_of_month,
        int_disbursement__rolled_up.programme_code,
        int_disbursement__rolled_up.project_code,
        int_disbursement__rolled_up.capital_source,
        int_disbursement__rolled_up.capital_kind,
        int_disbursement__rolled_up.plan_type,
        {% for part in ['assigned', 'allocated', 'disbursed'] -%}
            case
                when int_disbursement__rolled_up.{{ part }}_unknown = 0
                    then int_disbursement__rolled_up.{{ part }}_vnd
            end as {{ part }}_vnd,
        {% endfor -%}
        int_disbursement__rolled_up.allocated_of_assigned_vnd,
        int_disbursement__rolled_up.assigned_of_allocated_vnd,
        int_disbursement__rolled_up.disbursed_of_assigned_vnd,
        int_disbursement__rolled_up.assigned_of_disbursed_vnd
    from int_disbursement__rolled_up
    inner join int_areas
        on int_disbursement__rolled_up.area_key = int_areas.area_key
    inner join int_disbursement__reports
        on
            int_disbursement__rolled_up.area_basis = int_disbursement__reports.area_basis
            and int_disbursement__rolled_up.area_key = int_disbursement__reports.area_key
            and int_disbursement__rolled_up.as_of_month = int_disbursement__reports.as_of_month
            and int_disbursement__rolled_up.budget_year = int_disbursement__reports.budget_year
    where
        int_disbursement__rolled_up.area_basis = 'reported'
        and int_areas.area_level = 'province'
        and not int_disbursement__reports.has_missing_rows
),

programmes_and_all as (
    select * from programmes
    union all
    select
        area_key,
        budget_year,
        as_of_month,
        'all' as programme_code,
        cast(null as {{ dbt.type_string() }}) as project_code,
        capital_source,
        capital_kind,
        plan_type,
        case when count(assigned_vnd) = 3 then sum(assigned_vnd) end as assigned_vnd,
        case when count(allocated_vnd) = 3 then sum(allocated_vnd) end as allocated_vnd,
        case when count(disbursed_vnd) = 3 then sum(disbursed_vnd) end as disbursed_vnd,
        case when count(allocated_of_assigned_vnd) = 3 then sum(allocated_of_assigned_vnd) end
            as allocated_of_assigned_vnd,
        case when count(assigned_of_allocated_vnd) = 3 then sum(assigned_of_allocated_vnd) end
            as assigned_of_allocated_vnd,
        case when count(disbursed_of_assigned_vnd) = 3 then sum(disbursed_of_assigned_vnd) end
            as disbursed_of_assigned_vnd,
        case when count(assigned_of_disbursed_vnd) = 3 then sum(assigned_of_disbursed_vnd) end
            as assigned_of_disbursed_vnd
    from programmes
    where project_code is null
    group by
        area_key,
        budget_year,
        as_of_month,
        capital_source,
        capital_kind,
        plan_type
),

disbursement_rates as (
    select
        *,
        cast(allocated_of_assigned_vnd as double)
        / nullif(cast(assigned_of_allocated_vnd as double), 0)
            as allocation_ratio,
        cast(disbursed_of_assigned_vnd as double)
        / nullif(cast(assigned_of_disbursed_vnd as double), 0)
            as disbursement_ratio
    from programmes_and_all
),

disbursement_values as (
    {% for measure in disbursement_measures -%}
        select
            '{{ measure }}' as measure,
            area_key,
            budget_year,
            as_of_month,
            programme_code,
            project_code,
            capital_source,
            capital_kind,
            plan_type,
            cast({{ measure }} as decimal(24, 6)) as computed_value,
            {{ figure_key('mart_disbursement_progress', measure, {
                'area_basis': "'reported'",
                'area_key': 'area_key',
                'budget_year': 'budget_year',
                'as_of_month': 'as_of_month',
                'programme_code': "case when programme_code = 'all' then '*' else programme_code end",
                'project_code': 'project_code',
                'capital_source': 'capital_source',
                'capital_kind': 'capital_kind',
                'plan_type': 'plan_type',
            }) }} as computed_from
        from disbursement_rates
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
),

-- A figure of a whole phase (the zones) is compared with the first year of it that is complete; a
-- figure of a day only with the state of that day.
beside_coverage as (
    select
        int_published__figures.submission_id,
        int_published__figures.row_number,
        coverage_values.computed_value,
        coverage_values.computed_from
    from int_published__figures
    inner join coverage_values
        on
            int_published__figures.measure = coverage_values.measure
            and int_published__figures.compared_area_key = coverage_values.area_key
            and int_published__figures.compared_urban_rural = 'all'
            and coverage_values.status_year
            between int_published__figures.from_year and int_published__figures.to_year
            and (
                int_published__figures.as_of is null
                or int_published__figures.as_of = coverage_values.status_date
            )
    qualify row_number() over (
        partition by int_published__figures.submission_id, int_published__figures.row_number
        order by coverage_values.status_year
    ) = 1
),

compared as (
    select
        int_published__figures.*,
        coalesce(
            poverty_values.computed_value,
            beside_coverage.computed_value,
            disbursement_values.computed_value
        ) as computed_value,
        coalesce(
            case
                when poverty_values.computed_value is not null
                    then poverty_values.computed_from
            end,
            case
                when beside_coverage.computed_value is not null
                    then beside_coverage.computed_from
            end,
            case
                when disbursement_values.computed_value is not null
                    then disbursement_values.computed_from
            end
        ) as computed_from
    from int_published__figures
    left join poverty_values
        on
            int_published__figures.measure = poverty_values.measure
            and int_published__figures.compared_area_key = poverty_values.area_key
            and int_published__figures.compared_urban_rural = poverty_values.urban_rural
            and int_published__figures.poverty_standard = poverty_values.poverty_standard
            and int_published__figures.period
            = cast(poverty_values.review_year as {{ dbt.type_string() }})
            and int_published__figures.as_of is null
    left join beside_coverage
        on
            int_published__figures.submission_id = beside_coverage.submission_id
            and int_published__figures.row_number = beside_coverage.row_number
    left join disbursement_values
        on
            int_published__figures.measure = disbursement_values.measure
            and int_published__figures.compared_area_key = disbursement_values.area_key
            and int_published__figures.compared_urban_rural = 'all'
            and int_published__figures.programme_code = disbursement_values.programme_code
            and coalesce(int_published__figures.project_code, '')
            = coalesce(disbursement_values.project_code, '')
            and int_published__figures.capital_source = disbursement_values.capital_source
            and int_published__figures.capital_kind = disbursement_values.capital_kind
            and int_published__figures.plan_type = disbursement_values.plan_type
            and int_published__figures.period
            = cast(disbursement_values.budget_year as {{ dbt.type_string() }})
            and int_published__figures.as_of
            = {{ dbt.last_day('int_published__figures.as_of', 'month') }}
            and substring(cast(int_published__figures.as_of as {{ dbt.type_string() }}), 1, 7)
            = disbursement_values.as_of_month
),

final as (
    select
        measure,
        area_key,
        area_level,
        area_code,
        area_name,
        unit_vi,
        period,
        as_of,
        year_or_as_of,
        programme_code,
        project_code,
        capital_source,
        capital_kind,
        plan_type,
        poverty_standard,
        source,
        submission_id,
        sheet,
        row_number,
        row_number() over (
            partition by
                measure,
                area_level,
                coalesce(area_key, unit_vi),
                period,
                as_of,
                programme_code,
                project_code,
                capital_source,
                capital_kind,
                plan_type,
                poverty_standard,
                source
            order by year_or_as_of, submission_id, row_number
        ) as figure_number,
        value_low,
        value_high,
        qualifier,
        unit,
        value_text,
        printed_unit,
        denominator,
        computed_value,
        computed_from,
        cast(
            case
                when computed_value < value_low then computed_value - value_low
                when computed_value > value_high then computed_value - value_high
                when computed_value is not null and coalesce(value_low, value_high) is not null
                    then 0
            end as decimal(24, 6)
        ) as difference,
        note
    from compared
)

select * from final
