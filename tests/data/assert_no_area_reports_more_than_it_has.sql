-- Met within reported within all: so no ratio of coverage leaves 0 to 1, whatever a report lists.
{% set reviews = ['mart_poverty_rates', 'mart_poverty_transitions', 'mart_deprivations',
    'mart_deprivation_intensity', 'mart_poverty_by_group'] -%}

with

{% for review in reviews -%}
    {{ review }} as (
        select * from {{ ref(review) }}
    ),

{% endfor -%}

mart_commune_coverage as (
    select * from {{ ref('mart_commune_coverage') }}
)

{% for review in reviews -%}
    select
        '{{ review }}' as subject,
        area_basis,
        area_key,
        review_year as period_year
    from {{ review }}
    where communes_reported > communes_expected
    union all
{% endfor -%}
select
    'coverage' as subject,
    area_basis,
    area_key,
    status_year as period_year
from mart_commune_coverage
where
    communes_met > communes_reported
    or communes_reported > communes_total
    or not (met_ratio between 0 and 1)
    or not (reported_ratio between 0 and 1)
