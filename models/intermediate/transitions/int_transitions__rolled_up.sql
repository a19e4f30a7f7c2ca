with

int_transitions__flows as (
    select * from {{ ref('int_transitions__flows') }}
    where flow_value is not null
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

in_areas as (
    {{ in_rollup_areas(
        'int_transitions__flows',
        keys=[
            'review_year',
            'poverty_standard',
            'household_group',
            'counted',
            'flow',
            'report_phase',
        ],
        measures=['flow_value'],
    ) }}
),

final as (
    select
        area_basis,
        rollup_area_key as area_key,
        review_year,
        poverty_standard,
        household_group,
        counted,
        flow,
        {{ phase_of_sum('report_phase') }} as report_phase,
        cast(sum(flow_value) as bigint) as flow_value,
        cast(count(*) as bigint) as communes_reported,
        max(estimated_mark) = 1 as is_estimated
    from in_areas
    group by
        area_basis,
        rollup_area_key,
        review_year,
        poverty_standard,
        household_group,
        counted,
        flow
)

select * from final
