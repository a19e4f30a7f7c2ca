{# The units of a relation in every area that they are summed into (CTE int_areas__rollups): its
   keys and measures, rollup_area_key and the rest. Of a unit that was split each commune of today
   gets whole numbers, marked as estimated. #}
{% macro in_rollup_areas(units, keys, measures) -%}
    {%- set value_key = [units ~ '.area_key'] -%}
    {%- for key in keys -%}{%- do value_key.append(units ~ '.' ~ key) -%}{%- endfor -%}
    {% for is_estimated in [false, true] %}
    select
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key,
        int_areas__rollups.rollup_level,
        {% for key in keys -%}
            {{ units }}.{{ key }},
        {% endfor -%}
        {% for measure in measures -%}
            {%- set value = units ~ '.' ~ measure -%}
            {%- if is_estimated -%}
                cast({{ largest_remainder(
                    value,
                    'int_areas__rollups.population_share',
                    'int_areas__rollups.rollup_area_key',
                    value_key,
                ) }} as bigint) as {{ measure }},
            {%- else -%}
                {{ value }},
            {%- endif %}
        {% endfor -%}
        {{ 1 if is_estimated else 0 }} as estimated_mark
    from {{ units }}
    inner join int_areas__rollups
        on {{ units }}.area_key = int_areas__rollups.area_key
    where int_areas__rollups.population_share {{ '<' if is_estimated else '=' }} 1
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
{%- endmacro %}
