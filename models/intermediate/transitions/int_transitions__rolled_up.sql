with

int_transitions__flows as (
    select * from {{ ref('int_transitions__flows') }}
    where flow_value is not null
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

final as (
    select
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key as area_key,
        int_transitions__flows.review_year,
        int_transitions__flows.poverty_standard,
        int_transitions__flows.household_group,
        int_transitions__flows.counted,
        int_transitions__flows.flow,
        {{ phase_of_sum('int_transitions__flows.report_phase') }} as report_phase,
        cast(sum(int_transitions__flows.flow_value) as bigint) as flow_value,
        cast(count(*) as bigint) as communes_reported
    from int_transitions__flows
    inner join int_areas__rollups
        on int_transitions__flows.area_key = int_areas__rollups.area_key
    group by
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key,
        int_transitions__flows.review_year,
        int_transitions__flows.poverty_standard,
        int_transitions__flows.household_group,
        int_transitions__flows.counted,
        int_transitions__flows.flow
)

select * from final
