{% set figure = [
    'unit_vi', 'area_level', 'year_or_as_of', 'measure', 'programme_code', 'project_code',
    'capital_source', 'capital_kind', 'plan_type', 'poverty_standard', 'value_text', 'qualifier',
    'printed_unit', 'denominator', 'source',
] -%}

with

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

stg_office__published_figures as (
    select * from {{ ref('stg_office__published_figures') }}
),

current_lines as (
    select stg_office__published_figures.*
    from stg_office__published_figures
    inner join int_submissions__latest
        on stg_office__published_figures.submission_id = int_submissions__latest.submission_id
),

-- Files of several years stand side by side and may repeat a figure: the same figure of the same
-- source is one line, whatever was noted beside it.
numbered_lines as (
    select
        *,
        row_number() over (
            partition by {{ figure | join(', ') }}
            order by submission_id, row_number
        ) as repetition
    from current_lines
),

final as (
    select
        submission_id,
        sheet,
        row_number,
        {% for column in figure -%}
            {{ column }},
        {% endfor -%}
        value_low,
        value_high,
        note
    from numbered_lines
    where repetition = 1
)

select * from final
