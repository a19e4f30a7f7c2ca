{# What a message says of the part of a line. #}
{% set subjects = {
    'poverty': "''",
    'transitions': counted_label('part'),
    'deprivations': "''",
    'ethnicities': "' (dân tộc ' || part || ')'",
    'causes': "' (' || part || ')'",
} -%}
{% set plans = {'disbursement': 'plan_type', 'capital_plans': 'plan_horizon'} -%}

-- The subtotal of a district and the total of a report are the sums of their communes; the total of
-- a project, of a programme and of a report is the sum of its lines.
with

{% for subject in subjects | list + plans | list -%}
    int_{{ subject }}__totals_checked as (
        select * from {{ ref('int_' ~ subject ~ '__totals_checked') }}
    ),

{% endfor -%}

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

broken as (
    {% for subject, part in subjects.items() -%}
        select
            submission_id,
            sheet,
            row_number,
            field,
            area_code,
            area_name || ', cột ' || field_vi || {{ part }} as subject_vi,
            cast(printed_value as {{ dbt.type_string() }}) as value_given,
            cast(summed_value as {{ dbt.type_string() }}) as value_expected,
            block
        from int_{{ subject }}__totals_checked
        union all
    {% endfor -%}
    {% for subject, plan in plans.items() -%}
        select
            submission_id,
            sheet,
            row_number,
            field,
            cast(null as {{ dbt.type_string() }}) as area_code,
            line_name || ' (' || {{ capital_label(plan) }} || '), cột ' || field_vi
                as subject_vi,
            cast(printed_value as {{ dbt.type_string() }}) as value_given,
            cast(summed_value as {{ dbt.type_string() }}) as value_expected,
            block
        from int_{{ subject }}__totals_checked
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
),

final as (
    select
        {{ finding_id('totals_do_not_add_up', [
            'broken.sheet', 'broken.row_number', 'broken.block', 'broken.field',
        ]) }} as finding_id,
        'totals_do_not_add_up' as rule_code,
        broken.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        broken.sheet,
        broken.row_number,
        broken.block,
        broken.field,
        coalesce(broken.area_code, int_submissions__latest.issuer_area_code) as area_code,
        broken.subject_vi,
        broken.value_given,
        broken.value_expected,
        int_submissions__latest.received_at as first_seen_at
    from broken
    inner join int_submissions__latest
        on broken.submission_id = int_submissions__latest.submission_id
)

select * from final
