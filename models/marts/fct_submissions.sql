with

int_submissions__versions as (
    select * from {{ ref('int_submissions__versions') }}
),

final as (
    select
        submission_id,
        file_name,
        sha256,
        issuer_code,
        sender,
        origin,
        form,
        edition,
        variant,
        scope_area_code,
        period,
        report_phase,
        budget_year,
        money_unit,
        received_at,
        submission_status,
        decision,
        decision_reason,
        is_superseded,
        version,
        rows_accepted,
        rows_refused
    from int_submissions__versions
)

select * from final
