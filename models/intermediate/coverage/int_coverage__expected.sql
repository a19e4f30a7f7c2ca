with

int_reporting__expected_units as (
    select * from {{ ref('int_reporting__expected_units') }}
    where form = 'province__commune_status'
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

typed as (
    select
        int_reporting__expected_units.area_key,
        int_reporting__expected_units.period_year as status_year,
        int_areas.unit_type,
        1 as commune
    from int_reporting__expected_units
    inner join int_areas
        on int_reporting__expected_units.area_key = int_areas.area_key
),

in_areas as (
    {{ in_rollup_areas('typed', keys=['status_year', 'unit_type'], measures=['commune']) }}
),

by_type as (
    select
        area_basis,
        rollup_area_key as area_key,
        status_year,
        unit_type,
        sum(commune) as communes_total
    from in_areas
    where commune > 0
    group by
        area_basis,
        rollup_area_key,
        status_year,
        unit_type
),

final as (
    select
        area_basis,
        area_key,
        status_year,
        unit_type,
        cast(communes_total as bigint) as communes_total,
        cast(case when unit_type = 'xã' then communes_total else 0 end as bigint) as xa_total
    from by_type
    union all
    select
        area_basis,
        area_key,
        status_year,
        'all' as unit_type,
        cast(sum(communes_total) as bigint) as communes_total,
        cast(sum(case when unit_type = 'xã' then communes_total else 0 end) as bigint) as xa_total
    from by_type
    group by
        area_basis,
        area_key,
        status_year
)

select * from final
