with

int_coverage__rolled_up as (
    select * from {{ ref('int_coverage__rolled_up') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

final as (
    select
        int_coverage__rolled_up.area_basis,
        int_coverage__rolled_up.area_key,
        int_areas.area_level,
        int_areas.area_code,
        int_areas.area_name,
        int_areas.province_code,
        int_coverage__rolled_up.status_year,
        int_coverage__rolled_up.status_date,
        int_coverage__rolled_up.criterion,
        int_coverage__rolled_up.unit_type,
        int_coverage__rolled_up.communes_met,
        int_coverage__rolled_up.communes_reported,
        int_coverage__rolled_up.communes_total,
        int_coverage__rolled_up.met_ratio,
        int_coverage__rolled_up.reported_ratio,
        int_coverage__rolled_up.is_estimated
    from int_coverage__rolled_up
    inner join int_areas
        on int_coverage__rolled_up.area_key = int_areas.area_key
)

select * from final
