-- Each household is of one ethnic group: the groups' poor (and near-poor) of form 9 are those of
-- form 1. Only where every group printed is known.
with

int_poverty_groups__lines as (
    select * from {{ ref('int_poverty_groups__lines') }}
    where group_kind = 'ethnicity'
),

int_poverty__groups as (
    select * from {{ ref('int_poverty__groups') }}
    where counted = 'households'
),

int_submissions__lost_rows as (
    select * from {{ ref('int_submissions__lost_rows') }}
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

whole_lines as (
    select
        submission_id,
        sheet,
        row_number,
        area_key,
        area_code,
        area_name,
        review_year,
        poverty_standard,
        report_phase,
        cast(sum(poor_households) as bigint) as poor_households,
        cast(sum(near_poor_households) as bigint) as near_poor_households
    from int_poverty_groups__lines
    group by
        submission_id,
        sheet,
        row_number,
        area_key,
        area_code,
        area_name,
        review_year,
        poverty_standard,
        report_phase
    having min(case when is_counted then 1 else 0 end) = 1
),

compared as (
    select
        whole_lines.*,
        int_poverty__groups.household_group,
        int_poverty__groups.reviewed_value,
        case int_poverty__groups.household_group
            when 'poor' then whole_lines.poor_households
            else whole_lines.near_poor_households
        end as summed_value
    from whole_lines
    inner join int_poverty__groups
        on
            whole_lines.area_key = int_poverty__groups.area_key
            and whole_lines.review_year = int_poverty__groups.review_year
            and whole_lines.poverty_standard = int_poverty__groups.poverty_standard
            and whole_lines.report_phase = int_poverty__groups.report_phase
    left join int_submissions__lost_rows
        on
            whole_lines.submission_id = int_submissions__lost_rows.submission_id
            and whole_lines.sheet = int_submissions__lost_rows.sheet
            and whole_lines.row_number = int_submissions__lost_rows.row_number
    where int_submissions__lost_rows.submission_id is null
),

differing as (
    select * from compared
    where summed_value <> reviewed_value
),

final as (
    select
        {{ finding_id('ethnic_groups_differ_from_review', [
            'differing.area_key', 'differing.household_group',
        ]) }} as finding_id,
        'ethnic_groups_differ_from_review' as rule_code,
        differing.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        differing.sheet,
        differing.row_number,
        cast(null as bigint) as block,
        'area_name' as field,
        differing.area_code,
        differing.area_name
        || case differing.household_group when 'poor' then ', hộ nghèo' else ', hộ cận nghèo' end
            as subject_vi,
        cast(differing.summed_value as {{ dbt.type_string() }}) as value_given,
        cast(differing.reviewed_value as {{ dbt.type_string() }}) as value_expected,
        int_submissions__latest.received_at as first_seen_at
    from differing
    inner join int_submissions__latest
        on differing.submission_id = int_submissions__latest.submission_id
)

select * from final
