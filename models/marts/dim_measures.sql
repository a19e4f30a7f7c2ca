with

measures as (
    select * from {{ ref('measures') }}
),

final as (
    select
        measure_code,
        name_vi,
        form,
        column_name,
        landed_column,
        counted_values,
        unit
    from measures
)

select * from final
