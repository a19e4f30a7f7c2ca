-- The households that form 3 asks about are the poor (or near-poor) of form 1.
with

int_deprivations__units as (
    select * from {{ ref('int_deprivations__units') }}
),

int_poverty__groups as (
    select * from {{ ref('int_poverty__groups') }}
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

differing as (
    select
        int_deprivations__units.*,
        int_poverty__groups.reviewed_value
    from int_deprivations__units
    inner join int_poverty__groups
        on
            int_deprivations__units.area_key = int_poverty__groups.area_key
            and int_deprivations__units.review_year = int_poverty__groups.review_year
            and int_deprivations__units.poverty_standard = int_poverty__groups.poverty_standard
            and int_deprivations__units.report_phase = int_poverty__groups.report_phase
            and int_deprivations__units.household_group = int_poverty__groups.household_group
            and int_poverty__groups.counted = 'households'
    where int_deprivations__units.group_households <> int_poverty__groups.reviewed_value
),

final as (
    select
        {{
            finding_id('deprived_group_differs_from_review', ['differing.area_key'])
        }} as finding_id,
        'deprived_group_differs_from_review' as rule_code,
        differing.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        differing.sheet,
        differing.row_number,
        cast(null as bigint) as block,
        'group_households' as field,
        differing.area_code,
        differing.area_name as subject_vi,
        cast(differing.group_households as {{ dbt.type_string() }}) as value_given,
        cast(differing.reviewed_value as {{ dbt.type_string() }}) as value_expected,
        int_submissions__latest.received_at as first_seen_at
    from differing
    inner join int_submissions__latest
        on differing.submission_id = int_submissions__latest.submission_id
)

select * from final
