-- The form says "the other group"; a reader of the mart is told which.
{% set flows = [
    ('opening', 'opening', 'opening'),
    ('to_other_group', 'became_near_poor', 'became_poor'),
    ('left_poverty', 'left_poverty', 'left_poverty'),
    ('other_decrease', 'other_decrease', 'other_decrease'),
    ('from_other_group', 'from_near_poor', 'from_poor'),
    ('relapsed', 'relapsed', 'relapsed'),
    ('newly_poor', 'newly_poor', 'newly_poor'),
    ('other_increase', 'other_increase', 'other_increase'),
    ('closing', 'closing', 'closing'),
] -%}

with

int_transitions__units as (
    select * from {{ ref('int_transitions__units') }}
),

final as (
    {% for measure, flow_of_poor, flow_of_near_poor in flows -%}
        select
            area_key,
            household_group,
            counted,
            review_year,
            poverty_standard,
            report_phase,
            case household_group
                when 'poor' then '{{ flow_of_poor }}'
                else '{{ flow_of_near_poor }}'
            end as flow,
            {{ measure }} as flow_value
        from int_transitions__units
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
)

select * from final
