{% macro landing_database() -%}
    {{ return(adapter.dispatch('landing_database', 'mtqg')()) }}
{%- endmacro %}

{# Engines with one catalog keep the landing beside the other schemas. #}
{% macro default__landing_database() -%}
    {{ return(target.database) }}
{%- endmacro %}

{% macro duckdb__landing_database() -%}
    {{ return('landing') }}
{%- endmacro %}
