with

int_areas__ancestors as (
    select * from {{ ref('int_areas__ancestors') }}
),

int_areas__current as (
    select * from {{ ref('int_areas__current') }}
),

int_areas__successors as (
    select * from {{ ref('int_areas__successors') }}
),

final as (
    select
        'reported' as area_basis,
        area_key,
        ancestor_area_key as rollup_area_key,
        ancestor_level as rollup_level,
        cast(1 as decimal(9, 6)) as population_share,
        'whole' as share_source
    from int_areas__ancestors
    union all
    select
        'current' as area_basis,
        area_key,
        current_area_key as rollup_area_key,
        current_level as rollup_level,
        cast(1 as decimal(9, 6)) as population_share,
        'whole' as share_source
    from int_areas__current
    union all
    select
        'current' as area_basis,
        area_key,
        current_area_key as rollup_area_key,
        'commune' as rollup_level,
        population_share,
        share_source
    from int_areas__successors
)

select * from final
