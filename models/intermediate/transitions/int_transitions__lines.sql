with

int_reviews__lines as (
    select * from {{ ref('int_reviews__lines') }}
),

stg_province__poverty_transitions as (
    select * from {{ ref('stg_province__poverty_transitions') }}
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
        int_reviews__lines.counted,
        stg_province__poverty_transitions.opening,
        stg_province__poverty_transitions.to_other_group,
        stg_province__poverty_transitions.left_poverty,
        stg_province__poverty_transitions.other_decrease,
        stg_province__poverty_transitions.from_other_group,
        stg_province__poverty_transitions.relapsed,
        stg_province__poverty_transitions.newly_poor,
        stg_province__poverty_transitions.other_increase,
        stg_province__poverty_transitions.closing
    from int_reviews__lines
    inner join stg_province__poverty_transitions
        on
            int_reviews__lines.submission_id = stg_province__poverty_transitions.submission_id
            and int_reviews__lines.sheet = stg_province__poverty_transitions.sheet
            and int_reviews__lines.row_number = stg_province__poverty_transitions.row_number
)

select * from final
