{% set indicators = deprivation_columns() -%}

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
            -- Of a split unit both parts are divided, and the group is what they add up to: so no
            -- commune of today has more deprived households than households.
            group_households - coalesce({{ indicator }}, 0) as other_households
        from int_deprivations__units
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
),

in_areas as (
    {{ in_rollup_areas(
        'by_indicator',
        keys=[
            'review_year',
            'poverty_standard',
            'household_group',
            'indicator_code',
            'report_phase',
        ],
        measures=['households_deprived', 'other_households'],
    ) }}
),

with_groups as (
    select
        *,
        other_households + coalesce(households_deprived, 0) as group_households
    from in_areas
),

final as (
    select
        area_basis,
        rollup_area_key as area_key,
        review_year,
        poverty_standard,
        household_group,
        indicator_code,
        {{ phase_of_sum('report_phase') }} as report_phase,
        cast(sum(households_deprived) as bigint) as households_deprived,
        cast(sum(group_households) as bigint) as group_households,
        {{ ratio_of_sums('households_deprived', 'group_households') }} as deprivation_ratio,
        cast(count(households_deprived + group_households) as bigint) as communes_reported,
        max(estimated_mark) = 1 as is_estimated
    from with_groups
    group by
        area_basis,
        rollup_area_key,
        review_year,
        poverty_standard,
        household_group,
        indicator_code
    -- What knows only one of them has it in every level.
    having count(households_deprived) + count(group_households) > 0
)

select * from final
