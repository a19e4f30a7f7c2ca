-- Provinces by region of either scheme, and districts, in force on a day. scope: VN, a region of a
-- scheme or a province code.
with

expected (on_date, area_level, scope, areas) as (
    values
    (cast('2021-01-01' as date), 'province', 'VN', 63),
    (cast('2025-06-30' as date), 'province', 'VN', 63),
    (cast('2025-06-30' as date), 'province', '6R_2023:TDMNPB', 14),
    (cast('2025-06-30' as date), 'province', '6R_2023:DBSH', 11),
    (cast('2025-06-30' as date), 'province', '6R_2023:BTBDHMT', 14),
    (cast('2025-06-30' as date), 'province', '6R_2023:TN', 5),
    (cast('2025-06-30' as date), 'province', '6R_2023:DNB', 6),
    (cast('2025-06-30' as date), 'province', '6R_2023:DBSCL', 13),
    (cast('2025-07-01' as date), 'province', 'VN', 34),
    (cast('2026-04-30' as date), 'province', 'VN', 34),
    (cast('2025-07-01' as date), 'province', '6R_2025:TDMNPB', 9),
    (cast('2025-07-01' as date), 'province', '6R_2025:DBSH', 6),
    (cast('2025-07-01' as date), 'province', '6R_2025:BTB', 5),
    (cast('2025-07-01' as date), 'province', '6R_2025:DHNTBTN', 6),
    (cast('2025-07-01' as date), 'province', '6R_2025:DNB', 3),
    (cast('2025-07-01' as date), 'province', '6R_2025:DBSCL', 5),
    (cast('2025-06-30' as date), 'district', 'VN', 696),
    (cast('2025-07-01' as date), 'district', 'VN', 0),
    (cast('2025-06-30' as date), 'district', '20', 11),
    (cast('2025-06-30' as date), 'district', '11', 10)
),

dim_areas as (
    select * from {{ ref('dim_areas') }}
),

counted as (
    select
        expected.on_date,
        expected.area_level,
        expected.scope,
        expected.areas as expected_areas,
        count(dim_areas.area_key) as areas
    from expected
    left join dim_areas
        on
            expected.area_level = dim_areas.area_level
            and expected.on_date >= dim_areas.valid_from
            and (expected.on_date < dim_areas.valid_to or dim_areas.valid_to is null)
            and expected.scope in ('VN', dim_areas.region_code, dim_areas.province_code)
    group by
        expected.on_date,
        expected.area_level,
        expected.scope,
        expected.areas
)

select * from counted
where areas <> expected_areas
