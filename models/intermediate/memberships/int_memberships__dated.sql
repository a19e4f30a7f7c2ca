with

int_memberships__listed as (
    select * from {{ ref('int_memberships__listed') }}
),

int_memberships__reported as (
    select * from {{ ref('int_memberships__reported') }}
),

-- A new piece begins wherever either source begins or ends.
days as (
    select
        list_code,
        list_kind,
        area_key,
        valid_from as on_day
    from int_memberships__listed
    union
    select
        list_code,
        list_kind,
        area_key,
        valid_to as on_day
    from int_memberships__listed
    union
    select
        list_code,
        list_kind,
        area_key,
        valid_from as on_day
    from int_memberships__reported
    union
    select
        list_code,
        list_kind,
        area_key,
        valid_to as on_day
    from int_memberships__reported
),

pieces as (
    select
        list_code,
        list_kind,
        area_key,
        on_day as valid_from,
        lead(on_day) over (partition by list_code, area_key order by on_day) as valid_to
    from days
),

-- The decision's list stands above a report; of villages only reports speak.
final as (
    select
        pieces.list_code,
        pieces.list_kind,
        pieces.area_key,
        coalesce(
            int_memberships__listed.membership_class, int_memberships__reported.membership_class
        ) as membership_class,
        int_memberships__reported.villages_dbkk,
        case
            when int_memberships__listed.area_key is not null then 'list'
            else 'reported'
        end as source_kind,
        pieces.valid_from,
        pieces.valid_to,
        coalesce(
            int_memberships__listed.legal_source, int_memberships__reported.legal_source
        ) as legal_source,
        int_memberships__reported.submission_id
    from pieces
    left join int_memberships__listed
        on
            pieces.list_code = int_memberships__listed.list_code
            and pieces.area_key = int_memberships__listed.area_key
            and pieces.valid_from >= int_memberships__listed.valid_from
            and pieces.valid_from < int_memberships__listed.valid_to
    left join int_memberships__reported
        on
            pieces.list_code = int_memberships__reported.list_code
            and pieces.area_key = int_memberships__reported.area_key
            and pieces.valid_from >= int_memberships__reported.valid_from
            and pieces.valid_from < int_memberships__reported.valid_to
    where
        int_memberships__listed.area_key is not null
        or int_memberships__reported.area_key is not null
)

select * from final
