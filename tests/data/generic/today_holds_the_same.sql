{# Today's provinces, regions and nation hold what the provinces and ministries hold that reported it,
   measure by measure. The nation holds the same under both, with of_nation, what is said of an area and
   not of the line (how many reported and should have: more than those that have the line). #}
{% test today_holds_the_same(model, keys, measures, of_nation=[]) %}

with

figures as (
    select
        area_key,
        area_basis,
        {% for measure in measures + of_nation -%}
            {{ measure }},
        {% endfor -%}
        {{ hashed_key(keys) }} as compared_key
    from {{ model }}
),

todays as (
    select
        units.area_key,
        entries.current_area_key
    from {{ ref('int_areas') }} as units
    inner join {{ ref('int_areas__current') }} as entries
        on units.area_key = entries.area_key
    where units.area_level in ('province', 'ministry')
),

sums as (
    select
        todays.current_area_key as area_key,
        figures.compared_key,
        figures.area_basis,
        {% for measure in measures -%}
            sum(figures.{{ measure }}) as {{ measure }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from figures
    inner join todays
        on figures.area_key = todays.area_key
    where figures.area_basis = 'reported'
    group by
        todays.current_area_key,
        figures.compared_key,
        figures.area_basis
    union all
    select
        area_key,
        compared_key,
        area_basis,
        {% for measure in measures -%}
            {{ measure }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from figures
    where
        area_basis = 'current'
        and area_key in (select todays.current_area_key from todays)
)

select
    area_key,
    compared_key
from sums
group by
    area_key,
    compared_key
having
    count(*) <> 2
    {% for measure in measures -%}
        or min(coalesce({{ measure }}, -1)) <> max(coalesce({{ measure }}, -1))
    {% endfor -%}
union all
select
    figures.area_key,
    figures.compared_key
from figures
inner join {{ ref('int_areas') }} as nations
    on
        figures.area_key = nations.area_key
        and nations.area_level = 'nation'
group by
    figures.area_key,
    figures.compared_key
having
    count(*) <> 2
    {% for measure in measures + of_nation -%}
        or min(coalesce(figures.{{ measure }}, -1)) <> max(coalesce(figures.{{ measure }}, -1))
    {% endfor %}
{% endtest %}
