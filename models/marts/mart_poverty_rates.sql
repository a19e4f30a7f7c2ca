with

int_poverty__rates as (
    select * from {{ ref('int_poverty__rates') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

final as (
    select
        int_poverty__rates.area_basis,
        int_poverty__rates.area_key,
        int_areas.area_level,
        int_areas.area_code,
        int_areas.area_name,
        int_areas.province_code,
        int_poverty__rates.urban_rural,
        int_poverty__rates.review_year,
        int_poverty__rates.report_phase,
        int_poverty__rates.poverty_standard,
        int_poverty__rates.households,
        int_poverty__rates.poor_households,
        int_poverty__rates.near_poor_households,
        int_poverty__rates.multidim_poor_households,
        int_poverty__rates.minority_households,
        int_poverty__rates.minority_poor_households,
        int_poverty__rates.poor_ratio,
        int_poverty__rates.near_poor_ratio,
        int_poverty__rates.multidim_poor_ratio,
        int_poverty__rates.minority_poor_ratio,
        int_poverty__rates.poor_change_points,
        int_poverty__rates.previous_area_key,
        int_poverty__rates.communes_expected,
        int_poverty__rates.communes_reported,
        int_poverty__rates.is_estimated
    from int_poverty__rates
    inner join int_areas
        on int_poverty__rates.area_key = int_areas.area_key
)

select * from final
