with

int_allocation__points as (
    select * from {{ ref('int_allocation__points') }}
),

allocation_envelopes as (
    select * from {{ ref('allocation_envelopes') }}
),

int_disbursement__years_paired as (
    select * from {{ ref('int_disbursement__years_paired') }}
    where is_whole
),

int_disbursement__rolled_up as (
    select * from {{ ref('int_disbursement__rolled_up') }}
    where
        plan_type = 'in_year'
        and capital_source = 'central'
        and capital_kind = 'total'
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__continued as (
    select * from {{ ref('int_areas__continued') }}
),

shared as (
    select
        int_allocation__points.*,
        allocation_envelopes.envelope_vnd,
        cast(int_allocation__points.points as double)
        / nullif(
            cast(
                sum(int_allocation__points.points) over (
                    partition by
                        int_allocation__points.area_basis,
                        int_allocation__points.programme_code,
                        int_allocation__points.project_code,
                        int_allocation__points.budget_year
                ) as double
            ), 0
        ) as points_ratio,
        count(*) over (
            partition by
                int_allocation__points.area_basis,
                int_allocation__points.programme_code,
                int_allocation__points.project_code,
                int_allocation__points.budget_year
        ) as provinces_with_points
    from int_allocation__points
    inner join allocation_envelopes
        on
            int_allocation__points.programme_code = allocation_envelopes.programme_code
            and int_allocation__points.project_code = allocation_envelopes.project_code
            and int_allocation__points.budget_year = allocation_envelopes.budget_year
),

allocated as (
    select
        *,
        cast({{ largest_remainder(
            'envelope_vnd',
            'points_ratio',
            'area_key',
            ['area_basis', 'programme_code', 'project_code', 'budget_year'],
        ) }} as decimal(20, 0)) as allocated_by_points_vnd
    from shared
),

-- The plan of the year stands with the version of the province that reported last.
assigned as (
    select
        int_disbursement__years_paired.area_basis,
        int_areas__continued.territory_key,
        int_disbursement__years_paired.area_key as assigned_area_key,
        int_disbursement__years_paired.budget_year,
        int_disbursement__years_paired.as_of_month,
        int_disbursement__rolled_up.programme_code,
        int_disbursement__rolled_up.project_code,
        int_disbursement__rolled_up.assigned_vnd
    from int_disbursement__years_paired
    inner join int_areas__continued
        on int_disbursement__years_paired.area_key = int_areas__continued.area_key
    inner join int_disbursement__rolled_up
        on
            int_disbursement__years_paired.area_basis = int_disbursement__rolled_up.area_basis
            and int_disbursement__years_paired.area_key = int_disbursement__rolled_up.area_key
            and int_disbursement__years_paired.budget_year
            = int_disbursement__rolled_up.budget_year
            and int_disbursement__years_paired.as_of_month
            = int_disbursement__rolled_up.as_of_month
),

final as (
    select
        allocated.area_basis,
        allocated.area_key,
        int_areas.area_level,
        int_areas.area_code,
        int_areas.area_name,
        int_areas.province_code,
        allocated.budget_year,
        allocated.programme_code,
        allocated.project_code,
        allocated.points,
        allocated.is_of_all_communes,
        cast(allocated.provinces_with_points as bigint) as provinces_with_points,
        allocated.points_ratio,
        allocated.envelope_vnd,
        allocated.allocated_by_points_vnd,
        assigned.assigned_area_key,
        assigned.as_of_month,
        assigned.assigned_vnd,
        cast(assigned.assigned_vnd - allocated.allocated_by_points_vnd as decimal(20, 0))
            as plan_difference_vnd,
        allocated.is_sample
    from allocated
    inner join int_areas
        on allocated.area_key = int_areas.area_key
    inner join int_areas__continued
        on allocated.area_key = int_areas__continued.area_key
    left join assigned
        on
            allocated.area_basis = assigned.area_basis
            and int_areas__continued.territory_key = assigned.territory_key
            and allocated.budget_year = assigned.budget_year
            and allocated.programme_code = assigned.programme_code
            and allocated.project_code = assigned.project_code
)

select * from final
