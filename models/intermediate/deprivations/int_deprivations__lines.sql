with

int_reviews__lines as (
    select * from {{ ref('int_reviews__lines') }}
),

stg_province__deprivations as (
    select * from {{ ref('stg_province__deprivations') }}
),

final as (
    select
        int_reviews__lines.submission_id,
        int_reviews__lines.sheet,
        int_reviews__lines.row_number,
        int_reviews__lines.issuer_code,
        int_reviews__lines.scope_area_code,
        int_reviews__lines.origin,
        int_reviews__lines.received_at,
        int_reviews__lines.period,
        int_reviews__lines.review_year,
        int_reviews__lines.report_phase,
        int_reviews__lines.poverty_standard,
        int_reviews__lines.area_key,
        int_reviews__lines.area_level,
        int_reviews__lines.area_code,
        int_reviews__lines.area_name,
        int_reviews__lines.variant as household_group,
        stg_province__deprivations.group_households,
        stg_province__deprivations.deprivations_printed,
        stg_province__deprivations.employment,
        stg_province__deprivations.dependents,
        stg_province__deprivations.nutrition,
        stg_province__deprivations.health_insurance,
        stg_province__deprivations.adult_education,
        stg_province__deprivations.child_schooling,
        stg_province__deprivations.housing_quality,
        stg_province__deprivations.housing_area,
        stg_province__deprivations.water,
        stg_province__deprivations.toilet,
        stg_province__deprivations.telecom,
        stg_province__deprivations.info_devices
    from int_reviews__lines
    inner join stg_province__deprivations
        on
            int_reviews__lines.submission_id = stg_province__deprivations.submission_id
            and int_reviews__lines.sheet = stg_province__deprivations.sheet
            and int_reviews__lines.row_number = stg_province__deprivations.row_number
)

select * from final
