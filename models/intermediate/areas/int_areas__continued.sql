with

int_areas as (
    select * from {{ ref('int_areas') }}
),

with_neighbours as (
    select
        area_key,
        area_level,
        area_code,
        valid_from,
        continues_territory,
        lag(area_key) over (
            partition by area_level, area_code
            order by valid_from
        ) as earlier_area_key,
        lag(valid_to) over (
            partition by area_level, area_code
            order by valid_from
        ) as earlier_valid_to
    from int_areas
),

with_previous as (
    select
        area_key,
        area_level,
        area_code,
        valid_from,
        case
            when continues_territory and earlier_valid_to = valid_from
                then earlier_area_key
        end as previous_area_key
    from with_neighbours
),

numbered as (
    select
        area_key,
        area_level,
        area_code,
        valid_from,
        previous_area_key,
        sum(case when previous_area_key is null then 1 else 0 end) over (
            partition by area_level, area_code
            order by valid_from
            rows between unbounded preceding and current row
        ) as territory_number
    from with_previous
),

final as (
    select
        area_key,
        previous_area_key,
        first_value(area_key) over (
            partition by area_level, area_code, territory_number
            order by valid_from
            rows between unbounded preceding and current row
        ) as territory_key
    from numbered
)

select * from final
