with

int_poverty__by_programme_area as (
    select * from {{ ref('int_poverty__by_programme_area') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

final as (
    select
        int_poverty__by_programme_area.area_basis,
        int_poverty__by_programme_area.area_key,
        int_areas.area_level,
        int_areas.area_code,
        int_areas.area_name,
        int_areas.province_code,
        int_poverty__by_programme_area.list_kind,
        int_poverty__by_programme_area.programme_area,
        int_poverty__by_programme_area.review_year,
        int_poverty__by_programme_area.report_phase,
        int_poverty__by_programme_area.poverty_standard,
        int_poverty__by_programme_area.households,
        int_poverty__by_programme_area.poor_households,
        int_poverty__by_programme_area.near_poor_households,
        int_poverty__by_programme_area.multidim_poor_households,
        int_poverty__by_programme_area.minority_households,
        int_poverty__by_programme_area.minority_poor_households,
        int_poverty__by_programme_area.poor_ratio,
        int_poverty__by_programme_area.near_poor_ratio,
        int_poverty__by_programme_area.multidim_poor_ratio,
        int_poverty__by_programme_area.minority_poor_ratio,
        int_poverty__by_programme_area.communes_reported
    from int_poverty__by_programme_area
    inner join int_areas
        on int_poverty__by_programme_area.area_key = int_areas.area_key
)

select * from final
