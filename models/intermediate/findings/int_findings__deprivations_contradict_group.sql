-- By definition (NĐ 07/2021/NĐ-CP Điều 3) each poor household lacks at least three of the twelve,
-- each near-poor one fewer: so all of them together do.
with

int_deprivations__units as (
    select * from {{ ref('int_deprivations__units') }}
),

poverty_standards as (
    select * from {{ ref('poverty_standards') }}
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

bounded as (
    select
        int_deprivations__units.*,
        case int_deprivations__units.household_group
            when 'poor' then poverty_standards.min_deprivations
            else poverty_standards.min_deprivations - 1
        end * int_deprivations__units.group_households as bound
    from int_deprivations__units
    inner join poverty_standards
        on int_deprivations__units.poverty_standard = poverty_standards.poverty_standard
    where int_deprivations__units.household_group in ('poor', 'near_poor')
),

differing as (
    select *
    from bounded
    where
        (household_group = 'poor' and deprivations < bound)
        or (household_group = 'near_poor' and deprivations > bound)
),

final as (
    select
        {{ finding_id('deprivations_contradict_group', ['differing.area_key']) }} as finding_id,
        'deprivations_contradict_group' as rule_code,
        differing.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        differing.sheet,
        differing.row_number,
        cast(null as bigint) as block,
        'deprivations_printed' as field,
        differing.area_code,
        differing.area_name as subject_vi,
        cast(differing.deprivations as {{ dbt.type_string() }}) as value_given,
        cast(differing.bound as {{ dbt.type_string() }}) as value_expected,
        int_submissions__latest.received_at as first_seen_at
    from differing
    inner join int_submissions__latest
        on differing.submission_id = int_submissions__latest.submission_id
)

select * from final
