-- The zones, what is outside them and what nobody classed are all of an area: nothing is lost,
-- nothing twice.
with

mart_poverty_rates as (
    select * from {{ ref('mart_poverty_rates') }}
    where
        area_level in ('nation', 'region', 'province')
        and urban_rural = 'all'
),

mart_poverty_by_programme_area as (
    select * from {{ ref('mart_poverty_by_programme_area') }}
    where list_kind = 'zone'
),

summed as (
    select
        area_basis,
        area_key,
        review_year,
        poverty_standard,
        sum(households) as households,
        sum(poor_households) as poor_households,
        sum(near_poor_households) as near_poor_households,
        sum(multidim_poor_households) as multidim_poor_households,
        sum(minority_households) as minority_households,
        sum(minority_poor_households) as minority_poor_households,
        sum(communes_reported) as communes_reported
    from mart_poverty_by_programme_area
    group by
        area_basis,
        area_key,
        review_year,
        poverty_standard
)

select
    mart_poverty_rates.area_key,
    summed.area_key as area_key_of_parts
from mart_poverty_rates
full outer join summed
    on
        mart_poverty_rates.area_basis = summed.area_basis
        and mart_poverty_rates.area_key = summed.area_key
        and mart_poverty_rates.review_year = summed.review_year
        and mart_poverty_rates.poverty_standard = summed.poverty_standard
where
    mart_poverty_rates.area_key is null
    or summed.area_key is null
    or coalesce(mart_poverty_rates.households, -1) <> coalesce(summed.households, -1)
    or coalesce(mart_poverty_rates.poor_households, -1)
    <> coalesce(summed.poor_households, -1)
    or coalesce(mart_poverty_rates.near_poor_households, -1)
    <> coalesce(summed.near_poor_households, -1)
    or coalesce(mart_poverty_rates.multidim_poor_households, -1)
    <> coalesce(summed.multidim_poor_households, -1)
    or coalesce(mart_poverty_rates.minority_households, -1)
    <> coalesce(summed.minority_households, -1)
    or coalesce(mart_poverty_rates.minority_poor_households, -1)
    <> coalesce(summed.minority_poor_households, -1)
    or coalesce(mart_poverty_rates.communes_reported, -1)
    <> coalesce(summed.communes_reported, -1)
