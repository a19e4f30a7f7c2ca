-- What a commune said stands until it says something else, its territory changes or the list ends.
with

membership_lists as (
    select * from {{ ref('membership_lists') }}
    where list_kind = 'zone'
),

int_coverage__units as (
    select * from {{ ref('int_coverage__units') }}
    where zone is not null
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__continued as (
    select * from {{ ref('int_areas__continued') }}
),

said as (
    select
        membership_lists.list_code,
        membership_lists.list_kind,
        membership_lists.legal_source,
        int_areas__continued.territory_key,
        case int_coverage__units.zone
            when 'none' then 'outside'
            else 'zone_' || int_coverage__units.zone
        end as membership_class,
        int_coverage__units.villages_dbkk,
        int_coverage__units.submission_id,
        int_coverage__units.status_date as valid_from,
        coalesce(
            lead(int_coverage__units.status_date) over (
                partition by membership_lists.list_code, int_areas__continued.territory_key
                order by
                    int_coverage__units.status_date asc,
                    int_coverage__units.submission_id asc,
                    int_coverage__units.row_number asc
            ),
            membership_lists.valid_to
        ) as valid_to
    from int_coverage__units
    inner join membership_lists
        on
            int_coverage__units.status_date >= membership_lists.valid_from
            and int_coverage__units.status_date < membership_lists.valid_to
    inner join int_areas__continued
        on int_coverage__units.area_key = int_areas__continued.area_key
),

final as (
    select
        said.list_code,
        said.list_kind,
        int_areas.area_key,
        said.membership_class,
        said.villages_dbkk,
        said.legal_source,
        said.submission_id,
        greatest(said.valid_from, int_areas.valid_from) as valid_from,
        least(
            said.valid_to, coalesce(int_areas.valid_to, cast('9999-12-31' as date))
        ) as valid_to
    from said
    inner join int_areas__continued
        on said.territory_key = int_areas__continued.territory_key
    inner join int_areas
        on int_areas__continued.area_key = int_areas.area_key
    where
        said.valid_from < said.valid_to
        and said.valid_from < coalesce(int_areas.valid_to, cast('9999-12-31' as date))
        and said.valid_to > int_areas.valid_from
)

select * from final
