{# Half of the last printed digit of a percentage (no, one or two decimals), as a ratio. The further
   millionth covers what is left of a ratio that the sheet holds with eight decimals. #}
{% macro rounding_of_percent(ratio) -%}
    case
        when {{ ratio }} * 100 = round({{ ratio }} * 100, 0) then 0.005001
        when {{ ratio }} * 100 = round({{ ratio }} * 100, 1) then 0.000501
        else 0.000051
    end
{%- endmacro %}
