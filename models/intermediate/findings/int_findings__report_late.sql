-- A report that is owed has come by its due day; this one came after it.
with

int_reporting__timeliness as (
    select * from {{ ref('int_reporting__timeliness') }}
),

final as (
    select
        {{ hashed_key([
            "'report_late'",
            'issuer_code',
            'form',
            'variant',
            'scope_area_code',
            'period',
            'report_phase',
        ]) }} as finding_id,
        'report_late' as rule_code,
        submission_id,
        issuer_code,
        form,
        period,
        cast(null as {{ dbt.type_string() }}) as sheet,
        cast(null as bigint) as row_number,
        cast(null as bigint) as block,
        cast(null as {{ dbt.type_string() }}) as field,
        scope_area_code as area_code,
        {{ report_label('report_title_vi', 'report_phase') }} as subject_vi,
        {{ vietnamese_date(vietnam_date('received_at')) }} as value_given,
        {{ vietnamese_date('due_on') }} as value_expected,
        received_at as first_seen_at
    from int_reporting__timeliness
    where report_status = 'late'
)

select * from final
