{# The block of the disbursement form that a line comes from, as the form's contract sets it. #}
{% macro capital_block() -%}
    plan_type || ' ' || capital_source || ' ' || capital_kind
{%- endmacro %}
