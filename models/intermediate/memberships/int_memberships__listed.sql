-- What a decision says of a unit holds for its territory, under whatever name; a unit that was
-- merged or split begins anew, and inherits nothing.
with

membership_lists as (
    select * from {{ ref('membership_lists') }}
),

area_memberships as (
    select * from {{ ref('area_memberships') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__continued as (
    select * from {{ ref('int_areas__continued') }}
),

decided as (
    select
        area_memberships.list_code,
        membership_lists.list_kind,
        area_memberships.area_level,
        area_memberships.area_code,
        area_memberships.membership_class,
        area_memberships.legal_source,
        coalesce(area_memberships.valid_from, membership_lists.valid_from) as valid_from,
        coalesce(area_memberships.valid_to, membership_lists.valid_to) as valid_to
    from area_memberships
    inner join membership_lists
        on area_memberships.list_code = membership_lists.list_code
),

of_territories as (
    select
        decided.*,
        int_areas__continued.territory_key
    from decided
    inner join int_areas
        on
            decided.area_level = int_areas.area_level
            and decided.area_code = int_areas.area_code
            and decided.valid_from >= int_areas.valid_from
            and decided.valid_from < coalesce(int_areas.valid_to, cast('9999-12-31' as date))
    inner join int_areas__continued
        on int_areas.area_key = int_areas__continued.area_key
),

final as (
    select
        of_territories.list_code,
        of_territories.list_kind,
        int_areas.area_key,
        of_territories.membership_class,
        of_territories.legal_source,
        greatest(of_territories.valid_from, int_areas.valid_from) as valid_from,
        least(
            of_territories.valid_to, coalesce(int_areas.valid_to, cast('9999-12-31' as date))
        ) as valid_to
    from of_territories
    inner join int_areas__continued
        on of_territories.territory_key = int_areas__continued.territory_key
    inner join int_areas
        on int_areas__continued.area_key = int_areas.area_key
    where
        of_territories.valid_from < coalesce(int_areas.valid_to, cast('9999-12-31' as date))
        and of_territories.valid_to > int_areas.valid_from
)

select * from final
