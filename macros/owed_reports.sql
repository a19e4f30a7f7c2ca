{# Reports of provinces and ministries (a relation with area_key, period_end, keys that tell the reports
   of an area apart, and marks), and beside them the provinces that owe one for the same time:
   reported_mark 1 and 0. A ministry counts where it has sent one. By code, so that a report under
   yesterday's version of a province does not count that province twice. Uses the CTE int_areas. #}
{% macro owed_reports(reports, keys, marks) -%}
    select *
    from (
        select
            {{ reports }}.area_key,
            {% for column in keys + marks -%}
                {{ reports }}.{{ column }},
            {% endfor -%}
            int_areas.area_level,
            int_areas.area_code,
            1 as reported_mark
        from {{ reports }}
        inner join int_areas
            on {{ reports }}.area_key = int_areas.area_key
        union all
        select
            int_areas.area_key,
            {% for column in keys -%}
                times.{{ column }},
            {% endfor -%}
            {% for column in marks -%}
                cast(null as integer) as {{ column }},
            {% endfor -%}
            int_areas.area_level,
            int_areas.area_code,
            0 as reported_mark
        from (
            select
                {% for column in keys -%}
                    {{ column }},
                {% endfor -%}
                max(period_end) as period_end
            from {{ reports }}
            group by
                {{ keys | join(',\n                ') }}
        ) as times
        inner join int_areas
            on
                int_areas.area_level = 'province'
                and times.period_end >= int_areas.valid_from
                and times.period_end < coalesce(int_areas.valid_to, cast('9999-12-31' as date))
    ) as sent_and_owed
    qualify row_number() over (
        partition by
            {% for column in keys -%}
                {{ column }},
            {% endfor -%}
            area_level,
            area_code
        order by reported_mark desc, area_key desc
    ) = 1
{%- endmacro %}
