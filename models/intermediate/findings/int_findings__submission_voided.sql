-- A report that was sent counts; one that was withdrawn or excluded does not, and its sender knows.
with

int_submissions__versions as (
    select * from {{ ref('int_submissions__versions') }}
),

final as (
    select
        {{ hashed_key(["'submission_voided'", 'submission_id', 'decision']) }} as finding_id,
        'submission_voided' as rule_code,
        submission_id,
        issuer_code,
        form,
        period,
        cast(null as {{ dbt.type_string() }}) as sheet,
        cast(null as bigint) as row_number,
        cast(null as bigint) as block,
        cast(null as {{ dbt.type_string() }}) as field,
        scope_area_code as area_code,
        file_name as subject_vi,
        case decision
            when 'excluded' then 'Văn phòng loại bản gửi này, lý do: '
            else 'đơn vị gửi đã rút, lý do: '
        end || decision_reason as value_given,
        cast(null as {{ dbt.type_string() }}) as value_expected,
        received_at as first_seen_at
    from int_submissions__versions
    where decision in ('excluded', 'withdrawn')
)

select * from final
