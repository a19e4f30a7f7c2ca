with

source as (
    select * from {{ source('ledger', 'submissions') }}
),

final as (
    select
        ---------- ids
        submission_id,
        issuer_code,
        sha256,
        form,
        edition,
        variant,
        scope_area_code,

        ---------- periods
        period,
        period_start,
        period_end,
        as_of,
        budget_year,
        report_phase,
        received_at,

        ---------- what it says of itself
        file_name,
        sender,
        withdrawal_reason,
        origin,
        poverty_standard,
        money_unit,

        ---------- outcome
        submission_status,
        rows_accepted,
        rows_refused
    from source
)

select * from final
