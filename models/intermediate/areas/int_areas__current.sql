with

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__ancestors as (
    select * from {{ ref('int_areas__ancestors') }}
),

province_successions as (
    select * from {{ ref('province_successions') }}
),

-- Each province of any time in the province of today that holds all of it.
provinces_today as (
    select
        provinces.area_key,
        todays.area_key as todays_area_key
    from int_areas as provinces
    left join province_successions
        on
            provinces.area_code = province_successions.predecessor_code
            and provinces.valid_from < province_successions.effective_date
    inner join int_areas as todays
        on
            todays.area_level = 'province'
            and todays.valid_to is null
            and todays.area_code
            = coalesce(province_successions.successor_code, provinces.area_code)
    where provinces.area_level = 'province'
),

-- Ministries are in no province: they are themselves, in the nation.
entries as (
    select
        int_areas__ancestors.area_key,
        provinces_today.todays_area_key
    from int_areas__ancestors
    inner join provinces_today
        on int_areas__ancestors.ancestor_area_key = provinces_today.area_key
    union all
    select
        area_key,
        area_key as todays_area_key
    from int_areas
    where area_level in ('ministry', 'nation')
),

final as (
    select
        entries.area_key,
        int_areas__ancestors.ancestor_area_key as current_area_key,
        int_areas__ancestors.ancestor_level as current_level
    from entries
    inner join int_areas__ancestors
        on entries.todays_area_key = int_areas__ancestors.area_key
)

select * from final
