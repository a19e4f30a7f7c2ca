with

stg_ledger__columns as (
    select * from {{ ref('stg_ledger__columns') }}
),

final as (
    select
        submission_id,
        sheet,
        first_row,
        last_row,
        block,
        field,
        column_name,
        column_letters
    from stg_ledger__columns
)

select * from final
