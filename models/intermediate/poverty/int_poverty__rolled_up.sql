with

int_poverty__units as (
    select * from {{ ref('int_poverty__units') }}
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

sliced as (
    select
        int_poverty__units.*,
        'all' as slice
    from int_poverty__units
    union all
    select
        int_poverty__units.*,
        int_poverty__units.urban_rural as slice
    from int_poverty__units
    where int_poverty__units.urban_rural is not null
),

final as (
    select
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key as area_key,
        int_areas__rollups.rollup_level as area_level,
        sliced.slice as urban_rural,
        sliced.review_year,
        sliced.poverty_standard,
        {{ phase_of_sum('sliced.report_phase') }} as report_phase,
        cast(sum(sliced.households) as bigint) as households,
        cast(sum(sliced.poor_households) as bigint) as poor_households,
        cast(sum(sliced.near_poor_households) as bigint) as near_poor_households,
        cast(sum(sliced.multidim_poor_households) as bigint) as multidim_poor_households,
        cast(sum(sliced.minority_households) as bigint) as minority_households,
        cast(sum(sliced.minority_poor_households) as bigint) as minority_poor_households,
        -- A rate is over the units that know both its parts.
        {{ ratio_of_sums('sliced.poor_households', 'sliced.households') }} as poor_ratio,
        {{ ratio_of_sums('sliced.near_poor_households', 'sliced.households') }} as near_poor_ratio,
        {{ ratio_of_sums('sliced.multidim_poor_households', 'sliced.households') }}
            as multidim_poor_ratio,
        {{ ratio_of_sums('sliced.minority_poor_households', 'sliced.minority_households') }}
            as minority_poor_ratio,
        cast(sum(case when sliced.is_reporting then 1 else 0 end) as bigint) as communes_reported
    from sliced
    inner join int_areas__rollups
        on sliced.area_key = int_areas__rollups.area_key
    group by
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key,
        int_areas__rollups.rollup_level,
        sliced.slice,
        sliced.review_year,
        sliced.poverty_standard
    having sum(case when sliced.is_reporting then 1 else 0 end) > 0
)

select * from final
