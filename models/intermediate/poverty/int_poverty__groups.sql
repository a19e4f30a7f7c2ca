{% set groups = [
    ('poor', 'households', 'poor_households'),
    ('poor', 'persons', 'poor_persons'),
    ('near_poor', 'households', 'near_poor_households'),
    ('near_poor', 'persons', 'near_poor_persons'),
] -%}

with

int_reviews__units as (
    select * from {{ ref('int_reviews__units') }}
    where form = 'province__poverty_review'
),

int_poverty__lines as (
    select * from {{ ref('int_poverty__lines') }}
),

final as (
    {% for household_group, counted, measure in groups -%}
        select
            int_reviews__units.area_key,
            int_reviews__units.review_year,
            int_reviews__units.poverty_standard,
            int_reviews__units.report_phase,
            '{{ household_group }}' as household_group,
            '{{ counted }}' as counted,
            int_poverty__lines.{{ measure }} as reviewed_value
        from int_reviews__units
        inner join int_poverty__lines
            on
                int_reviews__units.submission_id = int_poverty__lines.submission_id
                and int_reviews__units.sheet = int_poverty__lines.sheet
                and int_reviews__units.row_number = int_poverty__lines.row_number
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
)

select * from final
