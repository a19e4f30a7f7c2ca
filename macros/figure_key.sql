{# The key of a mart's figure as text, in the words of `mtqg explain`; a part that is null is empty,
   `*` stands for all values. #}
{% macro figure_key(mart, column, key) -%}
    '{{ mart }}; column={{ column }}'
    {%- for name, value in key.items() %} || '; {{ name }}=' || coalesce(cast({{ value }} as {{ dbt.type_string() }}), ''){% endfor %}
{%- endmacro %}
