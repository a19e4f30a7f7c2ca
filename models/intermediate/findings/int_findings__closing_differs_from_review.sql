-- Who is poor at the end of the year is what the review of that year found (form 2, column 9 =
-- form 1, columns 3 and 5 for households, 9 and 11 for persons). An estimate need not equal an
-- update.
with

int_transitions__units as (
    select * from {{ ref('int_transitions__units') }}
),

int_poverty__groups as (
    select * from {{ ref('int_poverty__groups') }}
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

differing as (
    select
        int_transitions__units.*,
        int_poverty__groups.reviewed_value
    from int_transitions__units
    inner join int_poverty__groups
        on
            int_transitions__units.area_key = int_poverty__groups.area_key
            and int_transitions__units.review_year = int_poverty__groups.review_year
            and int_transitions__units.poverty_standard = int_poverty__groups.poverty_standard
            and int_transitions__units.report_phase = int_poverty__groups.report_phase
            and int_transitions__units.household_group = int_poverty__groups.household_group
            and int_transitions__units.counted = int_poverty__groups.counted
    where int_transitions__units.closing <> int_poverty__groups.reviewed_value
),

final as (
    select
        {{
            finding_id('closing_differs_from_review', ['differing.area_key', 'differing.counted'])
        }} as finding_id,
        'closing_differs_from_review' as rule_code,
        differing.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        differing.sheet,
        differing.row_number,
        cast(null as bigint) as block,
        'closing' as field,
        differing.area_code,
        differing.area_name || {{ counted_label('differing.counted') }} as subject_vi,
        cast(differing.closing as {{ dbt.type_string() }}) as value_given,
        cast(differing.reviewed_value as {{ dbt.type_string() }}) as value_expected,
        int_submissions__latest.received_at as first_seen_at
    from differing
    inner join int_submissions__latest
        on differing.submission_id = int_submissions__latest.submission_id
)

select * from final
