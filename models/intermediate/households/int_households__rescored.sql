{% set form_indicators = deprivation_columns() -%}
{%- set indicators = form_indicators + ['waste_treatment'] -%}

with

stg_province__household_list as (
    select * from {{ ref('stg_province__household_list') }}
    where row_kind = 'detail'
),

int_reviews__units as (
    select * from {{ ref('int_reviews__units') }}
    where form = 'province__household_list'
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

poverty_standards as (
    select * from {{ ref('poverty_standards') }}
),

deprivation_indicators as (
    select * from {{ ref('deprivation_indicators') }}
),

-- Which of the list's columns a standard asks; it may ask more than the list has.
asked as (
    select
        poverty_standard,
        {% for indicator in indicators -%}
            max(case when indicator_code = '{{ indicator }}' then 1 else 0 end)
                as asks_{{ indicator }},
        {% endfor -%}
        cast(count(*) as integer) as indicators_asked
    from deprivation_indicators
    group by poverty_standard
),

listed as (
    select
        stg_province__household_list.*,
        int_reviews__units.area_key,
        int_reviews__units.review_year,
        int_reviews__units.poverty_standard as own_standard,
        int_reviews__units.variant,
        int_reviews__units.report_phase,
        int_areas.urban_rural,
        {% for indicator in form_indicators -%}
            case when stg_province__household_list.{{ indicator }} then 1 else 0 end
            {%- if not loop.last %} + {% endif %}
        {%- endfor %} as marks
    from stg_province__household_list
    inner join int_reviews__units
        on
            stg_province__household_list.submission_id = int_reviews__units.submission_id
            and stg_province__household_list.area_level = int_reviews__units.area_level
            and stg_province__household_list.area_code = int_reviews__units.area_code
    inner join int_areas
        on int_reviews__units.area_key = int_areas.area_key
),

-- Many lists mark only what a household lacks. That a blank is a no is known where the printed
-- number of deprivations is the number of marks.
marked as (
    select
        submission_id,
        sheet,
        row_number,
        area_key,
        review_year,
        own_standard,
        variant,
        report_phase,
        urban_rural,
        income_vnd,
        score_b1,
        {% for indicator in form_indicators -%}
            case
                when {{ indicator }} is not null then {{ indicator }}
                when marks = deprivations_printed then false
            end as {{ indicator }},
        {% endfor -%}
        waste_treatment
    from listed
),

weighed as (
    select
        marked.submission_id,
        marked.sheet,
        marked.row_number,
        marked.area_key,
        marked.review_year,
        marked.own_standard,
        marked.variant,
        marked.report_phase,
        poverty_standards.poverty_standard,
        poverty_standards.min_deprivations,
        {% for indicator in indicators -%}
            asked.asks_{{ indicator }} * case when marked.{{ indicator }} then 1 else 0 end
            {%- if not loop.last %} + {% endif %}
        {%- endfor %} as known_deprivations,
        asked.indicators_asked
        {% for indicator in indicators -%}
            - asked.asks_{{ indicator }}
            * case when marked.{{ indicator }} is not null then 1 else 0 end
        {% endfor -%} as unknown_indicators,
        -- Points stand for income where the standard has a limit of points (TT 07/2021).
        coalesce(
            marked.score_b1 <= case marked.urban_rural
                when 'urban' then poverty_standards.score_limit_urban
                when 'rural' then poverty_standards.score_limit_rural
            end,
            marked.income_vnd <= case marked.urban_rural
                when 'urban' then poverty_standards.income_near_poor_urban_vnd
                when 'rural' then poverty_standards.income_near_poor_rural_vnd
            end
        ) as is_within_line,
        -- Two lines, as in QĐ 59/2015: below the lower one a household is poor whatever it lacks.
        marked.income_vnd <= case
            when
                marked.urban_rural = 'urban'
                and poverty_standards.income_poor_urban_vnd
                < poverty_standards.income_near_poor_urban_vnd
                then poverty_standards.income_poor_urban_vnd
            when
                marked.urban_rural = 'rural'
                and poverty_standards.income_poor_rural_vnd
                < poverty_standards.income_near_poor_rural_vnd
                then poverty_standards.income_poor_rural_vnd
        end as is_poor_by_income
    from marked
    cross join poverty_standards
    inner join asked
        on poverty_standards.poverty_standard = asked.poverty_standard
),

final as (
    select
        submission_id,
        sheet,
        row_number,
        area_key,
        review_year,
        report_phase,
        own_standard,
        variant as household_group,
        poverty_standard as compared_standard,
        cast(known_deprivations as integer) as known_deprivations,
        cast(unknown_indicators as integer) as unknown_indicators,
        case
            when is_poor_by_income then 'poor'
            when not is_within_line then 'not_poor'
            when is_within_line and known_deprivations >= min_deprivations then 'poor'
            when is_within_line and known_deprivations + unknown_indicators < min_deprivations
                then 'near_poor'
            else 'undecided'
        end as compared_group
    from weighed
)

select * from final
