with

int_areas__decreed as (
    select * from {{ ref('int_areas__decreed') }}
),

-- Level by level from the top: a version is cut wherever its parent changes, so that each piece
-- has one parent for all of its days. The nation has one version, so its children need no cut.
top_levels as (
    select
        area_level,
        area_code,
        valid_from as decreed_from,
        case when area_level = 'region' then area_code end as region_code,
        valid_from,
        valid_to,
        case
            when area_level <> 'nation'
                then {{ area_key("'nation'", "'VN'", "cast('2021-01-01' as date)") }}
        end as parent_area_key,
        {{ area_key('area_level', 'area_code', 'valid_from') }} as area_key
    from int_areas__decreed
    where area_level in ('nation', 'region', 'ministry')
),

provinces as (
    select
        int_areas__decreed.area_level,
        int_areas__decreed.area_code,
        int_areas__decreed.valid_from as decreed_from,
        parents.region_code,
        greatest(int_areas__decreed.valid_from, parents.valid_from) as valid_from,
        least(int_areas__decreed.valid_to, parents.valid_to) as valid_to,
        parents.area_key as parent_area_key,
        {{ area_key(
            'int_areas__decreed.area_level',
            'int_areas__decreed.area_code',
            'greatest(int_areas__decreed.valid_from, parents.valid_from)',
        ) }} as area_key
    from int_areas__decreed
    inner join top_levels as parents
        on
            int_areas__decreed.parent_level = parents.area_level
            and int_areas__decreed.parent_code = parents.area_code
            and int_areas__decreed.valid_from < parents.valid_to
            and int_areas__decreed.valid_to > parents.valid_from
    where int_areas__decreed.area_level = 'province'
),

districts as (
    select
        int_areas__decreed.area_level,
        int_areas__decreed.area_code,
        int_areas__decreed.valid_from as decreed_from,
        parents.region_code,
        greatest(int_areas__decreed.valid_from, parents.valid_from) as valid_from,
        least(int_areas__decreed.valid_to, parents.valid_to) as valid_to,
        parents.area_key as parent_area_key,
        {{ area_key(
            'int_areas__decreed.area_level',
            'int_areas__decreed.area_code',
            'greatest(int_areas__decreed.valid_from, parents.valid_from)',
        ) }} as area_key
    from int_areas__decreed
    inner join provinces as parents
        on
            int_areas__decreed.parent_level = parents.area_level
            and int_areas__decreed.parent_code = parents.area_code
            and int_areas__decreed.valid_from < parents.valid_to
            and int_areas__decreed.valid_to > parents.valid_from
    where int_areas__decreed.area_level = 'district'
),

commune_parents as (
    select * from provinces
    union all
    select * from districts
),

communes as (
    select
        int_areas__decreed.area_level,
        int_areas__decreed.area_code,
        int_areas__decreed.valid_from as decreed_from,
        parents.region_code,
        greatest(int_areas__decreed.valid_from, parents.valid_from) as valid_from,
        least(int_areas__decreed.valid_to, parents.valid_to) as valid_to,
        parents.area_key as parent_area_key,
        {{ area_key(
            'int_areas__decreed.area_level',
            'int_areas__decreed.area_code',
            'greatest(int_areas__decreed.valid_from, parents.valid_from)',
        ) }} as area_key
    from int_areas__decreed
    inner join commune_parents as parents
        on
            int_areas__decreed.parent_level = parents.area_level
            and int_areas__decreed.parent_code = parents.area_code
            and int_areas__decreed.valid_from < parents.valid_to
            and int_areas__decreed.valid_to > parents.valid_from
    where int_areas__decreed.area_level = 'commune'
),

pieces as (
    select * from top_levels
    union all
    select * from provinces
    union all
    select * from districts
    union all
    select * from communes
),

final as (
    select
        pieces.area_key,
        pieces.area_code,
        pieces.area_level,
        int_areas__decreed.area_name,
        int_areas__decreed.unit_type,
        pieces.parent_area_key,
        pieces.region_code,
        int_areas__decreed.province_code,
        int_areas__decreed.district_code,
        int_areas__decreed.urban_rural,
        pieces.valid_from,
        nullif(pieces.valid_to, cast('9999-12-31' as date)) as valid_to,
        -- A cut that only the parent made leaves the territory as it was.
        int_areas__decreed.continues_territory
        or pieces.valid_from > pieces.decreed_from as continues_territory
    from pieces
    inner join int_areas__decreed
        on
            pieces.area_level = int_areas__decreed.area_level
            and pieces.area_code = int_areas__decreed.area_code
            and pieces.decreed_from = int_areas__decreed.valid_from
)

select * from final
