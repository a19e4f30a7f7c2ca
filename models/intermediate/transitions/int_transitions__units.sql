with

int_reviews__units as (
    select * from {{ ref('int_reviews__units') }}
    where form = 'province__poverty_transitions'
),

int_transitions__lines as (
    select * from {{ ref('int_transitions__lines') }}
),

final as (
    select int_transitions__lines.*
    from int_reviews__units
    inner join int_transitions__lines
        on
            int_reviews__units.submission_id = int_transitions__lines.submission_id
            and int_reviews__units.sheet = int_transitions__lines.sheet
            and int_reviews__units.row_number = int_transitions__lines.row_number
)

select * from final
