{# What a line's block of the disbursement form is called in a message. #}
{% macro capital_label() -%}
    case plan_type when 'carry_over' then 'vốn kéo dài' else 'kế hoạch năm' end
    || case capital_source when 'local' then ', ngân sách địa phương' else ', ngân sách trung ương' end
    || case capital_kind when 'investment' then ', vốn đầu tư' else ', vốn sự nghiệp' end
{%- endmacro %}
