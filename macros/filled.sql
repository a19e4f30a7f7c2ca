{# A template with its {places} filled in; an unknown value leaves its place empty. #}
{% macro filled(template, values) -%}
    {%- set filling = namespace(sql=template) -%}
    {%- for place, value in values.items() -%}
        {%- set filling.sql = "replace(" ~ filling.sql ~ ", '" ~ place ~ "', coalesce(" ~ value ~ ", ''))" -%}
    {%- endfor -%}
    {{ filling.sql }}
{%- endmacro %}
