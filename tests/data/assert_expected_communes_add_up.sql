-- How many communes there are: nation = regions = provinces, silent provinces among them.
with

int_poverty__expected as (
    select * from {{ ref('int_poverty__expected') }}
),

int_reviews__expected as (
    select * from {{ ref('int_reviews__expected') }}
),

int_coverage__expected as (
    select * from {{ ref('int_coverage__expected') }}
),

int_areas__ancestors as (
    select * from {{ ref('int_areas__ancestors') }}
),

expected as (
    select
        'poverty' as subject,
        area_basis,
        area_key,
        review_year as period_year,
        urban_rural || ' ' || poverty_standard as part,
        communes_expected as communes
    from int_poverty__expected
    union all
    select
        form as subject,
        area_basis,
        area_key,
        review_year as period_year,
        variant || ' ' || poverty_standard as part,
        communes_expected as communes
    from int_reviews__expected
    union all
    select
        'coverage' as subject,
        area_basis,
        area_key,
        status_year as period_year,
        unit_type as part,
        communes_total as communes
    from int_coverage__expected
),

-- The level of an area is the level of itself as an ancestor.
levelled as (
    select
        expected.*,
        int_areas__ancestors.ancestor_level as area_level
    from expected
    inner join int_areas__ancestors
        on
            expected.area_key = int_areas__ancestors.area_key
            and expected.area_key = int_areas__ancestors.ancestor_area_key
),

sums as (
    select
        levelled.subject,
        levelled.area_basis,
        levelled.area_level as part_level,
        int_areas__ancestors.ancestor_area_key as area_key,
        levelled.period_year,
        levelled.part,
        sum(levelled.communes) as communes
    from levelled
    inner join int_areas__ancestors
        on levelled.area_key = int_areas__ancestors.area_key
    where
        levelled.area_level in ('region', 'province')
        and levelled.area_level <> int_areas__ancestors.ancestor_level
    group by
        levelled.subject,
        levelled.area_basis,
        levelled.area_level,
        int_areas__ancestors.ancestor_area_key,
        levelled.period_year,
        levelled.part
)

select
    levelled.subject,
    levelled.area_basis,
    levelled.area_key,
    levelled.period_year,
    levelled.part,
    sums.part_level
from levelled
inner join sums
    on
        levelled.subject = sums.subject
        and levelled.area_basis = sums.area_basis
        and levelled.area_key = sums.area_key
        and levelled.period_year = sums.period_year
        and levelled.part = sums.part
where levelled.communes <> sums.communes
