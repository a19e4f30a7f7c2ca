with

int_reporting__expected_units as (
    select * from {{ ref('int_reporting__expected_units') }}
    where form = 'province__poverty_review'
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

sliced as (
    select
        area_key,
        period_year,
        poverty_standard,
        'all' as slice
    from int_reporting__expected_units
    union all
    select
        int_reporting__expected_units.area_key,
        int_reporting__expected_units.period_year,
        int_reporting__expected_units.poverty_standard,
        int_areas.urban_rural as slice
    from int_reporting__expected_units
    inner join int_areas
        on int_reporting__expected_units.area_key = int_areas.area_key
    where int_areas.urban_rural is not null
),

final as (
    select
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key as area_key,
        sliced.slice as urban_rural,
        sliced.period_year as review_year,
        sliced.poverty_standard,
        cast(count(*) as bigint) as communes_expected
    from sliced
    inner join int_areas__rollups
        on sliced.area_key = int_areas__rollups.area_key
    group by
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key,
        sliced.slice,
        sliced.period_year,
        sliced.poverty_standard
)

select * from final
