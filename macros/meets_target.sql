{# Whether a value meets a target under its comparator; null where either is unknown. #}
{% macro meets_target(value, comparator, target) -%}
    case {{ comparator }}
        when '>' then {{ value }} > {{ target }}
        when '>=' then {{ value }} >= {{ target }}
        when '<' then {{ value }} < {{ target }}
        when '<=' then {{ value }} <= {{ target }}
    end
{%- endmacro %}
