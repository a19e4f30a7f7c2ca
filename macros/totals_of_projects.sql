{# The subtotals and totals of a form of programmes and projects that are not the sums of their lines,
   where all of these are known: a whole model. fields: (column, label); blocks: what tells the groups
   of columns of one line apart. #}
{% macro totals_of_projects(staging, fields, blocks) -%}
with

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

{{ staging }} as (
    select * from {{ ref(staging) }}
),

int_submissions__lost_rows as (
    select * from {{ ref('int_submissions__lost_rows') }}
),

-- A report with a row that did not land, or not whole, cannot be added up.
lines as (
    select {{ staging }}.*
    from {{ staging }}
    inner join int_submissions__latest
        on {{ staging }}.submission_id = int_submissions__latest.submission_id
    where {{ staging }}.submission_id not in (
        select int_submissions__lost_rows.submission_id from int_submissions__lost_rows
    )
),

-- Each detail line counts in its project, in its programme and in the whole report.
details_by_total as (
    {% for total_of, programme, project in [
        ('project', 'programme_code', 'substring(project_code, 1, 2)'),
        ('programme', 'programme_code', 'cast(null as ' ~ dbt.type_string() ~ ')'),
        ('report', 'cast(null as ' ~ dbt.type_string() ~ ')', 'cast(null as ' ~ dbt.type_string() ~ ')'),
    ] -%}
        select
            '{{ total_of }}' as total_of,
            {{ programme }} as programme_code,
            {{ project }} as project_code,
            submission_id,
            {% for column in blocks -%}
                {{ column }},
            {% endfor -%}
            {% for field, label in fields -%}
                {{ field }}{% if not loop.last %},{% endif %}
            {% endfor %}
        from lines
        where
            row_kind = 'detail'
            {% if total_of == 'project' -%}
                and project_code is not null
            {% endif -%}
        {% if not loop.last -%}
            union all
        {% endif -%}
    {%- endfor %}
),

sums as (
    select
        total_of,
        programme_code,
        project_code,
        submission_id,
        {% for column in blocks -%}
            {{ column }},
        {% endfor -%}
        {% for field, label in fields -%}
            sum({{ field }}) as {{ field }},
            count({{ field }}) as {{ field }}_known,
        {% endfor -%}
        count(*) as detail_rows
    from details_by_total
    group by
        total_of,
        programme_code,
        project_code,
        submission_id,
        {{ blocks | join(',\n        ') }}
),

totals as (
    select
        *,
        case
            when programme_code is null then 'report'
            when project_code is null then 'programme'
            else 'project'
        end as total_of
    from lines
    where row_kind in ('group', 'total')
),

paired as (
    {% for field, label in fields -%}
        select
            totals.submission_id,
            totals.sheet,
            totals.row_number,
            totals.block,
            totals.line_name,
            {% for column in blocks -%}
                totals.{{ column }},
            {% endfor -%}
            '{{ field }}' as field,
            '{{ label }}' as field_vi,
            totals.{{ field }} as printed_value,
            sums.{{ field }} as summed_value,
            sums.detail_rows
        from totals
        inner join sums
            on
                totals.total_of = sums.total_of
                and coalesce(totals.programme_code, '') = coalesce(sums.programme_code, '')
                and coalesce(totals.project_code, '') = coalesce(sums.project_code, '')
                and totals.submission_id = sums.submission_id
                {% for column in blocks -%}
                    and totals.{{ column }} is not distinct from sums.{{ column }}
                {% endfor -%}
        where sums.{{ field }}_known = sums.detail_rows
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
),

final as (
    select
        submission_id,
        sheet,
        row_number,
        block,
        line_name,
        {% for column in blocks -%}
            {{ column }},
        {% endfor -%}
        field,
        field_vi,
        cast(printed_value as decimal(20, 0)) as printed_value,
        cast(summed_value as decimal(20, 0)) as summed_value
    from paired
    -- Each line was rounded to a đồng when it was read (a sheet in triệu đồng has decimals).
    where abs(printed_value - summed_value) > detail_rows
)

select * from final
{%- endmacro %}
