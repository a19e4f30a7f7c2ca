with

communes as (
    select * from {{ ref('communes') }}
),

commune_successions as (
    select * from {{ ref('commune_successions') }}
    where effective_date = cast('2025-07-01' as date)
),

last_of_old as (
    select area_code
    from communes
    where valid_to = cast('2025-07-01' as date)
),

first_of_new as (
    select area_code
    from communes
    where valid_from = cast('2025-07-01' as date)
),

without_one_primary as (
    select
        last_of_old.area_code,
        'has not exactly one primary successor' as reason
    from last_of_old
    left join commune_successions
        on
            commune_successions.predecessor_level = 'commune'
            and last_of_old.area_code = commune_successions.predecessor_code
    group by last_of_old.area_code
    having sum(case when commune_successions.is_primary then 1 else 0 end) <> 1
),

without_predecessor as (
    select
        first_of_new.area_code,
        'has no predecessor' as reason
    from first_of_new
    left join commune_successions
        on first_of_new.area_code = commune_successions.successor_code
    where commune_successions.predecessor_code is null
),

from_nowhere as (
    select
        commune_successions.predecessor_code as area_code,
        'was not in force on 2025-06-30' as reason
    from commune_successions
    left join last_of_old
        on commune_successions.predecessor_code = last_of_old.area_code
    where
        commune_successions.predecessor_level = 'commune'
        and last_of_old.area_code is null
),

to_nowhere as (
    select
        commune_successions.successor_code as area_code,
        'is not in force on 2025-07-01' as reason
    from commune_successions
    left join first_of_new
        on commune_successions.successor_code = first_of_new.area_code
    where first_of_new.area_code is null
)

select * from without_one_primary
union all
select * from without_predecessor
union all
select * from from_nowhere
union all
select * from to_nowhere
