-- Published counts of communes in force on a day (General Statistics Office catalogue; Lạng Sơn
-- and Điện Biên after their resolutions). scope: VN or a province code; unit_type: all or one type.
with

expected (on_date, scope, unit_type, communes) as (
    values
    (cast('2021-01-01' as date), 'VN', 'all', 10603),
    (cast('2022-01-01' as date), 'VN', 'all', 10599),
    (cast('2023-05-07' as date), 'VN', 'all', 10598),
    (cast('2024-12-01' as date), 'VN', 'all', 10447),
    (cast('2025-01-01' as date), 'VN', 'all', 10039),
    (cast('2025-02-01' as date), 'VN', 'all', 10035),
    (cast('2025-06-30' as date), 'VN', 'all', 10035),
    (cast('2025-06-30' as date), 'VN', 'xã', 7692),
    (cast('2025-06-30' as date), 'VN', 'phường', 1726),
    (cast('2025-06-30' as date), 'VN', 'thị trấn', 617),
    (cast('2025-07-01' as date), 'VN', 'all', 3321),
    (cast('2025-07-01' as date), 'VN', 'xã', 2621),
    (cast('2025-07-01' as date), 'VN', 'phường', 687),
    (cast('2025-07-01' as date), 'VN', 'đặc khu', 13),
    (cast('2026-04-30' as date), 'VN', 'xã', 2611),
    (cast('2026-04-30' as date), 'VN', 'phường', 697),
    (cast('2026-04-30' as date), 'VN', 'đặc khu', 13),
    (cast('2024-11-30' as date), '20', 'all', 200),
    (cast('2024-11-30' as date), '20', 'xã', 181),
    (cast('2024-11-30' as date), '20', 'thị trấn', 14),
    (cast('2024-11-30' as date), '20', 'phường', 5),
    (cast('2024-12-01' as date), '20', 'all', 194),
    (cast('2025-07-01' as date), '20', 'all', 65),
    (cast('2025-07-01' as date), '20', 'phường', 4),
    (cast('2025-06-30' as date), '11', 'all', 129),
    (cast('2025-07-01' as date), '11', 'all', 45)
),

communes as (
    select * from {{ ref('dim_areas') }}
    where area_level = 'commune'
),

counted as (
    select
        expected.on_date,
        expected.scope,
        expected.unit_type,
        expected.communes as expected_communes,
        count(distinct communes.area_code) as codes,
        count(communes.area_key) as areas
    from expected
    left join communes
        on
            expected.on_date >= communes.valid_from
            and (expected.on_date < communes.valid_to or communes.valid_to is null)
            and (expected.scope = 'VN' or expected.scope = communes.province_code)
            and (expected.unit_type = 'all' or expected.unit_type = communes.unit_type)
    group by
        expected.on_date,
        expected.scope,
        expected.unit_type,
        expected.communes
)

select * from counted
where
    codes <> expected_communes
    or areas <> expected_communes
