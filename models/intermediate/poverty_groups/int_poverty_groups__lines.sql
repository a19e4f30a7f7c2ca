with

int_reviews__lines as (
    select * from {{ ref('int_reviews__lines') }}
),

int_reviews__units as (
    select * from {{ ref('int_reviews__units') }}
),

stg_province__poverty_by_ethnicity as (
    select * from {{ ref('stg_province__poverty_by_ethnicity') }}
),

stg_province__poverty_causes as (
    select * from {{ ref('stg_province__poverty_causes') }}
),

groups as (
    select
        submission_id,
        sheet,
        row_number,
        block,
        'ethnicity' as group_kind,
        ethnicity as group_code,
        ethnicity as group_name,
        households,
        poor_households,
        near_poor_households,
        cast(null as bigint) as group_households,
        cast(null as bigint) as cause_households
    from stg_province__poverty_by_ethnicity
    union all
    select
        submission_id,
        sheet,
        row_number,
        block,
        'cause' as group_kind,
        cause as group_code,
        cause_name as group_name,
        cast(null as bigint) as households,
        cast(null as bigint) as poor_households,
        cast(null as bigint) as near_poor_households,
        group_households,
        cause_households
    from stg_province__poverty_causes
),

final as (
    select
        int_reviews__lines.submission_id,
        int_reviews__lines.sheet,
        int_reviews__lines.row_number,
        groups.block,
        int_reviews__lines.issuer_code,
        int_reviews__lines.scope_area_code,
        int_reviews__lines.origin,
        int_reviews__lines.period,
        int_reviews__lines.review_year,
        int_reviews__lines.report_phase,
        int_reviews__lines.poverty_standard,
        int_reviews__lines.area_key,
        int_reviews__lines.area_level,
        int_reviews__lines.area_code,
        int_reviews__lines.area_name,
        groups.group_kind,
        coalesce(nullif(int_reviews__lines.variant, ''), 'all') as household_group,
        groups.group_code,
        groups.group_name,
        groups.households,
        groups.poor_households,
        groups.near_poor_households,
        groups.group_households,
        groups.cause_households,
        -- Only what is known whole: a part of nothing known adds to no share.
        int_reviews__units.submission_id is not null
        and (
            groups.households + groups.poor_households + groups.near_poor_households is not null
            or groups.group_households + groups.cause_households is not null
        ) as is_counted
    from groups
    inner join int_reviews__lines
        on
            groups.submission_id = int_reviews__lines.submission_id
            and groups.sheet = int_reviews__lines.sheet
            and groups.row_number = int_reviews__lines.row_number
    left join int_reviews__units
        on
            groups.submission_id = int_reviews__units.submission_id
            and groups.sheet = int_reviews__units.sheet
            and groups.row_number = int_reviews__units.row_number
)

select * from final
