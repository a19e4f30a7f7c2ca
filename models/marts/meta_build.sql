with

final as (
    select
        cast('{{ var("release_id", "dev") }}' as {{ dbt.type_string() }}) as release_id,
        cast('{{ var("built_at", run_started_at.strftime("%Y-%m-%d %H:%M:%S")) }}' as timestamp)
            as built_at,
        {{ as_of_date() }} as as_of_date,
        cast('{{ var("input_hash", "") }}' as {{ dbt.type_string() }})
            as input_hash,
        cast(
            '{{ var("versions", "{}") | replace("'", "''") }}' as {{ dbt.type_string() }}
        ) as versions
)

select * from final
