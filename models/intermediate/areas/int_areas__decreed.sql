with

regions as (
    select * from {{ ref('regions') }}
),

ministries as (
    select * from {{ ref('ministries') }}
),

provinces as (
    select * from {{ ref('provinces') }}
),

districts as (
    select * from {{ ref('districts') }}
),

communes as (
    select * from {{ ref('communes') }}
),

all_levels as (
    -- The nation begins where our lists of units begin.
    select
        'nation' as area_level,
        'VN' as area_code,
        'Cả nước' as area_name,
        'quốc gia' as unit_type,
        cast(null as {{ dbt.type_string() }}) as parent_level,
        cast(null as {{ dbt.type_string() }}) as parent_code,
        cast(null as {{ dbt.type_string() }}) as province_code,
        cast(null as {{ dbt.type_string() }}) as district_code,
        cast(null as {{ dbt.type_string() }}) as urban_rural,
        false as continues_territory,
        cast('2021-01-01' as date) as valid_from,
        cast(null as date) as valid_to

    union all

    select
        'region' as area_level,
        regions.area_code,
        regions.area_name,
        'vùng' as unit_type,
        'nation' as parent_level,
        'VN' as parent_code,
        cast(null as {{ dbt.type_string() }}) as province_code,
        cast(null as {{ dbt.type_string() }}) as district_code,
        cast(null as {{ dbt.type_string() }}) as urban_rural,
        false as continues_territory,
        regions.valid_from,
        regions.valid_to
    from regions

    union all

    select
        'ministry' as area_level,
        ministries.area_code,
        ministries.area_name,
        'bộ, ngành' as unit_type,
        'nation' as parent_level,
        'VN' as parent_code,
        cast(null as {{ dbt.type_string() }}) as province_code,
        cast(null as {{ dbt.type_string() }}) as district_code,
        cast(null as {{ dbt.type_string() }}) as urban_rural,
        false as continues_territory,
        ministries.valid_from,
        ministries.valid_to
    from ministries

    union all

    select
        'province' as area_level,
        provinces.area_code,
        provinces.area_name,
        provinces.unit_type,
        'region' as parent_level,
        provinces.region_code as parent_code,
        provinces.area_code as province_code,
        cast(null as {{ dbt.type_string() }}) as district_code,
        cast(null as {{ dbt.type_string() }}) as urban_rural,
        provinces.continues_territory,
        provinces.valid_from,
        provinces.valid_to
    from provinces

    union all

    select
        'district' as area_level,
        districts.area_code,
        districts.area_name,
        districts.unit_type,
        'province' as parent_level,
        districts.province_code as parent_code,
        districts.province_code,
        districts.area_code as district_code,
        cast(null as {{ dbt.type_string() }}) as urban_rural,
        districts.continues_territory,
        districts.valid_from,
        districts.valid_to
    from districts

    union all

    select
        'commune' as area_level,
        communes.area_code,
        communes.area_name,
        communes.unit_type,
        case
            when communes.district_code is null then 'province' else 'district'
        end as parent_level,
        coalesce(communes.district_code, communes.province_code) as parent_code,
        communes.province_code,
        communes.district_code,
        communes.urban_rural,
        communes.continues_territory,
        communes.valid_from,
        communes.valid_to
    from communes
),

final as (
    select
        area_level,
        area_code,
        area_name,
        unit_type,
        parent_level,
        parent_code,
        province_code,
        district_code,
        urban_rural,
        continues_territory,
        valid_from,
        -- Open ends get a date, so that periods can be compared without a special case.
        coalesce(valid_to, cast('9999-12-31' as date)) as valid_to
    from all_levels
)

select * from final
