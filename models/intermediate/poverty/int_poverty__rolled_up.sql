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

-- Of a split unit both parts of the minorities are divided, and all of them are what these add up
-- to: they may be few, and no commune of today has more poor ones than there are.
parted as (
    select
        *,
        minority_households - coalesce(minority_poor_households, 0) as minority_other_households
    from sliced
),

in_areas as (
    {{ in_rollup_areas(
        'parted',
        keys=['slice', 'review_year', 'poverty_standard', 'report_phase', 'is_reporting'],
        measures=[
            'households',
            'poor_households',
            'near_poor_households',
            'minority_poor_households',
            'minority_other_households',
        ],
    ) }}
),

with_both as (
    select
        *,
        poor_households + near_poor_households as multidim_poor_households,
        minority_other_households + coalesce(minority_poor_households, 0) as minority_households
    from in_areas
),

final as (
    select
        area_basis,
        rollup_area_key as area_key,
        rollup_level as area_level,
        slice as urban_rural,
        review_year,
        poverty_standard,
        {{ phase_of_sum('report_phase') }} as report_phase,
        cast(sum(households) as bigint) as households,
        cast(sum(poor_households) as bigint) as poor_households,
        cast(sum(near_poor_households) as bigint) as near_poor_households,
        cast(sum(multidim_poor_households) as bigint) as multidim_poor_households,
        cast(sum(minority_households) as bigint) as minority_households,
        cast(sum(minority_poor_households) as bigint) as minority_poor_households,
        -- A rate is over the units that know both its parts.
        {{ ratio_of_sums('poor_households', 'households') }} as poor_ratio,
        {{ ratio_of_sums('near_poor_households', 'households') }} as near_poor_ratio,
        {{ ratio_of_sums('multidim_poor_households', 'households') }} as multidim_poor_ratio,
        {{ ratio_of_sums('minority_poor_households', 'minority_households') }}
            as minority_poor_ratio,
        cast(sum(case when is_reporting then 1 else 0 end) as bigint) as communes_reported,
        max(estimated_mark) = 1 as is_estimated
    from with_both
    group by
        area_basis,
        rollup_area_key,
        rollup_level,
        slice,
        review_year,
        poverty_standard
    -- What one column says is shown though the others are unknown, and no unit counts as reporting.
    having count(coalesce(
        households, poor_households, near_poor_households, minority_households,
        minority_poor_households
    )) > 0
)

select * from final
