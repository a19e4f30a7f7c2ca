with

int_poverty_groups__lines as (
    select * from {{ ref('int_poverty_groups__lines') }}
    where is_counted
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

-- Of a split unit the parts are divided, and the whole is what they add up to: so no commune of
-- today has more poor of a group than it has households of it.
parts as (
    select
        area_key,
        review_year,
        poverty_standard,
        report_phase,
        group_kind,
        household_group,
        group_code,
        group_name,
        case household_group when 'poor' then cause_households else poor_households end
            as poor_households,
        case household_group when 'near_poor' then cause_households else near_poor_households end
            as near_poor_households,
        case group_kind
            when 'cause' then group_households - cause_households
            else households - poor_households - near_poor_households
        end as other_households
    from int_poverty_groups__lines
),

in_areas as (
    {{ in_rollup_areas(
        'parts',
        keys=[
            'review_year',
            'poverty_standard',
            'group_kind',
            'household_group',
            'group_code',
            'group_name',
            'report_phase',
        ],
        measures=['poor_households', 'near_poor_households', 'other_households'],
    ) }}
),

sums as (
    select
        area_basis,
        rollup_area_key as area_key,
        review_year,
        poverty_standard,
        group_kind,
        household_group,
        group_code,
        group_name,
        {{ phase_of_sum('report_phase') }} as report_phase,
        cast(sum(poor_households) as bigint) as poor_households,
        cast(sum(near_poor_households) as bigint) as near_poor_households,
        cast(
            sum(
                coalesce(poor_households, 0) + coalesce(near_poor_households, 0) + other_households
            ) as bigint
        ) as whole_households,
        cast(count(*) as bigint) as communes_reported,
        max(estimated_mark) = 1 as is_estimated
    from in_areas
    group by
        area_basis,
        rollup_area_key,
        review_year,
        poverty_standard,
        group_kind,
        household_group,
        group_code,
        group_name
),

-- Each household is of one ethnic group, so all of them are the groups' sum; it may have several
-- causes, so of those the form itself says how many households there are.
with_all as (
    select
        *,
        case group_kind
            when 'cause' then whole_households
            else sum(poor_households) over (
                partition by area_basis, area_key, review_year, poverty_standard, group_kind
            )
        end as all_poor_households,
        case group_kind
            when 'cause' then whole_households
            else sum(near_poor_households) over (
                partition by area_basis, area_key, review_year, poverty_standard, group_kind
            )
        end as all_near_poor_households
    from sums
),

final as (
    select
        area_basis,
        area_key,
        review_year,
        poverty_standard,
        report_phase,
        group_kind,
        household_group,
        group_code,
        group_name,
        case group_kind when 'ethnicity' then whole_households end as households,
        poor_households,
        near_poor_households,
        case group_kind when 'cause' then whole_households end as group_households,
        case group_kind
            when 'ethnicity'
                then
                    cast(poor_households as double)
                    / nullif(cast(whole_households as double), 0)
        end as poor_ratio,
        cast(poor_households as double)
        / nullif(cast(all_poor_households as double), 0) as poor_share_ratio,
        cast(near_poor_households as double)
        / nullif(cast(all_near_poor_households as double), 0) as near_poor_share_ratio,
        communes_reported,
        is_estimated
    from with_all
)

select * from final
