with

int_reviews__units as (
    select * from {{ ref('int_reviews__units') }}
    where form = 'province__poverty_transitions'
),

int_transitions__lines as (
    select * from {{ ref('int_transitions__lines') }}
),

final as (
    select
        int_transitions__lines.submission_id,
        int_transitions__lines.sheet,
        int_transitions__lines.row_number,
        int_transitions__lines.issuer_code,
        int_transitions__lines.scope_area_code,
        int_transitions__lines.origin,
        int_transitions__lines.received_at,
        int_transitions__lines.period,
        int_transitions__lines.review_year,
        int_transitions__lines.report_phase,
        int_transitions__lines.poverty_standard,
        int_transitions__lines.area_key,
        int_transitions__lines.area_level,
        int_transitions__lines.area_code,
        int_transitions__lines.area_name,
        int_transitions__lines.household_group,
        int_transitions__lines.counted,
        int_transitions__lines.opening,
        int_transitions__lines.to_other_group,
        int_transitions__lines.left_poverty,
        int_transitions__lines.other_decrease,
        int_transitions__lines.from_other_group,
        int_transitions__lines.relapsed,
        int_transitions__lines.newly_poor,
        int_transitions__lines.other_increase,
        int_transitions__lines.closing
    from int_reviews__units
    inner join int_transitions__lines
        on
            int_reviews__units.submission_id = int_transitions__lines.submission_id
            and int_reviews__units.sheet = int_transitions__lines.sheet
            and int_reviews__units.row_number = int_transitions__lines.row_number
)

select * from final
