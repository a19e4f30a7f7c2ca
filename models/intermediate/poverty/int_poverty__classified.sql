with

int_poverty__lines as (
    select * from {{ ref('int_poverty__lines') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

int_areas__ancestors as (
    select * from {{ ref('int_areas__ancestors') }}
    where ancestor_level = 'district'
),

int_memberships__dated as (
    select * from {{ ref('int_memberships__dated') }}
),

membership_lists as (
    select * from {{ ref('membership_lists') }}
),

-- A unit that ended before the year did has the class of its last day.
reviewed as (
    select
        int_areas.area_key,
        int_areas.area_level,
        int_areas.province_code,
        int_poverty__lines.period_end,
        case
            when int_areas.valid_to <= int_poverty__lines.period_end
                then {{ last_day_before('int_areas.valid_to') }}
            else int_poverty__lines.period_end
        end as classified_on
    from int_poverty__lines
    inner join int_areas
        on int_poverty__lines.area_key = int_areas.area_key
    group by
        int_areas.area_key,
        int_areas.area_level,
        int_areas.province_code,
        int_areas.valid_to,
        int_poverty__lines.period_end
),

-- Of a district that reported as a whole nobody said in which zones its communes lie; where there
-- are no districts any more none is poor.
final as (
    select
        reviewed.area_key,
        reviewed.period_end,
        reviewed.classified_on,
        coalesce(zones.membership_class, 'unknown') as zone_class,
        case
            when int_areas__ancestors.ancestor_area_key is null then null
            when poor_districts.membership_class is not null then poor_districts.membership_class
            when
                '|' || membership_lists.complete_provinces || '|'
                like '%|' || reviewed.province_code || '|%'
                then 'other_district'
            else 'unknown'
        end as poor_district_class
    from reviewed
    left join int_areas__ancestors
        on reviewed.area_key = int_areas__ancestors.area_key
    left join int_memberships__dated as zones
        on
            reviewed.area_key = zones.area_key
            and zones.list_kind = 'zone'
            and reviewed.classified_on >= zones.valid_from
            and reviewed.classified_on < zones.valid_to
    left join int_memberships__dated as poor_districts
        on
            int_areas__ancestors.ancestor_area_key = poor_districts.area_key
            and poor_districts.list_kind = 'poor_district'
            and reviewed.classified_on >= poor_districts.valid_from
            and reviewed.classified_on < poor_districts.valid_to
    left join membership_lists
        on
            membership_lists.list_kind = 'poor_district'
            and reviewed.classified_on >= membership_lists.valid_from
            and reviewed.classified_on < membership_lists.valid_to
)

select * from final
