-- A report that is owed has come by its due day.
with

int_reporting__timeliness as (
    select * from {{ ref('int_reporting__timeliness') }}
),

final as (
    select
        {{ hashed_key([
            "'report_missing'",
            'issuer_code',
            'form',
            'variant',
            'scope_area_code',
            'period',
            'report_phase',
        ]) }} as finding_id,
        'report_missing' as rule_code,
        cast(null as {{ dbt.type_string() }}) as submission_id,
        issuer_code,
        form,
        period,
        cast(null as {{ dbt.type_string() }}) as sheet,
        cast(null as bigint) as row_number,
        cast(null as bigint) as block,
        cast(null as {{ dbt.type_string() }}) as field,
        scope_area_code as area_code,
        {{ report_label('report_title_vi', 'report_phase') }} as subject_vi,
        cast(null as {{ dbt.type_string() }}) as value_given,
        {{ vietnamese_date('due_on') }} as value_expected,
        cast({{ dbt.dateadd('day', 1, 'due_on') }} as timestamp) as first_seen_at
    from int_reporting__timeliness
    where
        report_status = 'missing'
        or (report_status = 'refused' and due_on < {{ as_of_date() }})
)

select * from final
