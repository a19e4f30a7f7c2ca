-- Nation = regions = provinces = communes, and a province of districts = its districts, household
-- by household. An area whose units report only in part has no row: its units stand in.
with

mart_poverty_rates as (
    select * from {{ ref('mart_poverty_rates') }}
),

int_poverty__units as (
    select * from {{ ref('int_poverty__units') }}
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

sliced_units as (
    select
        *,
        'all' as slice
    from int_poverty__units
    union all
    select
        *,
        urban_rural as slice
    from int_poverty__units
    where urban_rural is not null
),

units_by_part as (
    select
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_level as part_level,
        int_areas__rollups.rollup_area_key as part_area_key,
        sliced_units.area_key as unit_area_key,
        sliced_units.slice as urban_rural,
        sliced_units.review_year,
        sliced_units.poverty_standard,
        sliced_units.households,
        sliced_units.poor_households,
        sliced_units.near_poor_households,
        sliced_units.multidim_poor_households,
        sliced_units.minority_households,
        sliced_units.minority_poor_households
    from sliced_units
    inner join int_areas__rollups
        on sliced_units.area_key = int_areas__rollups.area_key
),

-- Each part once: by its row where it has one, else by its units.
parts as (
    select
        area_basis,
        area_level as part_level,
        area_key as part_area_key,
        urban_rural,
        review_year,
        poverty_standard,
        households,
        poor_households,
        near_poor_households,
        multidim_poor_households,
        minority_households,
        minority_poor_households
    from mart_poverty_rates
    union all
    select
        units_by_part.area_basis,
        units_by_part.part_level,
        units_by_part.part_area_key,
        units_by_part.urban_rural,
        units_by_part.review_year,
        units_by_part.poverty_standard,
        units_by_part.households,
        units_by_part.poor_households,
        units_by_part.near_poor_households,
        units_by_part.multidim_poor_households,
        units_by_part.minority_households,
        units_by_part.minority_poor_households
    from units_by_part
    left join mart_poverty_rates
        on
            units_by_part.area_basis = mart_poverty_rates.area_basis
            and units_by_part.part_area_key = mart_poverty_rates.area_key
            and units_by_part.urban_rural = mart_poverty_rates.urban_rural
            and units_by_part.review_year = mart_poverty_rates.review_year
            and units_by_part.poverty_standard = mart_poverty_rates.poverty_standard
    where mart_poverty_rates.area_key is null
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
        parts.part_level,
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
    from parts
    inner join ancestors
        on parts.part_area_key = ancestors.area_key
    where
        parts.part_level <> ancestors.rollup_level
        -- Where an old commune went may be unknown: current_communes_add_up asks for these.
        and not (parts.area_basis = 'current' and parts.part_level = 'commune')
    group by
        parts.area_basis,
        parts.part_level,
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
