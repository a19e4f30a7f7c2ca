{# Written from the models' own YAML, so that it cannot say anything else. #}
with

described as (
    {{ described_columns() }}
),

final as (
    select
        cast(table_name as {{ dbt.type_string() }}) as table_name,
        cast(column_name as {{ dbt.type_string() }}) as column_name,
        cast(column_order as bigint) as column_order,
        cast(label_vi as {{ dbt.type_string() }}) as label_vi,
        cast(unit as {{ dbt.type_string() }}) as unit,
        cast(description as {{ dbt.type_string() }}) as description,
        cast(explained_by as {{ dbt.type_string() }}) as explained_by
    from described
)

select * from final
