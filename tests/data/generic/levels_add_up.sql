{# Nation = regions = provinces = the reported units, figure by figure. A part that knows nothing has
   no row, and adds nothing. form: whose units they are, or several forms'. #}
{% test levels_add_up(model, form, keys, measures) %}

with

parts as (
    select
        *,
        'unit' as part_level
    from {{ model }}
    where
        area_basis = 'reported'
        and area_key in (
            select area_key from {{ ref('int_reviews__units') }}
            where form in ('{{ (form if form is not string else [form]) | join("', '") }}')
        )
    union all
    select
        *,
        area_level as part_level
    from {{ model }}
    where area_level in ('province', 'region')
),

sums as (
    select
        parts.area_basis,
        parts.part_level,
        ancestors.rollup_area_key as area_key,
        {% for key in keys -%}
            parts.{{ key }},
        {% endfor -%}
        {% for measure in measures -%}
            sum(parts.{{ measure }}) as {{ measure }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from parts
    -- Today's units hold each other as reported ones do.
    inner join {{ ref('int_areas__rollups') }} as ancestors
        on
            parts.area_key = ancestors.area_key
            and ancestors.area_basis = 'reported'
            and ancestors.rollup_level in ('province', 'region', 'nation')
            and ancestors.rollup_level <> parts.part_level
    group by
        parts.area_basis,
        parts.part_level,
        {% for key in keys -%}
            parts.{{ key }},
        {% endfor -%}
        ancestors.rollup_area_key
)

select
    sums.area_basis,
    sums.area_key,
    sums.part_level
from sums
left join {{ model }} as levels
    on
        sums.area_basis = levels.area_basis
        and sums.area_key = levels.area_key
        {% for key in keys -%}
            and sums.{{ key }} = levels.{{ key }}
        {% endfor %}
where
    levels.area_key is null
    {% for measure in measures -%}
        or coalesce(sums.{{ measure }}, -1) <> coalesce(levels.{{ measure }}, -1)
    {% endfor %}

{% endtest %}
