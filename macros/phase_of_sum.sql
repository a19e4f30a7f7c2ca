{# The phase of a sum over several reports: theirs where it is one, else mixed. #}
{% macro phase_of_sum(report_phase) -%}
    case
        when min({{ report_phase }}) = max({{ report_phase }}) then min({{ report_phase }})
        else 'mixed'
    end
{%- endmacro %}
