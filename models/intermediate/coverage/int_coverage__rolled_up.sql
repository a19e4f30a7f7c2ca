with

int_coverage__marks as (
    select * from {{ ref('int_coverage__marks') }}
),

int_coverage__criteria as (
    select * from {{ ref('int_coverage__criteria') }}
),

int_coverage__expected as (
    select * from {{ ref('int_coverage__expected') }}
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

counted_marks as (
    select
        area_key,
        status_year,
        criterion,
        unit_type,
        status_date,
        1 as commune,
        case when is_met then 1 else 0 end as commune_met
    from int_coverage__marks
),

-- A commune that was split counts once: in the commune of today that got most of its people.
in_areas as (
    {{ in_rollup_areas(
        'counted_marks',
        keys=['status_year', 'criterion', 'unit_type', 'status_date'],
        measures=['commune', 'commune_met'],
    ) }}
),

by_type as (
    select
        area_basis,
        rollup_area_key as area_key,
        rollup_level as area_level,
        status_year,
        criterion,
        unit_type,
        max(status_date) as status_date,
        sum(commune_met) as communes_met,
        sum(commune) as communes_reported,
        max(estimated_mark) as estimated_mark
    from in_areas
    where commune > 0
    group by
        area_basis,
        rollup_area_key,
        rollup_level,
        status_year,
        criterion,
        unit_type
),

with_all_types as (
    select * from by_type
    union all
    select
        area_basis,
        area_key,
        area_level,
        status_year,
        criterion,
        'all' as unit_type,
        max(status_date) as status_date,
        sum(communes_met) as communes_met,
        sum(communes_reported) as communes_reported,
        max(estimated_mark) as estimated_mark
    from by_type
    group by
        area_basis,
        area_key,
        area_level,
        status_year,
        criterion
),

counted as (
    select
        with_all_types.area_basis,
        with_all_types.area_key,
        with_all_types.area_level,
        with_all_types.status_year,
        with_all_types.status_date,
        with_all_types.criterion,
        with_all_types.unit_type,
        cast(with_all_types.communes_met as bigint) as communes_met,
        cast(with_all_types.communes_reported as bigint) as communes_reported,
        case
            when int_coverage__criteria.is_for_xa_only then int_coverage__expected.xa_total
            else int_coverage__expected.communes_total
        end as communes_total,
        with_all_types.estimated_mark
    from with_all_types
    inner join int_coverage__criteria
        on with_all_types.criterion = int_coverage__criteria.criterion
    inner join int_coverage__expected
        on
            with_all_types.area_basis = int_coverage__expected.area_basis
            and with_all_types.area_key = int_coverage__expected.area_key
            and with_all_types.status_year = int_coverage__expected.status_year
            and with_all_types.unit_type = int_coverage__expected.unit_type
),

final as (
    select
        area_basis,
        area_key,
        area_level,
        status_year,
        status_date,
        criterion,
        unit_type,
        communes_met,
        communes_reported,
        communes_total,
        cast(communes_met as double) / nullif(cast(communes_reported as double), 0) as met_ratio,
        cast(communes_reported as double) / nullif(cast(communes_total as double), 0)
            as reported_ratio,
        estimated_mark = 1 as is_estimated
    from counted
)

select * from final
