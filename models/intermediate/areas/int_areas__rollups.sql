with

int_areas__ancestors as (
    select * from {{ ref('int_areas__ancestors') }}
),

int_areas__current as (
    select * from {{ ref('int_areas__current') }}
),

final as (
    select
        'reported' as area_basis,
        area_key,
        ancestor_area_key as rollup_area_key,
        ancestor_level as rollup_level
    from int_areas__ancestors
    union all
    select
        'current' as area_basis,
        area_key,
        current_area_key as rollup_area_key,
        current_level as rollup_level
    from int_areas__current
)

select * from final
