{# A date as it is written in Viet Nam: 25/11/2024. #}
{% macro vietnamese_date(date_column) -%}
    {%- set text = "cast(cast(" ~ date_column ~ " as date) as " ~ dbt.type_string() ~ ")" -%}
    substring({{ text }}, 9, 2) || '/' || substring({{ text }}, 6, 2) || '/' || substring({{ text }}, 1, 4)
{%- endmacro %}
