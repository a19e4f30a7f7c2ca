with

int_reporting__timeliness as (
    select * from {{ ref('int_reporting__timeliness') }}
),

final as (
    select
        issuer_code,
        form,
        variant,
        scope_area_code,
        period,
        report_phase,
        due_on,
        received_at,
        days_late,
        report_status,
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
