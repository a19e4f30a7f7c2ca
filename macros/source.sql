{# Every source lies in the landing, so no form's YAML has to say where that is. #}
{% macro source(source_name, table_name) -%}
    {% set relation = builtins.source(source_name, table_name) %}
    {% if relation.is_cte %}{{ return(relation) }}{% endif %}
    {{ return(relation.incorporate(path={'database': landing_database()})) }}
{%- endmacro %}
