{# The whole number that a part gets of a split value: its share rounded down, and one more for the
   parts that lost most by it, until the parts add up to the value. #}
{% macro largest_remainder(value, share, part, value_key) -%}
    floor({{ value }} * {{ share }})
    + case
        when row_number() over (
            partition by {{ value_key | join(', ') }}
            order by {{ value }} * {{ share }} - floor({{ value }} * {{ share }}) desc, {{ part }} asc
        ) <= {{ value }} - sum(floor({{ value }} * {{ share }})) over (partition by {{ value_key | join(', ') }})
            then 1
        else 0
    end
{%- endmacro %}
