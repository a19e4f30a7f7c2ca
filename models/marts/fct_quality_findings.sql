{% set rules = [
    'totals_do_not_add_up',
    'printed_ratio_differs',
    'cumulative_disbursement_falls',
    'disbursed_exceeds_assigned',
    'allocated_exceeds_assigned',
    'carry_over_exceeds_remainder',
    'carry_over_of_no_earlier_year',
    'plan_differs_from_assigned',
    'yearly_plans_exceed_five_year_plan',
    'disbursed_below_half_in_december',
    'closing_differs_from_review',
    'opening_differs_from_last_closing',
    'deprived_group_differs_from_review',
    'ethnic_groups_differ_from_review',
    'deprivations_contradict_group',
    'district_and_province_reported',
    'zone_differs_from_list',
    'computed_differs_from_published',
    'correction_applied',
    'submission_voided',
    'decision_without_effect',
    'report_missing',
    'report_late',
] -%}

with

int_submissions__refusals as (
    select * from {{ ref('int_submissions__refusals') }}
),

int_submissions__versions as (
    select * from {{ ref('int_submissions__versions') }}
),

int_submissions__columns as (
    select * from {{ ref('int_submissions__columns') }}
),

quality_rules as (
    select * from {{ ref('quality_rules') }}
),

{% for rule in rules -%}
    int_findings__{{ rule }} as (
        select * from {{ ref('int_findings__' ~ rule) }}
    ),

{% endfor -%}

broken as (
    {% for rule in rules -%}
        select * from int_findings__{{ rule }}
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}
),

-- A finding may speak of the field or of the column that it landed as.
columns_by_name as (
    select
        submission_id,
        sheet,
        first_row,
        last_row,
        block,
        column_name as field,
        column_letters
    from int_submissions__columns
    union
    select
        submission_id,
        sheet,
        first_row,
        last_row,
        block,
        field,
        column_letters
    from int_submissions__columns
),

worded as (
    select
        broken.finding_id,
        broken.rule_code,
        quality_rules.severity,
        broken.submission_id,
        broken.issuer_code,
        broken.form,
        broken.period,
        broken.sheet,
        columns_by_name.column_letters || cast(broken.row_number as {{ dbt.type_string() }})
            as cell,
        broken.row_number,
        broken.field,
        broken.area_code,
        broken.value_given,
        broken.value_expected,
        {{ filled('quality_rules.message_vi', {
            '{subject}': 'broken.subject_vi',
            '{period}': 'broken.period',
            '{value_given}': 'broken.value_given',
            '{value_expected}': 'broken.value_expected',
        }) }} as message_vi,
        broken.first_seen_at
    from broken
    inner join quality_rules
        on broken.rule_code = quality_rules.rule_code
    left join columns_by_name
        on
            broken.submission_id = columns_by_name.submission_id
            and broken.sheet = columns_by_name.sheet
            and broken.row_number >= columns_by_name.first_row
            and (
                columns_by_name.last_row is null
                or broken.row_number <= columns_by_name.last_row
            )
            and coalesce(broken.block, 0) = coalesce(columns_by_name.block, 0)
            and broken.field = columns_by_name.field
),

everything as (
    select * from worded
    union all
    select * from int_submissions__refusals
),

registered as (
    select rule_code from quality_rules
),

final as (
    select
        everything.finding_id,
        everything.rule_code,
        everything.severity,
        quality_rules.kind,
        everything.submission_id,
        int_submissions__versions.origin,
        coalesce(int_submissions__versions.is_superseded, false) as is_superseded,
        everything.issuer_code,
        everything.form,
        everything.period,
        everything.sheet,
        everything.cell,
        everything.row_number,
        everything.field,
        everything.area_code,
        everything.value_given,
        everything.value_expected,
        everything.message_vi,
        quality_rules.next_steps_vi,
        quality_rules.legal_source,
        everything.first_seen_at
    from everything
    -- A contract registers its own checks; ours is only what they have in common.
    inner join quality_rules
        on
            quality_rules.rule_code = case
                when everything.rule_code in (select registered.rule_code from registered)
                    then everything.rule_code
                else 'contract_check'
            end
    left join int_submissions__versions
        on everything.submission_id = int_submissions__versions.submission_id
)

select * from final
