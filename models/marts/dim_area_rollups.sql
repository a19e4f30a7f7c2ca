with

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

final as (
    select
        area_basis,
        area_key,
        rollup_area_key,
        rollup_level,
        population_share,
        share_source
    from int_areas__rollups
)

select * from final
