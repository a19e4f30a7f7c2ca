{# Today's communes hold what their province holds, split ones included. Where every commune has
   reported: a unit of which something is unknown may have no row of its own. #}
{% test current_communes_add_up(model, keys, measures, is_complete='true') %}

with

communes as (
    select * from {{ model }}
    where
        area_basis = 'current'
        and area_level = 'commune'
),

provinces as (
    select * from {{ model }}
    where
        area_basis = 'current'
        and area_level = 'province'
        and {{ is_complete }}
),

parents as (
    select * from {{ ref('int_areas__ancestors') }}
    where ancestor_level = 'province'
),

-- Where a commune of before 2025 went may be unknown: then its province holds more.
unknown as (
    select int_areas__current.current_area_key
    from {{ ref('int_areas') }} as units
    inner join {{ ref('int_areas__current') }} as int_areas__current
        on
            units.area_key = int_areas__current.area_key
            and int_areas__current.current_level = 'province'
    left join {{ ref('int_areas__successors') }} as successors
        on units.area_key = successors.area_key
    where
        units.area_level = 'commune'
        and successors.area_key is null
    group by int_areas__current.current_area_key
),

sums as (
    select
        parents.ancestor_area_key as area_key,
        {% for key in keys -%}
            communes.{{ key }},
        {% endfor -%}
        {% for measure in measures -%}
            sum(communes.{{ measure }}) as {{ measure }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from communes
    inner join parents
        on communes.area_key = parents.area_key
    group by
        {% for key in keys -%}
            communes.{{ key }},
        {% endfor -%}
        parents.ancestor_area_key
)

select provinces.area_key
from provinces
left join sums
    on
        provinces.area_key = sums.area_key
        {% for key in keys -%}
            and coalesce(cast(provinces.{{ key }} as {{ dbt.type_string() }}), '')
            = coalesce(cast(sums.{{ key }} as {{ dbt.type_string() }}), '')
        {% endfor %}
left join unknown
    on provinces.area_key = unknown.current_area_key
where
    unknown.current_area_key is null
    and (
        sums.area_key is null
        {% for measure in measures -%}
            or coalesce(sums.{{ measure }}, -1) <> coalesce(provinces.{{ measure }}, -1)
        {% endfor %}
    )

{% endtest %}
