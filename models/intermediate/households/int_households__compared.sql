with

int_households__rescored as (
    select * from {{ ref('int_households__rescored') }}
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

units as (
    select
        area_key,
        review_year,
        report_phase,
        own_standard as poverty_standard,
        compared_standard,
        count(*) as counted_households,
        sum(case when household_group = 'poor' then 1 else 0 end) as poor_households,
        sum(case when household_group = 'near_poor' then 1 else 0 end) as near_poor_households,
        sum(case when compared_group = 'poor' then 1 else 0 end) as compared_poor_households,
        sum(case when compared_group = 'near_poor' then 1 else 0 end)
            as compared_near_poor_households,
        sum(case when compared_group = 'not_poor' then 1 else 0 end)
            as compared_not_poor_households,
        sum(case when compared_group = 'undecided' then 1 else 0 end) as undecided_households
    from int_households__rescored
    group by
        area_key,
        review_year,
        report_phase,
        own_standard,
        compared_standard
),

in_areas as (
    {{ in_rollup_areas(
        'units',
        keys=['review_year', 'poverty_standard', 'compared_standard', 'report_phase'],
        measures=[
            'counted_households',
            'poor_households',
            'near_poor_households',
            'compared_poor_households',
            'compared_near_poor_households',
            'compared_not_poor_households',
            'undecided_households',
        ],
    ) }}
),

final as (
    select
        area_basis,
        rollup_area_key as area_key,
        review_year,
        poverty_standard,
        compared_standard,
        {{ phase_of_sum('report_phase') }} as report_phase,
        cast(sum(counted_households) as bigint) as counted_households,
        cast(sum(poor_households) as bigint) as poor_households,
        cast(sum(near_poor_households) as bigint) as near_poor_households,
        cast(sum(compared_poor_households) as bigint) as compared_poor_households,
        cast(sum(compared_near_poor_households) as bigint) as compared_near_poor_households,
        cast(sum(compared_not_poor_households) as bigint) as compared_not_poor_households,
        cast(sum(undecided_households) as bigint) as undecided_households,
        max(estimated_mark) = 1 as is_estimated
    from in_areas
    -- Below the province the counts of a list would soon be those of persons.
    where rollup_level in ('nation', 'region', 'province')
    group by
        area_basis,
        rollup_area_key,
        review_year,
        poverty_standard,
        compared_standard
)

select * from final
