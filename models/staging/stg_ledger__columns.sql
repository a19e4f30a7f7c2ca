with

source as (
    select * from {{ source('ledger', 'columns') }}
),

final as (
    select
        ---------- ids
        submission_id,
        sheet,
        first_row,
        last_row,
        block,
        field,
        column_name,

        ---------- place
        column_letters
    from source
)

select * from final
