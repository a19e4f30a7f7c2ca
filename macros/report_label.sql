{# A report and its phase, as a message names it. #}
{% macro report_label(report_title_vi, report_phase) -%}
    {{ report_title_vi }} || case {{ report_phase }}
        when 'estimate' then ' (số ước)'
        when 'update' then ' (số cập nhật)'
        else ''
    end
{%- endmacro %}
