-- Nation = regions = provinces = communes, and a province of districts = its districts, household
-- by household. A part that knows nothing has no row, and adds nothing.
with

mart_poverty_rates as (
    select * from {{ ref('mart_poverty_rates') }}
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

-- Ancestors among the reported units; today's units hold each other as reported ones do.
ancestors as (
    select
        area_key,
        rollup_area_key,
        rollup_level
    from int_areas__rollups
    where area_basis = 'reported'
),

sums as (
    select
        parts.area_basis,
        parts.area_level as part_level,
        ancestors.rollup_area_key as area_key,
        parts.urban_rural,
        parts.review_year,
        parts.poverty_standard,
        sum(parts.households) as households,
        sum(parts.poor_households) as poor_households,
        sum(parts.near_poor_households) as near_poor_households,
        sum(parts.multidim_poor_households) as multidim_poor_households,
        sum(parts.minority_households) as minority_households,
        sum(parts.minority_poor_households) as minority_poor_households
    from mart_poverty_rates as parts
    inner join ancestors
        on parts.area_key = ancestors.area_key
    where
        parts.area_level <> ancestors.rollup_level
        -- Where an old commune went may be unknown: current_communes_add_up asks for these.
        and not (parts.area_basis = 'current' and parts.area_level = 'commune')
    group by
        parts.area_basis,
        parts.area_level,
        ancestors.rollup_area_key,
        parts.urban_rural,
        parts.review_year,
        parts.poverty_standard
)

select
    mart_poverty_rates.area_basis,
    mart_poverty_rates.area_key,
    mart_poverty_rates.urban_rural,
    mart_poverty_rates.review_year,
    mart_poverty_rates.poverty_standard,
    sums.part_level
from mart_poverty_rates
inner join sums
    on
        mart_poverty_rates.area_basis = sums.area_basis
        and mart_poverty_rates.area_key = sums.area_key
        and mart_poverty_rates.urban_rural = sums.urban_rural
        and mart_poverty_rates.review_year = sums.review_year
        and mart_poverty_rates.poverty_standard = sums.poverty_standard
where
    coalesce(mart_poverty_rates.households, -1) <> coalesce(sums.households, -1)
    or coalesce(mart_poverty_rates.poor_households, -1) <> coalesce(sums.poor_households, -1)
    or coalesce(mart_poverty_rates.near_poor_households, -1)
    <> coalesce(sums.near_poor_households, -1)
    or coalesce(mart_poverty_rates.multidim_poor_households, -1)
    <> coalesce(sums.multidim_poor_households, -1)
    or coalesce(mart_poverty_rates.minority_households, -1)
    <> coalesce(sums.minority_households, -1)
    or coalesce(mart_poverty_rates.minority_poor_households, -1)
    <> coalesce(sums.minority_poor_households, -1)
