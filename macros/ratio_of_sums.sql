{# Sum over sum, over the rows that know both; null where there is nothing to divide by. #}
{% macro ratio_of_sums(numerator, denominator) -%}
    cast(sum(case when {{ denominator }} is not null then {{ numerator }} end) as double)
        / nullif(cast(sum(case when {{ numerator }} is not null then {{ denominator }} end) as double), 0)
{%- endmacro %}
