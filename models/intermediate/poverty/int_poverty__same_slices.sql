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

int_areas__continued as (
    select * from {{ ref('int_areas__continued') }}
),

-- All communes of the part, whether they have reported or not.
members as (
    select
        int_areas__rollups.area_basis,
        areas.territory_key,
        int_areas.urban_rural,
        int_reporting__expected_units.poverty_standard,
        int_reporting__expected_units.period_year as review_year,
        units.territory_key as unit_territory_key
    from int_reporting__expected_units
    inner join int_areas
        on int_reporting__expected_units.area_key = int_areas.area_key
    inner join int_areas__rollups
        on int_reporting__expected_units.area_key = int_areas__rollups.area_key
    inner join int_areas__continued as areas
        on int_areas__rollups.rollup_area_key = areas.area_key
    inner join int_areas__continued as units
        on int_reporting__expected_units.area_key = units.area_key
    where int_areas.urban_rural is not null
),

-- Each member with the year before and the year after it: a slice is the same territory in two
-- years where no unit came and none went.
compared as (
    select
        area_basis,
        territory_key,
        urban_rural,
        poverty_standard,
        unit_territory_key,
        review_year,
        1 as is_now,
        0 as is_before
    from members
    union all
    select
        area_basis,
        territory_key,
        urban_rural,
        poverty_standard,
        unit_territory_key,
        review_year + 1 as review_year,
        0 as is_now,
        1 as is_before
    from members
),

paired as (
    select
        area_basis,
        territory_key,
        urban_rural,
        poverty_standard,
        review_year,
        unit_territory_key,
        max(is_now) as is_now,
        max(is_before) as is_before
    from compared
    group by
        area_basis,
        territory_key,
        urban_rural,
        poverty_standard,
        review_year,
        unit_territory_key
),

final as (
    select
        area_basis,
        territory_key,
        urban_rural,
        poverty_standard,
        review_year
    from paired
    group by
        area_basis,
        territory_key,
        urban_rural,
        poverty_standard,
        review_year
    having min(is_now) = 1 and min(is_before) = 1
)

select * from final
