{% set counts = [
    'poor_households',
    'near_poor_households',
    'compared_poor_households',
    'compared_near_poor_households',
    'compared_not_poor_households',
    'undecided_households',
] -%}

with

int_households__compared as (
    select * from {{ ref('int_households__compared') }}
),

int_poverty__rates as (
    select * from {{ ref('int_poverty__rates') }}
    where urban_rural = 'all'
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

poverty_standards as (
    select * from {{ ref('poverty_standards') }}
),

-- A count of 1 to 4 in a list could be somebody: with it go the others of its row, from which it
-- could be reckoned.
masked as (
    select
        *,
        counted_households < 5
        {%- for count in counts %}
            or {{ count }} between 1 and 4
        {%- endfor %} as is_masked
    from int_households__compared
),

from_lists as (
    select
        area_basis,
        area_key,
        review_year,
        poverty_standard,
        compared_standard,
        'household_list' as comparison_kind,
        report_phase,
        case when counted_households >= 5 then counted_households end as counted_households,
        {% for count in counts -%}
            case when not is_masked then {{ count }} end as {{ count }},
        {% endfor -%}
        is_masked,
        is_estimated
    from masked
),

-- The same units, reviewed under both: the end of 2021 and of 2026.
from_double_counts as (
    select
        own.area_basis,
        own.area_key,
        own.review_year,
        own.poverty_standard,
        compared.poverty_standard as compared_standard,
        'double_count' as comparison_kind,
        own.report_phase,
        own.households as counted_households,
        own.poor_households,
        own.near_poor_households,
        compared.poor_households as compared_poor_households,
        compared.near_poor_households as compared_near_poor_households,
        compared.households - compared.poor_households - compared.near_poor_households
            as compared_not_poor_households,
        cast(0 as bigint) as undecided_households,
        false as is_masked,
        own.is_estimated or compared.is_estimated as is_estimated
    from int_poverty__rates as own
    inner join int_poverty__rates as compared
        on
            own.area_basis = compared.area_basis
            and own.area_key = compared.area_key
            and own.review_year = compared.review_year
            and own.poverty_standard <> compared.poverty_standard
    where
        own.communes_reported = own.communes_expected
        and compared.communes_reported = compared.communes_expected
),

combined as (
    select * from from_lists
    union all
    select * from from_double_counts
),

final as (
    select
        combined.area_basis,
        combined.area_key,
        int_areas.area_level,
        int_areas.area_code,
        int_areas.area_name,
        int_areas.province_code,
        combined.review_year,
        combined.poverty_standard,
        combined.compared_standard,
        combined.comparison_kind,
        combined.report_phase,
        combined.counted_households,
        combined.poor_households,
        combined.near_poor_households,
        combined.compared_poor_households,
        combined.compared_near_poor_households,
        combined.compared_not_poor_households,
        combined.undecided_households,
        case
            when combined.undecided_households = 0
                then combined.compared_poor_households - combined.poor_households
        end as impact_households,
        -- Who lives above the own line is in no list, and may be below a higher one.
        combined.comparison_kind = 'household_list'
        and coalesce(
            compared_standards.income_near_poor_rural_vnd
            > own_standards.income_near_poor_rural_vnd,
            true
        ) as is_lower_bound,
        combined.is_masked,
        combined.is_estimated
    from combined
    inner join int_areas
        on combined.area_key = int_areas.area_key
    left join poverty_standards as own_standards
        on combined.poverty_standard = own_standards.poverty_standard
    left join poverty_standards as compared_standards
        on combined.compared_standard = compared_standards.poverty_standard
)

select * from final
