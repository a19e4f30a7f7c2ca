{# The last day of 2024 or 2024-10; null for a period in other words. #}
{% macro last_day_of_period(period) -%}
    cast({{ dbt.last_day(
        "cast(case when " ~ period ~ " like '____' then " ~ period ~ " || '-12-01' "
        ~ "when " ~ period ~ " like '____-__' then " ~ period ~ " || '-01' end as date)",
        'month',
    ) }} as date)
{%- endmacro %}
