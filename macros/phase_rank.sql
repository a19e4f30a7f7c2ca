{# final over update over estimate. #}
{% macro phase_rank(report_phase) -%}
    case {{ report_phase }} when 'final' then 3 when 'update' then 2 else 1 end
{%- endmacro %}
