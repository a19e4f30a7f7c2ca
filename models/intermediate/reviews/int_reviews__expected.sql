with

int_reporting__expected_units as (
    select * from {{ ref('int_reporting__expected_units') }}
    where form in (
        'province__poverty_transitions',
        'province__deprivations',
        'province__poverty_by_ethnicity',
        'province__poverty_causes'
    )
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

final as (
    select
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key as area_key,
        int_reporting__expected_units.form,
        int_reporting__expected_units.variant,
        int_reporting__expected_units.period_year as review_year,
        int_reporting__expected_units.poverty_standard,
        cast(count(*) as bigint) as communes_expected
    from int_reporting__expected_units
    inner join int_areas__rollups
        on int_reporting__expected_units.area_key = int_areas__rollups.area_key
    group by
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key,
        int_reporting__expected_units.form,
        int_reporting__expected_units.variant,
        int_reporting__expected_units.period_year,
        int_reporting__expected_units.poverty_standard
)

select * from final
