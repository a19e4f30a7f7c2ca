with

int_submissions__columns as (
    select * from {{ ref('int_submissions__columns') }}
),

final as (
    select
        submission_id,
        sheet,
        first_row,
        last_row,
        block,
        column_name,
        field,
        column_letters
    from int_submissions__columns
)

select * from final
