{% set indicators = [
    'employment',
    'dependents',
    'nutrition',
    'health_insurance',
    'adult_education',
    'child_schooling',
    'housing_quality',
    'housing_area',
    'water',
    'toilet',
    'telecom',
    'info_devices',
] -%}

with

int_deprivations__units as (
    select * from {{ ref('int_deprivations__units') }}
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

by_indicator as (
    {% for indicator in indicators -%}
        select
            area_key,
            review_year,
            poverty_standard,
            household_group,
            report_phase,
            '{{ indicator }}' as indicator_code,
            {{ indicator }} as households_deprived,
            group_households
        from int_deprivations__units
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
),

final as (
    select
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key as area_key,
        by_indicator.review_year,
        by_indicator.poverty_standard,
        by_indicator.household_group,
        by_indicator.indicator_code,
        {{ phase_of_sum('by_indicator.report_phase') }} as report_phase,
        cast(sum(by_indicator.households_deprived) as bigint) as households_deprived,
        cast(sum(by_indicator.group_households) as bigint) as group_households,
        {{ ratio_of_sums('by_indicator.households_deprived', 'by_indicator.group_households') }}
            as deprivation_ratio,
        cast(count(by_indicator.households_deprived + by_indicator.group_households) as bigint)
            as communes_reported
    from by_indicator
    inner join int_areas__rollups
        on by_indicator.area_key = int_areas__rollups.area_key
    group by
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key,
        by_indicator.review_year,
        by_indicator.poverty_standard,
        by_indicator.household_group,
        by_indicator.indicator_code
    having count(by_indicator.households_deprived + by_indicator.group_households) > 0
)

select * from final
