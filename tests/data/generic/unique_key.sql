{# One question for the key of a table and all of its columns that are never null. #}
{% test unique_key(model, columns, never_null=[]) %}

select
    {{ columns | join(',\n    ') }},
    count(*) as copies
from {{ model }}
group by
    {{ columns | join(',\n    ') }}
having
    count(*) > 1
    {% for column in never_null -%}
        or count(*) > count({{ column }})
    {% endfor %}

{% endtest %}
