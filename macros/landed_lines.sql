{# The lines of a form as landed, with the Office's corrections in place. Every staging model begins
   with it, so that a correction holds for whatever is made of a form. #}
{% macro landed_lines(form) -%}
    {%- set landed = source('raw', form) -%}
    {%- set corrected = corrected_cells(landed) -%}
    {%- set columns = [] -%}
    {%- if execute and not landed.is_cte -%}
        {%- set columns = adapter.get_columns_in_relation(landed) -%}
    {%- endif -%}
    {%- if columns %}
    select
        {% for column in columns -%}
            {% if column.name in place_columns() -%}
                landed.{{ column.name }}
            {%- else -%}
                case
                    when corrected.{{ column.name }}_corrections = 1
                        then cast(corrected.{{ column.name }} as {{ column.data_type }})
                    else landed.{{ column.name }}
                end as {{ column.name }}
            {%- endif %}
            {%- if not loop.last %}, {% endif %}
        {% endfor %}
    from {{ landed }} as landed
    left join (
        select
            line_submission_id,
            line_sheet,
            line_row_number,
            line_block
            {%- for column in columns if column.name not in place_columns() %},
            max(case when field = '{{ column.name }}' then nullif(value, 'blank') end)
                as {{ column.name }},
            max(case when field = '{{ column.name }}' then 1 end)
                as {{ column.name }}_corrections
            {%- endfor %}
        from ({{ corrected }}) as cells
        group by
            line_submission_id,
            line_sheet,
            line_row_number,
            line_block
    ) as corrected
        on
            landed.submission_id = corrected.line_submission_id
            and landed.sheet = corrected.line_sheet
            and landed.row_number = corrected.line_row_number
            and coalesce(landed.block, 0) = coalesce(corrected.line_block, 0)
    {%- else %}
    select * from {{ landed }}
    {%- endif %}
{%- endmacro %}

{# The active corrections whose cell is in a landed table, each with the line it is in. A cell beside
   the repeated groups of columns is in every line of its row. #}
{% macro corrected_cells(landed) -%}
    select
        corrections.submission_id,
        corrections.sheet,
        corrections.cell,
        corrections.field,
        corrections.expect,
        corrections.value,
        landed.submission_id as line_submission_id,
        landed.sheet as line_sheet,
        landed.row_number as line_row_number,
        landed.block as line_block
    from {{ ref('corrections') }} as corrections
    inner join {{ source('ledger', 'columns') }} as letters
        on
            corrections.submission_id = letters.submission_id
            and corrections.sheet = letters.sheet
            and corrections.field = letters.column_name
    inner join {{ landed }} as landed
        on
            corrections.submission_id = landed.submission_id
            and corrections.sheet = landed.sheet
            and corrections.cell
            = letters.column_letters || cast(landed.row_number as {{ dbt.type_string() }})
            and landed.row_number >= letters.first_row
            and (letters.last_row is null or landed.row_number <= letters.last_row)
            and (letters.block is null or letters.block = landed.block)
    where corrections.status = 'active'
{%- endmacro %}

{# What says where a line is and what it is: no correction changes it. #}
{% macro place_columns() -%}
    {{ return(['submission_id', 'sheet', 'row_number', 'row_kind', 'block', 'cell_states']) }}
{%- endmacro %}

{# The rows of every form's raw table that a correction speaks of, with whether its guard holds. #}
{% macro checked_corrections() -%}
    {%- set tables = [] -%}
    {%- if execute -%}
        {%- for node in graph.sources.values() if node.source_name == 'raw' -%}
            {%- do tables.append(source('raw', node.name)) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- for landed in tables %}
    select
        cells.submission_id,
        cells.sheet,
        cells.cell,
        cells.field,
        min(case cells.field
            {%- for column in adapter.get_columns_in_relation(landed) if column.name not in place_columns() %}
            when '{{ column.name }}' then case
                when cells.expect = 'blank' and landed.{{ column.name }} is null then 1
                when landed.{{ column.name }} = {{ dbt.safe_cast('cells.expect', column.data_type) }}
                    then 1
                else 0
            end
            {%- endfor %}
        end) as holds,
        min(case cells.field
            {%- for column in adapter.get_columns_in_relation(landed) if column.name not in place_columns() %}
            when '{{ column.name }}' then cast(landed.{{ column.name }} as {{ dbt.type_string() }})
            {%- endfor %}
        end) as value_landed
    from ({{ corrected_cells(landed) }}) as cells
    inner join {{ landed }} as landed
        on
            cells.line_submission_id = landed.submission_id
            and cells.line_sheet = landed.sheet
            and cells.line_row_number = landed.row_number
            and coalesce(cells.line_block, 0) = coalesce(landed.block, 0)
    group by
        cells.submission_id,
        cells.sheet,
        cells.cell,
        cells.field
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
    {%- if not tables %}select null as submission_id, null as sheet, null as cell, null as field, 1 as holds, null as value_landed{% endif %}
{%- endmacro %}

{# Ends a query, and with it the build, with a sentence. #}
{% macro stopped(message) -%}
    {{ return(adapter.dispatch('stopped', 'mtqg')(message)) }}
{%- endmacro %}

{% macro default__stopped(message) -%}
    raise_error({{ message }})
{%- endmacro %}

{% macro duckdb__stopped(message) -%}
    error({{ message }})
{%- endmacro %}
