with

stg_ledger__refusals as (
    select * from {{ ref('stg_ledger__refusals') }}
),

final as (
    select
        submission_id,
        sheet,
        row_number
    from stg_ledger__refusals
    where
        is_refused
        and row_number is not null
    group by
        submission_id,
        sheet,
        row_number
)

select * from final
