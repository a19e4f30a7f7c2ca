{% test no_overlapping_validity(model, key) %}

with

versions as (
    select
        {{ key | join(',\n        ') }},
        valid_from,
        coalesce(valid_to, cast('9999-12-31' as date)) as valid_to,
        lead(valid_from) over (
            partition by {{ key | join(', ') }}
            order by valid_from
        ) as next_valid_from
    from {{ model }}
)

select *
from versions
where
    valid_to <= valid_from
    or valid_to > next_valid_from

{% endtest %}
