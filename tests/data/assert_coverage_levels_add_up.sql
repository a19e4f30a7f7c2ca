-- Communes that meet a criterion and communes that answered: nation = regions = provinces =
-- communes, province = districts, and 'all' = the unit types. (communes_total also counts where
-- nobody answered.)
with

mart_commune_coverage as (
    select * from {{ ref('mart_commune_coverage') }}
),

int_areas__ancestors as (
    select * from {{ ref('int_areas__ancestors') }}
),

level_sums as (
    select
        parts.area_basis,
        parts.area_level as part_level,
        int_areas__ancestors.ancestor_area_key as area_key,
        parts.status_year,
        parts.criterion,
        parts.unit_type,
        sum(parts.communes_met) as communes_met,
        sum(parts.communes_reported) as communes_reported
    from mart_commune_coverage as parts
    inner join int_areas__ancestors
        on parts.area_key = int_areas__ancestors.area_key
    where
        parts.area_level <> int_areas__ancestors.ancestor_level
        -- Where an old commune went may be unknown: current_communes_add_up asks for these.
        and not (parts.area_basis = 'current' and parts.area_level = 'commune')
    group by
        parts.area_basis,
        parts.area_level,
        int_areas__ancestors.ancestor_area_key,
        parts.status_year,
        parts.criterion,
        parts.unit_type
),

type_sums as (
    select
        area_basis,
        area_key,
        status_year,
        criterion,
        sum(case when unit_type <> 'all' then communes_met else 0 end) as communes_met,
        sum(case when unit_type <> 'all' then communes_reported else 0 end) as communes_reported,
        sum(case when unit_type = 'all' then communes_met else 0 end) as all_met,
        sum(case when unit_type = 'all' then communes_reported else 0 end) as all_reported
    from mart_commune_coverage
    group by
        area_basis,
        area_key,
        status_year,
        criterion
)

select
    mart_commune_coverage.area_basis,
    mart_commune_coverage.area_key,
    mart_commune_coverage.status_year,
    mart_commune_coverage.criterion,
    level_sums.part_level as compared_with
from mart_commune_coverage
inner join level_sums
    on
        mart_commune_coverage.area_basis = level_sums.area_basis
        and mart_commune_coverage.area_key = level_sums.area_key
        and mart_commune_coverage.status_year = level_sums.status_year
        and mart_commune_coverage.criterion = level_sums.criterion
        and mart_commune_coverage.unit_type = level_sums.unit_type
where
    mart_commune_coverage.communes_met <> level_sums.communes_met
    or mart_commune_coverage.communes_reported <> level_sums.communes_reported
union all
select
    area_basis,
    area_key,
    status_year,
    criterion,
    'unit types' as compared_with
from type_sums
where
    communes_met <> all_met
    or communes_reported <> all_reported
