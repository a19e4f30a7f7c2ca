with

int_memberships__dated as (
    select * from {{ ref('int_memberships__dated') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

final as (
    select
        int_memberships__dated.list_code,
        int_memberships__dated.list_kind,
        int_memberships__dated.area_key,
        int_areas.area_level,
        int_areas.area_code,
        int_areas.area_name,
        int_areas.province_code,
        int_memberships__dated.membership_class,
        int_memberships__dated.villages_dbkk,
        int_memberships__dated.source_kind,
        int_memberships__dated.valid_from,
        int_memberships__dated.valid_to,
        int_memberships__dated.legal_source,
        int_memberships__dated.submission_id
    from int_memberships__dated
    inner join int_areas
        on int_memberships__dated.area_key = int_areas.area_key
)

select * from final
