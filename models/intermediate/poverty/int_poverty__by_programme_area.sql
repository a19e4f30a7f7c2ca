with

int_poverty__units as (
    select * from {{ ref('int_poverty__units') }}
),

int_poverty__classified as (
    select * from {{ ref('int_poverty__classified') }}
),

-- A unit lies as a whole in its province of the day and of today, so it is whole in each of these.
int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
    where rollup_level in ('nation', 'region', 'province')
),

classified as (
    select
        int_poverty__units.*,
        int_poverty__classified.zone_class,
        int_poverty__classified.poor_district_class
    from int_poverty__units
    inner join int_poverty__classified
        on
            int_poverty__units.area_key = int_poverty__classified.area_key
            and int_poverty__units.period_end = int_poverty__classified.period_end
),

by_kind as (
    select
        classified.*,
        'zone' as list_kind,
        classified.zone_class as programme_area
    from classified
    union all
    select
        classified.*,
        'poor_district' as list_kind,
        classified.poor_district_class as programme_area
    from classified
    where classified.poor_district_class is not null
),

final as (
    select
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key as area_key,
        by_kind.list_kind,
        by_kind.programme_area,
        by_kind.review_year,
        by_kind.poverty_standard,
        {{ phase_of_sum('by_kind.report_phase') }} as report_phase,
        cast(sum(by_kind.households) as bigint) as households,
        cast(sum(by_kind.poor_households) as bigint) as poor_households,
        cast(sum(by_kind.near_poor_households) as bigint) as near_poor_households,
        cast(sum(by_kind.multidim_poor_households) as bigint) as multidim_poor_households,
        cast(sum(by_kind.minority_households) as bigint) as minority_households,
        cast(sum(by_kind.minority_poor_households) as bigint) as minority_poor_households,
        {{ ratio_of_sums('by_kind.poor_households', 'by_kind.households') }} as poor_ratio,
        {{ ratio_of_sums('by_kind.near_poor_households', 'by_kind.households') }}
            as near_poor_ratio,
        {{ ratio_of_sums('by_kind.multidim_poor_households', 'by_kind.households') }}
            as multidim_poor_ratio,
        {{ ratio_of_sums('by_kind.minority_poor_households', 'by_kind.minority_households') }}
            as minority_poor_ratio,
        cast(sum(case when by_kind.is_reporting then 1 else 0 end) as bigint) as communes_reported
    from by_kind
    inner join int_areas__rollups
        on by_kind.area_key = int_areas__rollups.area_key
    group by
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key,
        by_kind.list_kind,
        by_kind.programme_area,
        by_kind.review_year,
        by_kind.poverty_standard
    -- As in the rates: what one column says is shown though the others are unknown.
    having count(coalesce(
        by_kind.households, by_kind.poor_households, by_kind.near_poor_households,
        by_kind.minority_households, by_kind.minority_poor_households
    )) > 0
)

select * from final
