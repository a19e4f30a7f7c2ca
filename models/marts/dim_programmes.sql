with

programmes as (
    select * from {{ ref('programmes') }}
),

final as (
    select
        programme_code,
        project_code,
        project_level,
        name_vi,
        lead_agency,
        legal_basis
    from programmes
)

select * from final
