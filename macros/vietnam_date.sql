{# The calendar day in Viet Nam (UTC+7 all year) of a UTC timestamp. #}
{% macro vietnam_date(utc_timestamp) -%}
    cast({{ dbt.dateadd('hour', 7, utc_timestamp) }} as date)
{%- endmacro %}
