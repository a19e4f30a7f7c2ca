with

source as (
    select * from {{ source('ledger', 'refusals') }}
),

final as (
    select distinct
        ---------- ids
        submission_id,
        rule_code,
        area_code,

        ---------- place
        sheet,
        cell,
        row_number,
        field,

        ---------- what is wrong
        severity,
        is_refused,
        value_given,
        value_expected,
        message_vi
    from source
)

select * from final
