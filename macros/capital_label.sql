{# What a line's block of a form of money is called in a message; plan: the column that says which
   plan it is of; of form 4's the year that capital was carried over from is named where it is known. #}
{% macro capital_label(plan='plan_type') -%}
    {%- set of_year = " || coalesce(' năm ' || origin_year, '')" if plan == 'plan_type' else '' -%}
    case {{ plan }}
        when 'carry_over' then 'vốn kéo dài'{{ of_year }}
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
