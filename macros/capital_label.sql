{# What a line's block of a form of money is called in a message; plan: the column that says which
   plan it is of. #}
{% macro capital_label(plan='plan_type') -%}
    case {{ plan }}
        when 'carry_over' then 'vốn kéo dài'
        when 'five_year' then 'kế hoạch 5 năm'
        else 'kế hoạch năm'
    end
    || case capital_source
        when 'local' then ', ngân sách địa phương'
        when 'credit' then ', tín dụng chính sách'
        when 'mobilised' then ', vốn huy động khác'
        else ', ngân sách trung ương'
    end
    || case capital_kind
        when 'investment' then ', vốn đầu tư'
        when 'recurrent' then ', vốn sự nghiệp'
        else ''
    end
{%- endmacro %}
