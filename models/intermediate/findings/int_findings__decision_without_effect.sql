-- What is withdrawn, excluded or corrected is here. The Office's lists go with the code to
-- installations that never had the file, so an unknown one is told and stops nothing: no figure is
-- wrong by it.
with

int_submissions__versions as (
    select * from {{ ref('int_submissions__versions') }}
),

submission_decisions as (
    select * from {{ ref('submission_decisions') }}
),

corrections as (
    select * from {{ ref('corrections') }}
    where status = 'active'
),

empty_withdrawals as (
    select
        withdrawals.submission_id,
        withdrawals.issuer_code,
        'Yêu cầu rút tệp ' || withdrawals.file_name as subject_vi,
        withdrawals.submission_id as decided_id,
        withdrawals.received_at as first_seen_at
    from int_submissions__versions as withdrawals
    left join int_submissions__versions as taken_back
        on
            withdrawals.issuer_code = taken_back.issuer_code
            and withdrawals.sha256 = taken_back.sha256
            and withdrawals.received_at >= taken_back.received_at
            and taken_back.decision in ('withdrawn', 'excluded')
    where
        withdrawals.decision = 'withdrawal'
        and taken_back.submission_id is null
),

unknown_decisions as (
    select
        cast(null as {{ dbt.type_string() }}) as submission_id,
        'office' as issuer_code,
        'Quyết định của Văn phòng về bản gửi ' || submission_decisions.submission_id as subject_vi,
        submission_decisions.submission_id as decided_id,
        cast(submission_decisions.decided_on as timestamp) as first_seen_at
    from submission_decisions
    left join int_submissions__versions
        on submission_decisions.submission_id = int_submissions__versions.submission_id
    where int_submissions__versions.submission_id is null
),

unknown_corrections as (
    select
        cast(null as {{ dbt.type_string() }}) as submission_id,
        'office' as issuer_code,
        'Điều chỉnh ô ' || corrections.sheet || '!' || corrections.cell || ' của bản gửi '
        || corrections.submission_id as subject_vi,
        corrections.submission_id || corrections.sheet || corrections.cell || corrections.field
            as decided_id,
        cast(corrections.decided_on as timestamp) as first_seen_at
    from corrections
    left join int_submissions__versions
        on corrections.submission_id = int_submissions__versions.submission_id
    where int_submissions__versions.submission_id is null
),

without_effect as (
    select * from empty_withdrawals
    union all
    select * from unknown_decisions
    union all
    select * from unknown_corrections
),

final as (
    select
        {{ hashed_key(["'decision_without_effect'", 'decided_id']) }} as finding_id,
        'decision_without_effect' as rule_code,
        submission_id,
        issuer_code,
        cast(null as {{ dbt.type_string() }}) as form,
        cast(null as {{ dbt.type_string() }}) as period,
        cast(null as {{ dbt.type_string() }}) as sheet,
        cast(null as bigint) as row_number,
        cast(null as bigint) as block,
        cast(null as {{ dbt.type_string() }}) as field,
        cast(null as {{ dbt.type_string() }}) as area_code,
        subject_vi,
        cast(null as {{ dbt.type_string() }}) as value_given,
        cast(null as {{ dbt.type_string() }}) as value_expected,
        first_seen_at
    from without_effect
)

select * from final
