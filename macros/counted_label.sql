{# What a line of the transitions form counts, in a message; nothing where a form has one line. #}
{% macro counted_label(counted) -%}
    case {{ counted }} when 'households' then ' (hộ)' when 'persons' then ' (nhân khẩu)' else '' end
{%- endmacro %}
