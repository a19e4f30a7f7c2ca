with

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__shares as (
    select * from {{ ref('int_areas__shares') }}
),

commune_successions as (
    select * from {{ ref('commune_successions') }}
),

changes as (
    select
        predecessor_level,
        predecessor_code,
        effective_date
    from commune_successions
    group by
        predecessor_level,
        predecessor_code,
        effective_date
),

first_changes as (
    select
        int_areas.area_key,
        int_areas.area_level,
        int_areas.area_code,
        min(changes.effective_date) as effective_date
    from int_areas
    inner join changes
        on
            int_areas.area_level = changes.predecessor_level
            and int_areas.area_code = changes.predecessor_code
            and int_areas.valid_from < changes.effective_date
    group by
        int_areas.area_key,
        int_areas.area_level,
        int_areas.area_code
),

first_steps as (
    select
        first_changes.area_key,
        int_areas__shares.successor_code,
        int_areas__shares.effective_date,
        int_areas__shares.population_share,
        int_areas__shares.share_source
    from first_changes
    inner join int_areas__shares
        on
            first_changes.area_level = int_areas__shares.predecessor_level
            and first_changes.area_code = int_areas__shares.predecessor_code
            and first_changes.effective_date = int_areas__shares.effective_date
),

-- What was merged before 2025-07-01 went, with all of its new unit, into the units of today.
second_changes as (
    select
        first_steps.area_key,
        first_steps.successor_code,
        min(changes.effective_date) as effective_date
    from first_steps
    inner join changes
        on
            changes.predecessor_level = 'commune'
            and first_steps.successor_code = changes.predecessor_code
            and first_steps.effective_date < changes.effective_date
    group by
        first_steps.area_key,
        first_steps.successor_code
),

second_steps as (
    select
        first_steps.area_key,
        int_areas__shares.successor_code,
        cast(
            first_steps.population_share * int_areas__shares.population_share as decimal(9, 6)
        ) as population_share,
        case
            when int_areas__shares.population_share = 1 then first_steps.share_source
            else int_areas__shares.share_source
        end as share_source
    from first_steps
    inner join second_changes
        on
            first_steps.area_key = second_changes.area_key
            and first_steps.successor_code = second_changes.successor_code
    inner join int_areas__shares
        on
            int_areas__shares.predecessor_level = 'commune'
            and second_changes.successor_code = int_areas__shares.predecessor_code
            and second_changes.effective_date = int_areas__shares.effective_date
),

last_steps as (
    select
        area_key,
        successor_code,
        population_share,
        share_source
    from second_steps
    union all
    select
        first_steps.area_key,
        first_steps.successor_code,
        first_steps.population_share,
        first_steps.share_source
    from first_steps
    left join second_changes
        on
            first_steps.area_key = second_changes.area_key
            and first_steps.successor_code = second_changes.successor_code
    where second_changes.area_key is null
    union all
    -- Units of after the last change; some have got another name or type since.
    select
        int_areas.area_key,
        int_areas.area_code as successor_code,
        cast(1 as decimal(9, 6)) as population_share,
        'whole' as share_source
    from int_areas
    left join first_changes
        on int_areas.area_key = first_changes.area_key
    where
        int_areas.area_level = 'commune'
        and first_changes.area_key is null
),

final as (
    select
        last_steps.area_key,
        todays.area_key as current_area_key,
        last_steps.population_share,
        last_steps.share_source
    from last_steps
    inner join int_areas as todays
        on
            todays.area_level = 'commune'
            and todays.valid_to is null
            and last_steps.successor_code = todays.area_code
)

select * from final
