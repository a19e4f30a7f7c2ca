-- What is disbursed stays within the plan assigned (NĐ 99/2021/NĐ-CP: payment within the plan).
with

int_disbursement__lines as (
    select * from {{ ref('int_disbursement__lines') }}
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

exceeding as (
    select
        *,
        line_name || ' (' || {{ capital_label() }} || ')' as subject_vi
    from int_disbursement__lines
    where disbursed_vnd > assigned_vnd
),

final as (
    select
        {{ finding_id('disbursed_exceeds_assigned', [
            'exceeding.programme_code', 'exceeding.project_code',
            'exceeding.plan_type', 'exceeding.capital_source', 'exceeding.capital_kind',
            'exceeding.origin_year',
        ]) }} as finding_id,
        'disbursed_exceeds_assigned' as rule_code,
        exceeding.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        exceeding.sheet,
        exceeding.row_number,
        exceeding.block,
        'disbursed_vnd' as field,
        int_submissions__latest.issuer_area_code as area_code,
        exceeding.subject_vi,
        cast(exceeding.disbursed_vnd as {{ dbt.type_string() }}) as value_given,
        cast(exceeding.assigned_vnd as {{ dbt.type_string() }}) as value_expected,
        int_submissions__latest.received_at as first_seen_at
    from exceeding
    inner join int_submissions__latest
        on exceeding.submission_id = int_submissions__latest.submission_id
)

select * from final
