with

int_areas as (
    select * from {{ ref('int_areas') }}
),

final as (
    select
        area_key,
        area_code,
        area_level,
        area_name,
        unit_type,
        parent_area_key,
        region_code,
        province_code,
        district_code,
        urban_rural,
        valid_from,
        valid_to
    from int_areas
)

select * from final
