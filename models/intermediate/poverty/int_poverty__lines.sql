with

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

stg_province__poverty_review as (
    select * from {{ ref('stg_province__poverty_review') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__ancestors as (
    select * from {{ ref('int_areas__ancestors') }}
    where ancestor_level = 'province'
),

poverty_standards as (
    select * from {{ ref('poverty_standards') }}
),

final as (
    select
        stg_province__poverty_review.submission_id,
        stg_province__poverty_review.sheet,
        stg_province__poverty_review.row_number,
        int_submissions__latest.issuer_code,
        int_submissions__latest.scope_area_code,
        int_submissions__latest.is_whole_issuer,
        int_submissions__latest.origin,
        int_submissions__latest.received_at,
        int_submissions__latest.period,
        int_submissions__latest.period_end,
        int_submissions__latest.period_year as review_year,
        int_submissions__latest.report_phase,
        int_submissions__latest.phase_rank,
        -- The default of the year; a year that no standard covers must not lose its figures.
        coalesce(
            int_submissions__latest.poverty_standard, poverty_standards.poverty_standard, 'unknown'
        ) as poverty_standard,
        int_areas.area_key,
        stg_province__poverty_review.area_level,
        stg_province__poverty_review.area_code,
        stg_province__poverty_review.area_name,
        int_areas__ancestors.ancestor_area_key as province_area_key,
        int_areas.urban_rural,
        stg_province__poverty_review.households,
        stg_province__poverty_review.persons,
        stg_province__poverty_review.minority_households,
        stg_province__poverty_review.poor_households,
        stg_province__poverty_review.minority_poor_households,
        stg_province__poverty_review.poor_ratio_printed,
        stg_province__poverty_review.near_poor_households,
        stg_province__poverty_review.minority_near_poor_households,
        stg_province__poverty_review.near_poor_ratio_printed,
        stg_province__poverty_review.average_farm_households,
        stg_province__poverty_review.minority_average_farm_households,
        stg_province__poverty_review.average_farm_ratio_printed,
        stg_province__poverty_review.poor_persons,
        stg_province__poverty_review.poor_persons_ratio_printed,
        stg_province__poverty_review.near_poor_persons,
        stg_province__poverty_review.near_poor_persons_ratio_printed,
        stg_province__poverty_review.average_farm_persons,
        stg_province__poverty_review.average_farm_persons_ratio_printed
    from stg_province__poverty_review
    inner join int_submissions__latest
        on stg_province__poverty_review.submission_id = int_submissions__latest.submission_id
    left join int_areas
        on
            stg_province__poverty_review.area_level = int_areas.area_level
            and stg_province__poverty_review.area_code = int_areas.area_code
            and stg_province__poverty_review.area_as_of >= int_areas.valid_from
            and stg_province__poverty_review.area_as_of
            < coalesce(int_areas.valid_to, cast('9999-12-31' as date))
    left join int_areas__ancestors
        on int_areas.area_key = int_areas__ancestors.area_key
    left join poverty_standards
        on
            int_submissions__latest.period_year
            between poverty_standards.default_from_year and poverty_standards.default_to_year
    where stg_province__poverty_review.row_kind = 'detail'
)

select * from final
