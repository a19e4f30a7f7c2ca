-- Alkire and Foster (2011): H counts the poor, A says how deprived they are, M0 = H x A counts the
-- poor by their deprivations. All twelve weigh the same (10 points each in sheet B2).
with

int_deprivations__units as (
    select * from {{ ref('int_deprivations__units') }}
),

int_poverty__units as (
    select * from {{ ref('int_poverty__units') }}
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

-- Form 1 says who is poor. All three are of the same communes: those that know all their parts.
units as (
    select
        int_deprivations__units.*,
        int_poverty__units.households,
        case int_deprivations__units.household_group
            when 'poor' then int_poverty__units.poor_households
            when 'near_poor' then int_poverty__units.near_poor_households
            else int_poverty__units.multidim_poor_households
        end as reviewed_households
    from int_deprivations__units
    inner join int_poverty__units
        on
            int_deprivations__units.area_key = int_poverty__units.area_key
            and int_deprivations__units.review_year = int_poverty__units.review_year
            and int_deprivations__units.poverty_standard = int_poverty__units.poverty_standard
),

known as (
    select * from units
    where
        group_households + deprivations is not null
        and households + reviewed_households is not null
),

in_areas as (
    {{ in_rollup_areas(
        'known',
        keys=['review_year', 'poverty_standard', 'household_group', 'report_phase'],
        measures=['households', 'reviewed_households', 'group_households', 'deprivations'],
    ) }}
),

sums as (
    select
        area_basis,
        rollup_area_key as area_key,
        review_year,
        poverty_standard,
        household_group,
        {{ phase_of_sum('report_phase') }} as report_phase,
        cast(sum(households) as bigint) as households,
        cast(sum(group_households) as bigint) as group_households,
        cast(sum(deprivations) as bigint) as deprivations,
        {{ ratio_of_sums('deprivations', 'group_households') }} as mean_deprivations,
        {{ ratio_of_sums('reviewed_households', 'households') }} as headcount_ratio,
        cast(count(*) as bigint) as communes_reported,
        max(estimated_mark) = 1 as is_estimated
    from in_areas
    group by
        area_basis,
        rollup_area_key,
        review_year,
        poverty_standard,
        household_group
),

final as (
    select
        area_basis,
        area_key,
        review_year,
        poverty_standard,
        household_group,
        report_phase,
        households,
        group_households,
        deprivations,
        mean_deprivations,
        headcount_ratio,
        mean_deprivations / 12 as intensity_ratio,
        headcount_ratio * mean_deprivations / 12 as adjusted_headcount_ratio,
        communes_reported,
        is_estimated
    from sums
)

select * from final
