with

int_areas as (
    select * from {{ ref('int_areas') }}
),

-- The longest way up has five stations: commune, district, province, region, nation.
ways_up as (
    select
        int_areas.area_key,
        int_areas.area_key as self_key,
        parents.area_key as parent_key,
        grandparents.area_key as grandparent_key,
        great_grandparents.area_key as great_grandparent_key,
        great_grandparents.parent_area_key as top_key
    from int_areas
    left join int_areas as parents
        on int_areas.parent_area_key = parents.area_key
    left join int_areas as grandparents
        on parents.parent_area_key = grandparents.area_key
    left join int_areas as great_grandparents
        on grandparents.parent_area_key = great_grandparents.area_key
),

stations as (
    select
        area_key,
        self_key as ancestor_area_key
    from ways_up
    union all
    select
        area_key,
        parent_key as ancestor_area_key
    from ways_up
    union all
    select
        area_key,
        grandparent_key as ancestor_area_key
    from ways_up
    union all
    select
        area_key,
        great_grandparent_key as ancestor_area_key
    from ways_up
    union all
    select
        area_key,
        top_key as ancestor_area_key
    from ways_up
),

final as (
    select
        stations.area_key,
        stations.ancestor_area_key,
        int_areas.area_level as ancestor_level
    from stations
    inner join int_areas
        on stations.ancestor_area_key = int_areas.area_key
)

select * from final
