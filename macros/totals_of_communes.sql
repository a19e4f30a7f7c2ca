{# The subtotals and totals of a form of communes that are not the sums of their lines, where all of
   these are known: a whole model. fields: (column, label); part: what tells the lines of one unit
   apart, or the groups of columns of one line (has_blocks), so that each is added up with its like. #}
{% macro totals_of_communes(staging, fields, part="''", has_blocks=false) -%}
{%- set block = 'current_lines.block' if has_blocks else 'cast(null as bigint)' -%}
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

current_lines as (
    select
        {{ staging }}.*,
        {{ part }} as part
    from {{ staging }}
    inner join int_submissions__latest
        on {{ staging }}.submission_id = int_submissions__latest.submission_id
),

parts as (
    select
        submission_id,
        part
    from current_lines
    group by
        submission_id,
        part
),

-- A detail row that did not land, or not whole, leaves the sums above it unknown.
lines as (
    select
        submission_id,
        sheet,
        row_number,
        part,
        row_kind,
        {% for field, label in fields -%}
            {{ field }},
        {% endfor -%}
        0 as lost_mark
    from current_lines
    union all
    select
        parts.submission_id,
        int_submissions__lost_rows.sheet,
        int_submissions__lost_rows.row_number,
        parts.part,
        'detail' as row_kind,
        {% for field, label in fields -%}
            cast(null as bigint) as {{ field }},
        {% endfor -%}
        1 as lost_mark
    from int_submissions__lost_rows
    inner join parts
        on int_submissions__lost_rows.submission_id = parts.submission_id
),

-- A district's subtotal stands above its communes.
grouped_lines as (
    select
        *,
        max(case when row_kind = 'group' then row_number end) over (
            partition by submission_id, sheet, part
            order by row_number
            rows between unbounded preceding and current row
        ) as group_row_number
    from lines
),

group_sums as (
    select
        submission_id,
        sheet,
        part,
        group_row_number,
        {% for field, label in fields -%}
            sum({{ field }}) as {{ field }},
            count({{ field }}) as {{ field }}_known,
        {% endfor -%}
        sum(lost_mark) as lost_rows,
        count(*) as detail_rows
    from grouped_lines
    where row_kind = 'detail'
    group by
        submission_id,
        sheet,
        part,
        group_row_number
),

submission_sums as (
    select
        submission_id,
        part,
        {% for field, label in fields -%}
            sum({{ field }}) as {{ field }},
            sum({{ field }}_known) as {{ field }}_known,
        {% endfor -%}
        sum(lost_rows) as lost_rows,
        sum(detail_rows) as detail_rows
    from group_sums
    group by
        submission_id,
        part
),

paired as (
    {% for field, label in fields -%}
        select
            current_lines.submission_id,
            current_lines.sheet,
            current_lines.row_number,
            {{ block }} as block,
            current_lines.part,
            current_lines.area_code,
            current_lines.area_name,
            '{{ field }}' as field,
            '{{ label }}' as field_vi,
            current_lines.{{ field }} as printed_value,
            group_sums.{{ field }} as summed_value
        from current_lines
        inner join group_sums
            on
                current_lines.submission_id = group_sums.submission_id
                and current_lines.sheet = group_sums.sheet
                and current_lines.part = group_sums.part
                and current_lines.row_number = group_sums.group_row_number
        where
            current_lines.row_kind = 'group'
            and group_sums.lost_rows = 0
            and group_sums.{{ field }}_known = group_sums.detail_rows
        union all
        select
            current_lines.submission_id,
            current_lines.sheet,
            current_lines.row_number,
            {{ block }} as block,
            current_lines.part,
            current_lines.area_code,
            current_lines.area_name,
            '{{ field }}' as field,
            '{{ label }}' as field_vi,
            current_lines.{{ field }} as printed_value,
            submission_sums.{{ field }} as summed_value
        from current_lines
        inner join submission_sums
            on
                current_lines.submission_id = submission_sums.submission_id
                and current_lines.part = submission_sums.part
        where
            current_lines.row_kind = 'total'
            and submission_sums.lost_rows = 0
            and submission_sums.{{ field }}_known = submission_sums.detail_rows
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
        part,
        area_code,
        area_name,
        field,
        field_vi,
        cast(printed_value as bigint) as printed_value,
        cast(summed_value as bigint) as summed_value
    from paired
    where printed_value <> summed_value
)

select * from final
{%- endmacro %}
