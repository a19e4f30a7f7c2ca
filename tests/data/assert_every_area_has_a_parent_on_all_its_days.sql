-- Cutting validity at the parent's changes must lose no day of a unit, and each piece must lie
-- inside its parent's validity.
with

dim_areas as (
    select
        area_key,
        area_level,
        area_code,
        parent_area_key,
        valid_from,
        coalesce(valid_to, cast('9999-12-31' as date)) as valid_to
    from {{ ref('dim_areas') }}
),

int_areas__decreed as (
    select * from {{ ref('int_areas__decreed') }}
),

outside_parent as (
    select
        dim_areas.area_key,
        'not inside its parent' as reason
    from dim_areas
    left join dim_areas as parents
        on dim_areas.parent_area_key = parents.area_key
    where
        dim_areas.area_level <> 'nation'
        and (
            parents.area_key is null
            or parents.valid_from > dim_areas.valid_from
            or parents.valid_to < dim_areas.valid_to
        )
),

days_decreed as (
    select
        area_level,
        area_code,
        sum({{ dbt.datediff('valid_from', 'valid_to', 'day') }}) as days_in_force
    from int_areas__decreed
    group by
        area_level,
        area_code
),

days_kept as (
    select
        area_level,
        area_code,
        sum({{ dbt.datediff('valid_from', 'valid_to', 'day') }}) as days_in_force
    from dim_areas
    group by
        area_level,
        area_code
),

days_lost as (
    select
        days_decreed.area_level || ':' || days_decreed.area_code as area_key,
        'days lost' as reason
    from days_decreed
    left join days_kept
        on
            days_decreed.area_level = days_kept.area_level
            and days_decreed.area_code = days_kept.area_code
    where
        days_kept.days_in_force is null
        or days_decreed.days_in_force <> days_kept.days_in_force
)

select * from outside_parent
union all
select * from days_lost
