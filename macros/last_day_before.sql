{# The last day in force of something that ends, exclusively, on a date. #}
{% macro last_day_before(end_date) -%}
    cast({{ dbt.dateadd('day', -1, end_date) }} as date)
{%- endmacro %}
