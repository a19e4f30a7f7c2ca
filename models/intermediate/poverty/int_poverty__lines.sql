with

int_reviews__lines as (
    select * from {{ ref('int_reviews__lines') }}
),

stg_province__poverty_review as (
    select * from {{ ref('stg_province__poverty_review') }}
),

final as (
    select
        int_reviews__lines.submission_id,
        int_reviews__lines.sheet,
        int_reviews__lines.row_number,
        int_reviews__lines.issuer_code,
        int_reviews__lines.scope_area_code,
        int_reviews__lines.is_whole_issuer,
        int_reviews__lines.origin,
        int_reviews__lines.received_at,
        int_reviews__lines.period,
        int_reviews__lines.period_end,
        int_reviews__lines.review_year,
        int_reviews__lines.report_phase,
        int_reviews__lines.phase_rank,
        int_reviews__lines.poverty_standard,
        int_reviews__lines.area_key,
        int_reviews__lines.area_level,
        int_reviews__lines.area_code,
        int_reviews__lines.area_name,
        int_reviews__lines.province_area_key,
        int_reviews__lines.urban_rural,
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
    from int_reviews__lines
    inner join stg_province__poverty_review
        on
            int_reviews__lines.submission_id = stg_province__poverty_review.submission_id
            and int_reviews__lines.sheet = stg_province__poverty_review.sheet
            and int_reviews__lines.row_number = stg_province__poverty_review.row_number
)

select * from final
