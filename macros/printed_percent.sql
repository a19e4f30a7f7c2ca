{# A ratio as a report prints it: 0.0893 is 8,93 %. #}
{% macro printed_percent(ratio) -%}
    replace(cast(cast({{ ratio }} * 100 as decimal(18, 2)) as {{ dbt.type_string() }}), '.', ',') || ' %'
{%- endmacro %}
