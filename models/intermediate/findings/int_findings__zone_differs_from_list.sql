-- The zone that a commune reports is not its own to choose: a decision lists it.
with

int_coverage__units as (
    select * from {{ ref('int_coverage__units') }}
),

int_memberships__listed as (
    select * from {{ ref('int_memberships__listed') }}
    where list_kind = 'zone'
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

differing as (
    select
        int_coverage__units.submission_id,
        int_coverage__units.sheet,
        int_coverage__units.row_number,
        int_coverage__units.area_key,
        int_coverage__units.area_code,
        int_areas.area_name,
        case int_coverage__units.zone
            when '1' then 'I'
            when '2' then 'II'
            when '3' then 'III'
            else '–'
        end as zone_given,
        case int_memberships__listed.membership_class
            when 'zone_1' then 'I'
            when 'zone_2' then 'II'
            when 'zone_3' then 'III'
            else '–'
        end as zone_listed
    from int_coverage__units
    inner join int_memberships__listed
        on
            int_coverage__units.area_key = int_memberships__listed.area_key
            and int_coverage__units.status_date >= int_memberships__listed.valid_from
            and int_coverage__units.status_date < int_memberships__listed.valid_to
    inner join int_areas
        on int_coverage__units.area_key = int_areas.area_key
    where int_coverage__units.zone is not null
),

final as (
    select
        {{ finding_id('zone_differs_from_list', ['differing.area_key']) }} as finding_id,
        'zone_differs_from_list' as rule_code,
        differing.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        differing.sheet,
        differing.row_number,
        cast(null as bigint) as block,
        'zone' as field,
        differing.area_code,
        differing.area_name as subject_vi,
        differing.zone_given as value_given,
        differing.zone_listed as value_expected,
        int_submissions__latest.received_at as first_seen_at
    from differing
    inner join int_submissions__latest
        on differing.submission_id = int_submissions__latest.submission_id
    where differing.zone_given <> differing.zone_listed
)

select * from final
