with

int_reviews__units as (
    select * from {{ ref('int_reviews__units') }}
),

int_coverage__units as (
    select * from {{ ref('int_coverage__units') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__ancestors as (
    select * from {{ ref('int_areas__ancestors') }}
),

reported as (
    select
        form,
        variant,
        poverty_standard,
        review_year as period_year,
        period_end as status_date,
        province_area_key,
        area_key,
        area_level,
        area_code
    from int_reviews__units
    union all
    select
        'province__commune_status' as form,
        '' as variant,
        cast(null as {{ dbt.type_string() }}) as poverty_standard,
        status_year as period_year,
        status_date,
        province_area_key,
        area_key,
        area_level,
        area_code
    from int_coverage__units
),

-- A province that lists a unit already gone has listed the units of that unit's last days
-- (Lạng Sơn's review of 2024 names the 200 communes of before 2024-12-01).
listed_provinces as (
    select
        reported.form,
        reported.variant,
        reported.poverty_standard,
        reported.period_year,
        reported.province_area_key,
        provinces.area_code as province_code,
        min(
            case
                when units.valid_to <= reported.status_date
                    then {{ last_day_before('units.valid_to') }}
                else reported.status_date
            end
        ) as listing_date
    from reported
    inner join int_areas as units
        on reported.area_key = units.area_key
    inner join int_areas as provinces
        on reported.province_area_key = provinces.area_key
    group by
        reported.form,
        reported.variant,
        reported.poverty_standard,
        reported.period_year,
        reported.province_area_key,
        provinces.area_code
),

reports as (
    select
        form,
        variant,
        poverty_standard,
        period_year,
        max(status_date) as status_date
    from reported
    group by
        form,
        variant,
        poverty_standard,
        period_year
),

-- Provinces that have not reported count with the units of the last status date of the year.
silent_provinces as (
    select
        reports.form,
        reports.variant,
        reports.poverty_standard,
        reports.period_year,
        provinces.area_key as province_area_key,
        provinces.area_code as province_code,
        reports.status_date as listing_date
    from reports
    inner join int_areas as provinces
        on
            provinces.area_level = 'province'
            and reports.status_date >= provinces.valid_from
            and reports.status_date < coalesce(provinces.valid_to, cast('9999-12-31' as date))
    left join listed_provinces
        on
            reports.form = listed_provinces.form
            and reports.variant = listed_provinces.variant
            and coalesce(reports.poverty_standard, '')
            = coalesce(listed_provinces.poverty_standard, '')
            and reports.period_year = listed_provinces.period_year
            and provinces.area_code = listed_provinces.province_code
    where listed_provinces.province_code is null
),

listings as (
    select * from listed_provinces
    union all
    select * from silent_provinces
),

candidates as (
    select
        form,
        variant,
        poverty_standard,
        period_year,
        province_area_key,
        area_key,
        area_level,
        area_code,
        true as is_reported
    from reported
    union all
    select
        listings.form,
        listings.variant,
        listings.poverty_standard,
        listings.period_year,
        listings.province_area_key,
        communes.area_key,
        communes.area_level,
        communes.area_code,
        false as is_reported
    from listings
    inner join int_areas__ancestors
        on
            listings.province_area_key = int_areas__ancestors.ancestor_area_key
            and int_areas__ancestors.ancestor_level = 'province'
    inner join int_areas as communes
        on
            int_areas__ancestors.area_key = communes.area_key
            and communes.area_level = 'commune'
            and listings.listing_date >= communes.valid_from
            and listings.listing_date < coalesce(communes.valid_to, cast('9999-12-31' as date))
),

-- A reported unit counts as it was reported: so no area can report more units than it has.
final as (
    select
        form,
        variant,
        poverty_standard,
        period_year,
        area_key,
        area_level,
        is_reported
    from candidates
    qualify row_number() over (
        partition by
            form, variant, poverty_standard, period_year, province_area_key, area_level, area_code
        order by case when is_reported then 0 else 1 end, area_key
    ) = 1
)

select * from final
