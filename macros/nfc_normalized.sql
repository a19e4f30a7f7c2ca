{% macro nfc_normalized(expression) -%}
    {{ return(adapter.dispatch('nfc_normalized', 'mtqg')(expression)) }}
{%- endmacro %}

{% macro duckdb__nfc_normalized(expression) -%}
    nfc_normalize({{ expression }})
{%- endmacro %}
