{% macro area_key(area_level, area_code, valid_from) -%}
    {{ area_level }} || ':' || {{ area_code }} || ':'
    || cast({{ valid_from }} as {{ dbt.type_string() }})
{%- endmacro %}
