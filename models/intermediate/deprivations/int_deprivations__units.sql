{% set indicators = deprivation_columns() -%}

with

int_reviews__units as (
    select * from {{ ref('int_reviews__units') }}
    where form = 'province__deprivations'
),

int_deprivations__lines as (
    select * from {{ ref('int_deprivations__lines') }}
),

groups as (
    select
        int_deprivations__lines.area_key,
        int_deprivations__lines.area_code,
        int_deprivations__lines.area_name,
        int_deprivations__lines.review_year,
        int_deprivations__lines.poverty_standard,
        int_deprivations__lines.household_group,
        int_deprivations__lines.report_phase,
        int_deprivations__lines.submission_id,
        int_deprivations__lines.sheet,
        int_deprivations__lines.row_number,
        int_deprivations__lines.group_households,
        {% for indicator in indicators -%}
            int_deprivations__lines.{{ indicator }},
        {% endfor -%}
        {% for indicator in indicators -%}
            int_deprivations__lines.{{ indicator }}{% if not loop.last %} + {% endif %}
        {%- endfor %} as deprivations
    from int_reviews__units
    inner join int_deprivations__lines
        on
            int_reviews__units.submission_id = int_deprivations__lines.submission_id
            and int_reviews__units.sheet = int_deprivations__lines.sheet
            and int_reviews__units.row_number = int_deprivations__lines.row_number
),

-- No household is in both groups: what is known of each, whole, adds up to both.
final as (
    select * from groups
    union all
    select
        poor.area_key,
        poor.area_code,
        poor.area_name,
        poor.review_year,
        poor.poverty_standard,
        'multidim' as household_group,
        case when poor.report_phase = near_poor.report_phase then poor.report_phase else 'mixed' end
            as report_phase,
        cast(null as {{ dbt.type_string() }}) as submission_id,
        cast(null as {{ dbt.type_string() }}) as sheet,
        cast(null as bigint) as row_number,
        poor.group_households + near_poor.group_households as group_households,
        {% for indicator in indicators -%}
            poor.{{ indicator }} + near_poor.{{ indicator }} as {{ indicator }},
        {% endfor -%}
        poor.deprivations + near_poor.deprivations as deprivations
    from groups as poor
    inner join groups as near_poor
        on
            poor.area_key = near_poor.area_key
            and poor.review_year = near_poor.review_year
            and poor.poverty_standard = near_poor.poverty_standard
            and poor.household_group = 'poor'
            and near_poor.household_group = 'near_poor'
    where
        poor.group_households + poor.deprivations is not null
        and near_poor.group_households + near_poor.deprivations is not null
)

select * from final
