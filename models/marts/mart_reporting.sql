with

int_reporting__timeliness as (
    select * from {{ ref('int_reporting__timeliness') }}
),

final as (
    select
        issuer_code,
        area_key,
        form,
        variant,
        scope_area_code,
        period,
        report_phase,
        due_on,
        received_at,
        days_late,
        report_status,
        cast(1 as bigint) as reports_due,
        cast(case report_status when 'on_time' then 1 else 0 end as bigint) as reports_on_time,
        submission_id,
        origin,
        rows_accepted,
        rows_refused,
        version,
        legal_source,
        is_default
    from int_reporting__timeliness
)

select * from final
